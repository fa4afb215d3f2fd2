//! Whose request it is, as far as the network can tell. Forwarding headers are believed only when they come from a
//! proxy that the operator named: anybody can write them.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;
use poem::http::HeaderMap;

/// Networks whose forwarding headers are believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

impl FromStr for TrustedProxies {
    type Err = String;

    fn from_str(list: &str) -> Result<Self, String> {
        list.split([',', ' '])
            .filter(|entry| !entry.is_empty())
            .map(|entry| {
                let address = || entry.parse::<IpAddr>().map(IpNet::from);
                entry
                    .parse::<IpNet>()
                    .or_else(|_| address())
                    .map_err(|_| format!("`{entry}`: expected networks such as 127.0.0.1/32,10.0.0.0/8,::1"))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl TrustedProxies {
    fn include(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// Network address of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The right-most address of the chain that is no trusted proxy: each proxy appends whom it heard from, so all to
    /// the left of the first stranger may be made up.
    #[must_use]
    pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &TrustedProxies) -> Self {
        let mut client = peer.to_canonical();
        if !trusted.include(client) {
            return Self(client);
        }
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        if forwarded.is_empty() {
            let real = headers.get("x-real-ip").and_then(|value| value.to_str().ok()).and_then(read);
            return Self(real.unwrap_or(client));
        }
        for entry in forwarded.into_iter().rev() {
            // An entry that is no address is no client: the proxy before it is the last that is known.
            let Some(address) = read(entry) else { break };
            client = address;
            if !trusted.include(client) {
                break;
            }
        }
        Self(client)
    }

    /// What limits count as one client: a host, or the /64 network that one IPv6 subscriber gets.
    #[must_use]
    pub fn subscriber(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
        }
    }
}

fn read(entry: &str) -> Option<IpAddr> {
    entry.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use poem::http::{HeaderMap, HeaderValue};

    use super::{ClientAddress, TrustedProxies};

    fn address(peer: &str, headers: &[(&'static str, &str)], trusted: &str) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let peer: IpAddr = peer.parse().unwrap();
        ClientAddress::of(peer, &map, &trusted.parse::<TrustedProxies>().unwrap()).0.to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(address("203.0.113.9", &[("x-forwarded-for", "1.2.3.4")], "127.0.0.1"), "203.0.113.9");
        assert_eq!(address("203.0.113.9", &[("x-real-ip", "1.2.3.4")], ""), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_stranger_is_the_client() {
        let chain = [("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.0.0.2")];
        assert_eq!(address("127.0.0.1", &chain, "127.0.0.0/8,10.0.0.0/8"), "198.51.100.7");
        let lines = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.7")];
        assert_eq!(address("::ffff:127.0.0.1", &lines, "127.0.0.1/32"), "198.51.100.7");
    }

    #[test]
    fn nonsense_ends_the_chain() {
        let chain = [("x-forwarded-for", "198.51.100.7, unknown, 10.0.0.2")];
        assert_eq!(address("127.0.0.1", &chain, "127.0.0.1,10.0.0.0/8"), "10.0.0.2");
        assert_eq!(address("127.0.0.1", &[("x-forwarded-for", "?")], "127.0.0.1"), "127.0.0.1");
    }

    #[test]
    fn another_header_counts_where_there_is_no_chain() {
        assert_eq!(address("127.0.0.1", &[("x-real-ip", "198.51.100.7")], "127.0.0.1"), "198.51.100.7");
    }

    #[test]
    fn one_ipv6_subscriber_is_one_client() {
        let one = ClientAddress("2001:db8:1:2::1".parse().unwrap()).subscriber();
        let same = ClientAddress("2001:db8:1:2:ffff::9".parse().unwrap()).subscriber();
        let other = ClientAddress("2001:db8:1:3::1".parse().unwrap()).subscriber();
        assert_eq!(one, same);
        assert_ne!(one, other);
    }

    #[test]
    fn a_bad_network_is_named() {
        let refusal = "10.0.0.0/8,intranet".parse::<TrustedProxies>().unwrap_err();
        assert!(refusal.contains("intranet"), "{refusal}");
    }
}
