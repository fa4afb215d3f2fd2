//! One conversation with the mail server, step by step, so that a refusal is told apart by the step it came at.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;

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
        let at_once = (self.tls == Tls::Implicit).then(|| self.trust.clone());
        let address = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(timeout), &self.hello, at_once, None)
            .await
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
}

/// Sends one message through an open conversation.
pub async fn send(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<Response, Error> {
    connection.send(envelope, message).await
}
