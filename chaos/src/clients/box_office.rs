//! The site as clients use it: each call goes to one of the replicas, is noted with its times, and understood as done,
//! not done, or unknown.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::At;
use super::pool::Known;
use crate::history::{Call, History, Op, Outcome, Told, address};
use crate::trouble::Trouble;

/// Clients wait so long for an answer; longer than a busy row is waited for (api-contract.md, Conventions).
const PATIENCE: Duration = Duration::from_secs(6);

/// The site.
pub struct BoxOffice {
    client: Client,
    replicas: Vec<SocketAddr>,
    token: String,
    history: History,
    performances: Vec<i64>,
}

/// A request that is ready to be sent.
struct Ask {
    method: Method,
    path: String,
    body: Option<Value>,
    key: Option<String>,
}

impl Ask {
    fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), body: Some(body), key: None }
    }

    fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: None, key: None }
    }
}

impl BoxOffice {
    pub fn new(
        history: History,
        replicas: Vec<SocketAddr>,
        token: String,
        performances: Vec<i64>,
    ) -> Result<Self, Trouble> {
        // A connection is used once, so that what was sent at all is known.
        let client = Client::builder().timeout(PATIENCE).pool_max_idle_per_host(0).build()?;
        Ok(Self { client, replicas, token, history, performances })
    }

    /// How many replicas there are to ask.
    pub fn replicas(&self) -> usize {
        self.replicas.len()
    }

    /// Asks, and notes the answer; with the ticket's token where a confirmation brings one.
    pub async fn ask(&self, at: At, evening: usize, op: Op, known: Option<&Known>) -> (Outcome, Option<String>) {
        let Some(ask) = self.words(evening, &op, known) else { return (Outcome::Unsent, None) };
        let request_id = self.history.request_id();
        let invoked = self.history.time();
        let (outcome, body) = self.send(at, ask, &request_id).await;
        let returned = self.history.time();
        let ticket = body["ticket_token"].as_str().map(str::to_owned);
        let call = Call { request_id, client: at.client, evening, op, invoked, returned, outcome: outcome.clone() };
        self.history.note(call);
        (outcome, ticket)
    }

    /// Reads a performance, and makes its room larger or smaller as it was read.
    pub async fn enlarge(&self, at: At, evening: usize, by: i32) {
        self.resize(at, evening, |seats, _| seats + by).await;
    }

    /// Reads a performance, and makes its room such that so many seats are left.
    pub async fn leave(&self, at: At, evening: usize, left: i32) {
        self.resize(at, evening, |seats, available| seats - available + left).await;
    }

    /// Gives a room the size that follows from the one it was read with, and from the seats that were left.
    async fn resize(&self, at: At, evening: usize, size: impl FnOnce(i32, i32) -> i32) {
        let path = format!("/admin/performances/{}", self.performances[evening]);
        let (outcome, read) = self.send(at, Ask::get(path), &self.history.request_id()).await;
        let (Outcome::Ok(Told { available: Some(available), .. }), Some(version), Some(seats)) =
            (outcome, int(&read, "version"), int(&read, "room_capacity"))
        else {
            return;
        };
        let op = Op::Enlarge { version, seats: size(seats, available).max(1) };
        self.ask(at, evening, op, None).await;
    }

    /// How a call is put; `None` when the client lacks what it takes.
    fn words(&self, evening: usize, op: &Op, known: Option<&Known>) -> Option<Ask> {
        let performance = self.performances[evening];
        let token = || known?.confirmation.clone();
        let shown = |ticket: &Option<i32>| {
            let known = known?;
            Some(match (ticket, &known.ticket) {
                (Some(_), Some(token)) => json!({"token": token}),
                _ => json!({"reference": known.reference}),
            })
        };
        Some(match op {
            Op::Request { who, party, key } => Ask {
                key: key.clone(),
                ..Ask::post(
                    format!("/api/performances/{performance}/reservations"),
                    json!({"name": format!("Guest {who}"), "email": address(*who), "party_size": party, "locale": "en",
                        "privacy_accepted": true}),
                )
            },
            Op::Confirm { .. } => Ask::post("/api/reservations/confirm", json!({"token": token()?})),
            Op::Cancel { .. } => Ask::post("/api/reservations/cancel", json!({"token": token()?})),
            Op::Resize { party, .. } | Op::Reissue { party, .. } => {
                // A party at the door left no address for a ticket.
                let send_new_ticket = matches!(op, Op::Reissue { .. }) && known?.confirmation.is_some();
                Ask {
                    method: Method::PATCH,
                    ..Ask::post(
                        format!("/admin/reservations/{}", known?.id),
                        json!({"party_size": party, "send_new_ticket": send_new_ticket}),
                    )
                }
            }
            Op::Enlarge { version, seats } => Ask {
                method: Method::PUT,
                ..Ask::post(
                    format!("/admin/performances/{performance}"),
                    json!({"version": version, "room_capacity": seats}),
                )
            },
            Op::Admit { people, ticket, .. } => {
                let mut body = shown(ticket)?;
                if let Some(people) = people {
                    body["admitted"] = json!(people);
                }
                Ask::post("/api/check-in/confirm", body)
            }
            Op::Verify { ticket, .. } => Ask::post("/api/check-in/verify", shown(ticket)?),
            Op::Undo { .. } => Ask::post("/api/check-in/undo", json!({"reference": known?.reference})),
            Op::WalkIn { party, .. } => {
                Ask::post("/api/check-in/walk-ins", json!({"performance_id": performance, "party_size": party}))
            }
            Op::Look => Ask::get(format!("/api/performances/{performance}")),
            Op::Intrude { .. } => return None,
        })
    }

    async fn send(&self, at: At, ask: Ask, request_id: &str) -> (Outcome, Value) {
        let replica = self.replicas[usize::try_from(at.draw).unwrap_or(0) % self.replicas.len()];
        let mut request =
            self.client.request(ask.method, format!("http://{replica}{}", ask.path)).header("X-Request-Id", request_id);
        if ask.path.starts_with("/admin") || ask.path.starts_with("/api/check-in") {
            request = request.bearer_auth(&self.token);
        }
        if let Some(key) = ask.key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(body) = ask.body {
            request = request.json(&body);
        }
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) if error.is_connect() => return (Outcome::Unsent, Value::Null),
            Err(error) if error.is_timeout() => return (Outcome::Unknown("no answer in time".into()), Value::Null),
            Err(_) => return (Outcome::Unknown("the connection broke".into()), Value::Null),
        };
        let status = answer.status();
        let body = answer.json::<Value>().await;
        (understood(status, body.as_ref().ok()), body.unwrap_or_default())
    }
}

fn understood(status: StatusCode, body: Option<&Value>) -> Outcome {
    let Some(body) = body else { return Outcome::Unknown(format!("{status}, and its body was cut off")) };
    if status.is_success() {
        return Outcome::Ok(told(body));
    }
    let code = body["code"].as_str().unwrap_or_default().to_owned();
    if status.is_server_error() {
        return Outcome::Unknown(format!("{} {code}", status.as_u16()));
    }
    Outcome::Refused { status: status.as_u16(), code, told: told(body) }
}

fn told(body: &Value) -> Told {
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    Told {
        reference: text("reference"),
        available: int(body, "available_seats"),
        party: int(body, "party_size"),
        admitted: int(body, "admitted"),
        already: body["already_confirmed"].as_bool(),
        outcome: text("outcome").or_else(|| text("status")),
    }
}

fn int(body: &Value, name: &str) -> Option<i32> {
    body[name].as_i64().and_then(|number| i32::try_from(number).ok())
}
