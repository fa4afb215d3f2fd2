//! `local/smtp-server.mjs`: a real SMTP server, whose manners a test sets.

use std::io::{BufRead, BufReader, Read as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::{Client, Method};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{Guest, checkout, until};

/// What it says of itself when it listens.
#[derive(Deserialize)]
struct Greeting {
    smtp_port: u16,
    control_port: u16,
    certificate: String,
}

/// A mail whose last byte has arrived.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// Milliseconds since 1970.
    pub arrived_ms: i64,
    pub to: Vec<String>,
    /// Who logged in.
    pub user: Option<String>,
    pub tls: bool,
    pub message_id: String,
    /// Whether the sender was told.
    pub answered: bool,
    pub raw: String,
}

/// Something that the server decided.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    pub kind: String,
    /// Its SMTP reply.
    pub code: Option<u16>,
}

/// A mail server; gone with this value.
pub struct MailServer {
    process: Child,
    pub port: u16,
    control_port: u16,
    /// A file with the certificate to trust.
    pub certificate: PathBuf,
    client: Client,
}

impl MailServer {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        let mut process = Command::new("node")
            .arg(checkout().join("local/smtp-server.mjs"))
            .args(arguments)
            .stdout(Stdio::piped())
            // Not ours: node makes its streams non-blocking, and what a test prints on the same pipe would be lost.
            .stderr(Stdio::piped())
            .spawn()
            .expect("node is there");
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let greeting: Greeting = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut complaint = String::new();
            process.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            panic!("the mail server does not say where it listens: {line}{complaint}")
        });
        let name = format!("certificate-{}-{}.pem", std::process::id(), greeting.smtp_port);
        let certificate = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&certificate, greeting.certificate).unwrap();
        Self {
            process,
            port: greeting.smtp_port,
            control_port: greeting.control_port,
            certificate,
            // A connection that the server closes for its rest while a test takes it up again would fail the test.
            client: Client::builder().pool_max_idle_per_host(0).build().expect("a client without settings"),
        }
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: Option<&Value>) -> T {
        let mut request = self.client.request(method, format!("http://127.0.0.1:{}{path}", self.control_port));
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }

    /// Sets some of its manners; what they are is told at the top of the script.
    pub async fn behave(&self, changes: Value) {
        let _: Value = self.ask(Method::PATCH, "/behaviour", Some(&changes)).await;
    }

    pub async fn line(&self, line: &str) {
        self.behave(json!({"line": line})).await;
    }

    /// All mails, oldest first.
    pub async fn mails(&self) -> Vec<Mail> {
        self.ask(Method::GET, "/mails", None).await
    }

    pub async fn mails_to(&self, guest: &Guest) -> Vec<Mail> {
        let mut mails = self.mails().await;
        mails.retain(|mail| mail.to.contains(&guest.address));
        mails
    }

    /// The replies it gave to one kind of step.
    pub async fn replies(&self, kind: &str) -> Vec<u16> {
        let events: Vec<Event> = self.ask(Method::GET, "/events", None).await;
        events.into_iter().filter(|event| event.kind == kind).filter_map(|event| event.code).collect()
    }

    /// How often somebody connected.
    pub async fn connections(&self) -> usize {
        let events: Vec<Event> = self.ask(Method::GET, "/events", None).await;
        events.iter().filter(|event| event.kind == "connection").count()
    }

    /// Waits for the first mail to a guest.
    pub async fn mail_to(&self, guest: &Guest, within: Duration) -> Mail {
        until("the mail arrives", within, async || self.mails_to(guest).await.into_iter().next()).await
    }

    /// Waits until so many mails are in.
    pub async fn count(&self, mails: usize, within: Duration) -> Vec<Mail> {
        let what = format!("{mails} mails arrive");
        until(&what, within, async || Some(self.mails().await).filter(|found| found.len() >= mails)).await
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_file(&self.certificate);
    }
}
