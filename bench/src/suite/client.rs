//! Clients that ask over HTTP/1.1 and do little else, so that what is measured is the server.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Name that the site is asked under.
const NAME: HeaderValue = HeaderValue::from_static("localhost");

/// Why there is no good answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The server cannot be reached.
    #[error("the server cannot be reached")]
    Unreachable(#[from] std::io::Error),
    /// A question could not be asked.
    #[error("a question cannot be asked: {0}")]
    Request(String),
    /// A question was not answered.
    #[error("a question is not answered")]
    Unanswered(#[from] hyper::Error),
    /// An answer was not the one hoped for.
    #[error("{path} answers {status}: {words}")]
    Answer {
        /// What was asked.
        path: String,
        /// How it was answered.
        status: u16,
        /// In which words.
        words: String,
    },
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    method: Method,
    path: String,
    body: Bytes,
    bearer: Option<HeaderValue>,
    key: Option<HeaderValue>,
}

impl Ask {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: Bytes::new(), bearer: None, key: None }
    }

    /// A write.
    pub fn post(path: impl Into<String>, body: &serde_json::Value) -> Self {
        Self { method: Method::POST, body: body.to_string().into(), ..Self::get(path) }
    }

    /// The same by a program with this API token.
    pub fn by(mut self, token: &str) -> Self {
        self.bearer = HeaderValue::from_str(&format!("Bearer {token}")).ok();
        self
    }

    /// The same under a name that makes a repeat of it known.
    pub fn under(mut self, key: &str) -> Self {
        self.key = HeaderValue::from_str(key).ok();
        self
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its content.
    pub body: Bytes,
    /// From the first byte of the question to the last one of the answer.
    pub took: Duration,
}

/// One client, with one connection at a time.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// Connects to nobody yet.
    pub fn of(address: SocketAddr) -> Self {
        Self { address, connection: None }
    }

    /// Asks. A connection that the server ended after the answer before is made anew.
    pub async fn ask(&mut self, ask: &Ask) -> Result<Answer, AskError> {
        let began = Instant::now();
        let mut connection = match self.open().await {
            Some(open) => open,
            None => self.connect().await?,
        };
        let mut request = hyper::Request::builder().method(&ask.method).uri(&ask.path).header(HOST, NAME);
        if !ask.body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        if let Some(bearer) = &ask.bearer {
            request = request.header(AUTHORIZATION, bearer);
        }
        if let Some(key) = &ask.key {
            request = request.header("idempotency-key", key);
        }
        let request =
            request.body(Full::new(ask.body.clone())).map_err(|error| AskError::Request(error.to_string()))?;
        let answer = connection.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        self.connection = Some(connection);
        Ok(Answer { status, body, took: began.elapsed() })
    }

    /// As [`Client::ask`], for a question whose answer must be good.
    pub async fn well(&mut self, ask: &Ask) -> Result<Answer, AskError> {
        let answer = self.ask(ask).await?;
        if answer.status.is_success() {
            return Ok(answer);
        }
        let words = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
        Err(AskError::Answer { path: ask.path.clone(), status: answer.status.as_u16(), words })
    }

    /// The connection of the answer before, if the server still holds it.
    async fn open(&mut self) -> Option<SendRequest<Full<Bytes>>> {
        let mut open = self.connection.take()?;
        open.ready().await.is_ok().then_some(open)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>, AskError> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            // How it ended is told to whoever asked.
            drop(connection.await);
        });
        Ok(sender)
    }
}
