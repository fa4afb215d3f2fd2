//! One conversation with the mail server, step by step, so that a refusal is told apart by the step it came at.

use std::io;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;

use crate::settings::Tls;

/// Where the server is and how to talk to it.
#[derive(Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub trust: TlsParameters,
    pub login: Option<Credentials>,
    pub hello: ClientId,
}

/// Why there is no conversation.
#[derive(Debug)]
pub enum Unconnected {
    /// The server cannot be reached.
    NoLine(io::Error),
    /// The server cannot be reached, or does not want to talk now.
    Unreachable(Error),
    /// It does not take our login.
    LoginRefused(Error),
    /// It did not take our login for a reason that may pass.
    LoginFailed(Error),
}

impl Server {
    /// Connects, encrypts and logs in. `timeout` is for the connection itself; who calls limits the whole.
    pub async fn connect(&self, timeout: Duration) -> Result<AsyncSmtpConnection, Unconnected> {
        let mut connection = match self.tls {
            Tls::Implicit => {
                let (address, trust) = ((self.host.as_str(), self.port), Some(self.trust.clone()));
                AsyncSmtpConnection::connect_tokio1(address, Some(timeout), &self.hello, trust, None).await
            }
            Tls::None | Tls::Starttls => {
                let line = self.line().await.map_err(Unconnected::NoLine)?;
                AsyncSmtpConnection::connect_with_transport(Box::new(line), &self.hello).await
            }
        }
        .map_err(Unconnected::Unreachable)?;
        if self.tls == Tls::Starttls {
            connection.starttls(self.trust.clone(), &self.hello).await.map_err(Unconnected::Unreachable)?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await.map_err(|error| {
                // "client": the server knows no way to log in that we know.
                if error.is_permanent() || error.is_client() {
                    Unconnected::LoginRefused(error)
                } else {
                    Unconnected::LoginFailed(error)
                }
            })?;
        }
        Ok(connection)
    }

    /// A message leaves in two pieces, and by default the second waits until the server has acknowledged the first,
    /// which servers put off for 40 ms. (Where TLS begins at once, lettre makes the connection and leaves it so.)
    async fn line(&self) -> io::Result<TcpStream> {
        let line = TcpStream::connect((self.host.as_str(), self.port)).await?;
        line.set_nodelay(true)?;
        Ok(line)
    }
}

/// Sends one message through an open conversation.
pub async fn send(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<Response, Error> {
    connection.send(envelope, message).await
}

#[cfg(test)]
mod tests {
    use lettre::transport::smtp::client::TlsParameters;
    use lettre::transport::smtp::extension::ClientId;

    use super::Server;
    use crate::settings::Tls;

    #[tokio::test]
    async fn the_second_piece_of_a_message_does_not_wait_for_the_first_to_be_acknowledged() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port: listener.local_addr().unwrap().port(),
            tls: Tls::None,
            trust: TlsParameters::new("127.0.0.1".to_owned()).unwrap(),
            login: None,
            hello: ClientId::default(),
        };
        assert!(server.line().await.unwrap().nodelay().unwrap());
    }
}
