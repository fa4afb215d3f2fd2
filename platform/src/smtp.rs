//! One conversation with the mail server, step by step, so that a refusal is told apart by the step it came at. The worker
//! sends its mails through it; `api check` tries it with the same settings.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use tokio::net::TcpStream;

use crate::settings::{SmtpSettings, SmtpSettingsError, Tls};

/// Where the server is and how to talk to it.
#[derive(Clone)]
pub struct Server {
    host: String,
    port: u16,
    tls: Tls,
    trust: TlsParameters,
    login: Option<Credentials>,
    hello: ClientId,
}

/// Why the mail server cannot even be tried.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The login is incomplete.
    #[error(transparent)]
    Settings(#[from] SmtpSettingsError),
    /// The certificates to trust cannot be read.
    #[error("SMTP_CA_FILE cannot be read")]
    Trust(#[source] io::Error),
    /// TLS cannot be set up, or SMTP_CA_FILE holds no certificates.
    #[error("TLS to SMTP_HOST cannot be set up")]
    Tls(#[source] Error),
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

impl fmt::Debug for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

impl Server {
    /// The server of these settings. Connects to nobody yet.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn new(settings: &SmtpSettings) -> Result<Self, ServerError> {
        let mut trust = TlsParameters::builder(settings.smtp_host.clone());
        if let Some(file) = &settings.smtp_ca_file {
            let pem = std::fs::read(file).map_err(ServerError::Trust)?;
            trust = trust.add_root_certificate(Certificate::from_pem(&pem).map_err(ServerError::Tls)?);
        }
        let login = settings.login()?;
        Ok(Self {
            host: settings.smtp_host.clone(),
            port: settings.smtp_port,
            tls: settings.smtp_tls,
            trust: trust.build().map_err(ServerError::Tls)?,
            login: login.map(|login| Credentials::new(login.username, login.password.expose().to_owned())),
            hello: ClientId::default(),
        })
    }

    /// Connects, encrypts and logs in. `timeout` is for the connection itself; who calls limits the whole.
    ///
    /// # Errors
    /// [`Unconnected`].
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
///
/// # Errors
/// The server's refusal, or the network's.
pub async fn send(
    connection: &mut AsyncSmtpConnection,
    envelope: &Envelope,
    message: &[u8],
) -> Result<Response, Error> {
    connection.send(envelope, message).await
}

/// What went wrong: the server's words with their code, or the network's. They may hold addresses.
#[must_use]
pub fn words(error: &Error) -> String {
    let cause = error.source().map(ToString::to_string);
    match (error.status(), cause) {
        (Some(code), Some(text)) => format!("{code} {}", text.split_whitespace().collect::<Vec<_>>().join(" ")),
        (Some(code), None) => code.to_string(),
        (None, Some(text)) => text,
        (None, None) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Server;
    use crate::settings::{SmtpSettings, Tls};

    #[tokio::test]
    async fn the_second_piece_of_a_message_does_not_wait_for_the_first_to_be_acknowledged() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::new(&SmtpSettings {
            smtp_host: "127.0.0.1".to_owned(),
            smtp_port: listener.local_addr().unwrap().port(),
            smtp_tls: Tls::None,
            smtp_ca_file: None,
            smtp_username: None,
            smtp_password: None,
            smtp_password_file: None,
        });
        assert!(server.unwrap().line().await.unwrap().nodelay().unwrap());
    }
}
