//! The API program, for operators who work over HTTP.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::staff::{api_token, password};
use booking::values::TokenName;
use chrono::TimeDelta;
use entity::value::{ApiTokenScope, StaffRole};
use platform::clock::randomness;
use reqwest::{Client, Method};
use serde_json::Value;

use super::{FIRST_KEY, Theatre, now, until};

/// A running API, and an administrator's way in; killed with this value.
pub struct ApiProcess {
    process: Child,
    address: SocketAddr,
    token: String,
    client: Client,
}

impl ApiProcess {
    /// Starts the program that was built beside the worker.
    pub async fn start(theatre: &Theatre) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_worker")).with_file_name("api");
        assert!(program.exists(), "{} is missing: `cargo build --workspace --bins` makes it", program.display());
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let process = Command::new(program)
            .arg("serve")
            .env_clear()
            .envs([
                ("DATABASE_URL", theatre.url()),
                ("DATABASE_POOL_SIZE", "3"),
                ("PUBLIC_URL", "https://theatre.example"),
                ("TOKEN_KEYS", FIRST_KEY),
                ("API_INTERNAL_LISTEN", "127.0.0.1:0"),
                ("API_LISTEN", &address.to_string()),
                ("RUST_LOG", "warn"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let api = Self { process, address, token: administrator(theatre).await, client: Client::new() };
        until("the API answers", Duration::from_secs(30), async || {
            api.client
                .get(format!("http://{address}/api/ready"))
                .send()
                .await
                .ok()
                .filter(|answer| answer.status() == 200)
        })
        .await;
        api
    }

    /// What `/admin` answers to an administrator; nothing where the answer has no body.
    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let request = self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
    }
}

impl Drop for ApiProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn administrator(theatre: &Theatre) -> String {
    let user = NewUser {
        username: "ada".into(),
        display_name: "Ada Lovelace".into(),
        role: StaffRole::Admin,
        password_hash: password::hash("una sedia vuota in fondo", &mut randomness()).unwrap(),
    };
    let ada = account::create(&theatre.db, now(), user, &Actor::SYSTEM).await.unwrap();
    let token = api_token::NewToken {
        name: TokenName::parse("operator").unwrap(),
        scope: ApiTokenScope::Admin,
        lives: TimeDelta::hours(1),
    };
    let issued = api_token::issue(&theatre.db, now(), &mut randomness(), ada.id, token, &Actor::SYSTEM).await.unwrap();
    issued.token.expose().to_owned()
}
