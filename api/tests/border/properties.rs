//! What must hold of the headers by which the front says whose request it is, whatever they say. Tests here hold it with
//! drawn headers; `fuzz/` looks for some that break it.

use std::net::IpAddr;

use api::request::{ClientAddress, REQUEST_ID_HEADER, RequestId, TrustedProxies};
use poem::http::{HeaderMap, HeaderValue};

/// Networks of proxies in these stories.
const PROXIES: &str = "127.0.0.0/8,10.0.0.0/8,::1";

fn headers<'a>(named: impl IntoIterator<Item = (&'static str, &'a [u8])>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in named {
        // What no HTTP server would take is no header.
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.append(name, value);
        }
    }
    headers
}

fn of(peer: IpAddr, headers: &HeaderMap, proxies: &str) -> IpAddr {
    let Ok(trusted) = proxies.parse::<TrustedProxies>() else { panic!("{proxies}") };
    ClientAddress::of(peer, headers, &trusted).0
}

/// A stranger is himself, whatever he sends. Behind a proxy the client is an address that was really sent, or the proxy;
/// what a client writes before the address that the proxy appended changes nothing.
pub fn client_address(stranger: [u8; 4], lines: &[&[u8]], real: &[u8]) {
    let sent = headers(lines.iter().map(|line| ("x-forwarded-for", *line)).chain([("x-real-ip", real)]));
    let stranger = IpAddr::from(stranger);
    assert_eq!(of(stranger, &sent, ""), stranger);
    let proxy = IpAddr::from([127, 0, 0, 1]);
    let client = of(proxy, &sent, PROXIES);
    let named = |value: &HeaderValue| {
        let text = value.to_str().unwrap_or_default();
        text.split(',').any(|entry| entry.trim().parse().is_ok_and(|address: IpAddr| address.to_canonical() == client))
    };
    assert!(client == proxy || sent.values().any(named), "{client} out of nothing");
    assert_eq!(client.to_canonical(), client);

    let is_proxy = matches!(stranger, IpAddr::V4(address) if matches!(address.octets()[0], 10 | 127));
    if !is_proxy {
        let mut appended = sent;
        appended.append(
            "x-forwarded-for",
            HeaderValue::try_from(stranger.to_string()).unwrap_or(HeaderValue::from_static("")),
        );
        assert_eq!(of(proxy, &appended, PROXIES), stranger, "an address that a client made up counts");
    }
    let subscriber = ClientAddress(client).subscriber();
    assert_eq!(ClientAddress(subscriber).subscriber(), subscriber);
}

/// A list of networks is read, or refused by the name of what is wrong; what is read is believed of those networks only.
pub fn trusted_proxies(list: &str) {
    match list.parse::<TrustedProxies>() {
        Err(refusal) => assert!(refusal.contains('`'), "{refusal}"),
        Ok(_) => {
            assert!(list.split([',', ' ']).all(|entry| !entry.contains(char::is_alphabetic) || entry.contains(':')));
        }
    }
}

/// An id is 1 to 64 letters, digits, hyphens and underscores, whatever was sent: it can break no log line and no header.
pub fn request_id(sent: &[u8]) {
    let id = RequestId::of(&headers([(REQUEST_ID_HEADER, sent)]));
    let text = id.as_str();
    assert!((1..=64).contains(&text.len()), "{text}");
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')), "{text}");
    let again = RequestId::of(&headers([(REQUEST_ID_HEADER, text.as_bytes())]));
    assert_eq!(again, id, "a sane id is kept");
}
