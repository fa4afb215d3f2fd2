//! Asking a program on this machine whether it is well: what a container's health check runs. No more of HTTP than that
//! takes, so that images need no program for it.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// A program that is well answers within this time.
const PATIENCE: Duration = Duration::from_secs(4);
/// Longest line that a status can be in.
const LONGEST_LINE: u64 = 1024;

/// Why a program is not well.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    /// Nobody answers there.
    #[error("no answer from {address}")]
    Silent {
        /// Where it was asked.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// It says that it is not well.
    #[error("{address}{path} answers {answer:?}")]
    Unwell {
        /// Where it was asked.
        address: SocketAddr,
        /// For what.
        path: &'static str,
        /// The first line of its answer.
        answer: String,
    },
}

/// Asks for `path` at the address on which a program listens; every address of this machine stands for loopback.
///
/// # Errors
/// [`HealthError`] for anything but status 200.
pub fn ask(listening: SocketAddr, path: &'static str) -> Result<(), HealthError> {
    let address = SocketAddr::new(reachable(listening.ip()), listening.port());
    let answer = first_line(address, path).map_err(|source| HealthError::Silent { address, source })?;
    if answer.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(HealthError::Unwell { address, path, answer }) }
}

const fn reachable(listening: IpAddr) -> IpAddr {
    match listening {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        listening => listening,
    }
}

fn first_line(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST_LINE)).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{Ipv4Addr, SocketAddr, TcpListener};

    use super::{HealthError, ask};

    /// A program that gives one answer.
    fn answering(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = BufReader::new(stream.try_clone().unwrap()).lines();
            while request.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            stream.write_all(answer.as_bytes()).unwrap();
        });
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, port))
    }

    #[test]
    fn only_200_means_well() {
        ask(answering("HTTP/1.1 200 OK\r\n\r\n{}"), "/health").unwrap();
        for unwell in ["HTTP/1.1 503 Service Unavailable\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", ""] {
            let told = ask(answering(unwell), "/health").unwrap_err();
            assert!(matches!(told, HealthError::Unwell { .. }), "{told}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_not_well() {
        let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        assert!(matches!(ask(nobody, "/health"), Err(HealthError::Silent { .. })));
    }
}
