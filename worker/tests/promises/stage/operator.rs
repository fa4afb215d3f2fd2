//! Somebody who looks after the queue: over HTTP, or at a terminal.

use std::process::{Command, Stdio};

use reqwest::Method;
use serde_json::{Value, json};

use super::{ApiProcess, Theatre};

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Theatre {
    /// Runs a command of the worker program.
    pub fn terminal(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(env!("CARGO_BIN_EXE_worker"))
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.url())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// What a command prints that does what it is asked.
    #[track_caller]
    pub fn told(&self, arguments: &[&str]) -> String {
        let ended = self.terminal(arguments);
        assert!(ended.code == Some(0) && ended.err.is_empty(), "{arguments:?}: {ended:?}");
        ended.out
    }

    /// As [`Theatre::told`], of a command that is asked for JSON.
    #[track_caller]
    pub fn told_as_json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.told(arguments)).unwrap()
    }
}

/// The way in which an operator works.
pub enum Operator<'a> {
    OverHttp(ApiProcess),
    AtTerminal(&'a Theatre),
}

impl Operator<'_> {
    /// What failed: cause and number, the most frequent first.
    pub async fn causes(&self) -> Vec<(String, u64)> {
        let told = match self {
            Self::OverHttp(api) => api.ask(Method::GET, "/admin/jobs/failed", None).await,
            Self::AtTerminal(theatre) => theatre.told_as_json(&["jobs", "causes", "--json"]),
        };
        let text = |group: &Value| (group["cause"].as_str().unwrap().to_owned(), group["count"].as_u64().unwrap());
        told["results"].as_array().unwrap().iter().map(text).collect()
    }

    /// Starts the failed jobs of one cause anew; says how many.
    pub async fn retry(&self, queue: &str, cause: &str) -> u64 {
        match self {
            Self::OverHttp(api) => {
                let body = json!({"queue": queue, "cause": cause});
                api.ask(Method::POST, "/admin/jobs/retry", Some(&body)).await["retried"].as_u64().unwrap()
            }
            Self::AtTerminal(theatre) => {
                let told = theatre.told(&["jobs", "retry", "--queue", queue, "--cause", cause]);
                told.split(' ').next().unwrap().parse().unwrap_or_else(|_| panic!("{told}"))
            }
        }
    }

    pub async fn pause(&self, queue: &str, reason: &str) {
        match self {
            Self::OverHttp(api) => {
                let path = format!("/admin/queues/{queue}/pause");
                api.ask(Method::POST, &path, Some(&json!({"reason": reason}))).await;
            }
            Self::AtTerminal(theatre) => {
                theatre.told(&["pause", queue, "--reason", reason]);
            }
        }
    }

    pub async fn resume(&self, queue: &str) {
        match self {
            Self::OverHttp(api) => {
                api.ask(Method::POST, &format!("/admin/queues/{queue}/resume"), None).await;
            }
            Self::AtTerminal(theatre) => {
                theatre.told(&["resume", queue]);
            }
        }
    }

    /// One queue as it is now.
    pub async fn queue(&self, name: &str) -> Value {
        let told = match self {
            Self::OverHttp(api) => api.ask(Method::GET, "/admin/queue", None).await,
            Self::AtTerminal(theatre) => theatre.told_as_json(&["queues", "--json"]),
        };
        told["queues"].as_array().unwrap().iter().find(|queue| queue["name"] == name).unwrap().clone()
    }
}
