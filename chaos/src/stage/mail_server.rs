//! `local/smtp-server.mjs`: a real SMTP server, whose manners are set while it runs, and which keeps every mail.

use std::path::Path;

use reqwest::{Client, Method};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::child::Script;
use crate::trouble::Trouble;

/// What the server calls its one user.
pub const LOGIN: (&str, &str) = ("theatre", "curtain");

/// A mail whose last byte has arrived.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// Milliseconds since 1970.
    pub arrived_ms: i64,
    pub to: Vec<String>,
    /// Without angle brackets.
    pub message_id: String,
    /// Whether the sender was told that it is taken.
    pub answered: bool,
}

/// The server.
pub struct MailServer {
    _script: Script,
    /// Where it takes mails.
    pub port: u16,
    control: String,
    client: Client,
}

impl MailServer {
    pub fn start(logs: &Path) -> Result<Self, Trouble> {
        let (script, greeting) = Script::start("local/smtp-server.mjs", &logs.join("smtp.log"), false)?;
        let port = |name: &str| {
            let port = greeting[name].as_u64().and_then(|port| u16::try_from(port).ok());
            port.ok_or_else(|| Trouble::stage("the mail server does not say where it listens"))
        };
        let (smtp, control) = (port("smtp_port")?, port("control_port")?);
        let client = Client::builder().pool_max_idle_per_host(0).build()?;
        Ok(Self { _script: script, port: smtp, control: format!("http://127.0.0.1:{control}"), client })
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: Option<&Value>) -> Result<T, Trouble> {
        let mut request = self.client.request(method, format!("{}{path}", self.control));
        if let Some(body) = body {
            request = request.json(body);
        }
        Ok(request.send().await?.error_for_status()?.json().await?)
    }

    /// Sets some of its manners; what they are is told at the top of the script.
    pub async fn behave(&self, changes: Value) -> Result<(), Trouble> {
        self.ask(Method::PATCH, "/behaviour", Some(&changes)).await.map(|_: Value| ())
    }

    /// The manners of a server without troubles.
    pub async fn behave_well(&self) -> Result<(), Trouble> {
        self.behave(json!({"line": "up", "login": "optional", "delay_ms": 0, "drop": false, "message_reply": null}))
            .await
    }

    /// As at the start, with no mails.
    pub async fn forget(&self) -> Result<(), Trouble> {
        self.ask(Method::POST, "/reset", None).await.map(|_: Value| ())
    }

    /// All mails, oldest first.
    pub async fn mails(&self) -> Result<Vec<Mail>, Trouble> {
        let mut mails: Vec<Mail> = self.ask(Method::GET, "/mails", None).await?;
        for mail in &mut mails {
            mail.message_id = mail.message_id.trim_matches(['<', '>']).to_owned();
        }
        Ok(mails)
    }

    /// How many conversations have come as far as naming a recipient.
    pub async fn recipients(&self) -> Result<usize, Trouble> {
        let events: Vec<Value> = self.ask(Method::GET, "/events", None).await?;
        Ok(events.iter().filter(|event| event["kind"] == "recipient").count())
    }
}
