//! The way to the mail server: a few open connections, time limits, and what a refusal means.
//!
//! The stock pool is not used: it limits only the making of a connection, and it takes a connection back whose
//! conversation was broken off, so that the late answer to one mail would be read as the answer to the next.

use std::time::{Duration, Instant};

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use platform::settings::SmtpSettings;
use platform::smtp::{self, Server, ServerError, Unconnected, words};
use std::sync::{Mutex, PoisonError};
use tracing::Instrument as _;

use crate::limits::{SMTP_CONNECT_TIMEOUT, SMTP_SEND_TIMEOUT};

/// Idle connections that are kept: as many as mails are sent at once.
const KEPT: usize = 4;
/// Servers hang up on silent clients; one that was silent for so long is not used again.
const KEPT_FOR: Duration = Duration::from_mins(1);
/// An idle connection must answer within this time to be used again.
const STILL_THERE: Duration = Duration::from_secs(2);

/// The server took the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its words, addresses and all.
    pub response: String,
}

/// The server did not take the mail. Texts are the server's own, addresses and all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It will never take this mail (a reply of 5xx to it).
    Permanent {
        /// The server's words.
        response: String,
    },
    /// It may take it later; network errors and time-outs are of this kind.
    Transient {
        /// What happened.
        cause: String,
        /// The server's words, if it spoke.
        response: Option<String>,
    },
    /// It does not take our login: no mail of anybody can be sent.
    Login {
        /// The server's words.
        response: String,
    },
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

/// Sends mails.
pub struct Post {
    server: Server,
    idle: Mutex<Vec<Idle>>,
}

impl std::fmt::Debug for Post {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Post({:?})", self.server)
    }
}

impl Post {
    /// Makes the way to the server. Connects to nobody yet.
    ///
    /// # Errors
    /// [`ServerError`].
    pub fn new(settings: &SmtpSettings) -> Result<Self, ServerError> {
        Ok(Self { server: Server::new(settings)?, idle: Mutex::default() })
    }

    /// Sends one message; ends within [`SMTP_CONNECT_TIMEOUT`] and [`SMTP_SEND_TIMEOUT`] together. A conversation that
    /// was broken off is never resumed.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn send(&self, envelope: &Envelope, message: &[u8]) -> Result<Receipt, Refusal> {
        self.converse(envelope, message).instrument(tracing::info_span!("smtp")).await
    }

    async fn converse(&self, envelope: &Envelope, message: &[u8]) -> Result<Receipt, Refusal> {
        let connecting = tokio::time::timeout(SMTP_CONNECT_TIMEOUT, self.connection());
        let mut connection = match connecting.await {
            Ok(connected) => connected.map_err(unconnected)?,
            Err(_) => return Err(silence("the mail server did not greet us", SMTP_CONNECT_TIMEOUT)),
        };
        let sending = smtp::send(&mut connection, envelope, message);
        match tokio::time::timeout(SMTP_SEND_TIMEOUT, sending).await {
            Ok(Ok(response)) => {
                self.keep(connection);
                let words = response.message().collect::<Vec<_>>().join(" ");
                Ok(Receipt { response: format!("{} {words}", response.code()) })
            }
            Ok(Err(error)) => Err(refused(&error)),
            Err(_) => Err(silence("the mail server did not answer", SMTP_SEND_TIMEOUT)),
        }
    }

    /// Says good-bye on idle connections.
    pub async fn close(&self) {
        while let Some(mut idle) = self.take_idle() {
            // A server that does not answer a good-bye is left without one.
            let _ = tokio::time::timeout(STILL_THERE, idle.connection.quit()).await;
        }
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Unconnected> {
        while let Some(mut idle) = self.take_idle() {
            let fresh = idle.since.elapsed() < KEPT_FOR;
            if fresh && tokio::time::timeout(STILL_THERE, idle.connection.test_connected()).await == Ok(true) {
                return Ok(idle.connection);
            }
        }
        self.server.connect(SMTP_CONNECT_TIMEOUT).await
    }

    fn take_idle(&self) -> Option<Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.has_broken() && idle.len() < KEPT {
            idle.push(Idle { connection, since: Instant::now() });
        }
    }
}

fn silence(what: &str, waited: Duration) -> Refusal {
    Refusal::Transient { cause: format!("{what} within {} s", waited.as_secs()), response: None }
}

fn unconnected(failure: Unconnected) -> Refusal {
    match failure {
        Unconnected::NoLine(error) => {
            Refusal::Transient { cause: format!("the mail server cannot be reached: {error}"), response: None }
        }
        Unconnected::Unreachable(error) => transient("the mail server cannot be reached", &error),
        Unconnected::LoginFailed(error) => transient("the login at the mail server failed", &error),
        Unconnected::LoginRefused(error) => Refusal::Login { response: words(&error) },
    }
}

/// What an error within the conversation about one mail means.
fn refused(error: &Error) -> Refusal {
    /// RFC 4954, section 6: "Authentication required", an answer to any command.
    const LOGIN_WANTED: u16 = 530;
    if error.status().map(u16::from) == Some(LOGIN_WANTED) {
        return Refusal::Login { response: words(error) };
    }
    // "client": the address needs an extension that this server lacks; no later attempt changes that.
    if error.is_permanent() || error.is_client() {
        return Refusal::Permanent { response: words(error) };
    }
    transient("the mail was not accepted", error)
}

fn transient(what: &str, error: &Error) -> Refusal {
    let said = words(error);
    let response = error.status().is_some().then(|| said.clone());
    Refusal::Transient { cause: format!("{what}: {said}"), response }
}
