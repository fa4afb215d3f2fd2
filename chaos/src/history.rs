//! What clients asked, what they were told, and when.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A reservation within a round, by the number of the guest who asked for it or of the walk-in.
pub type Number = u32;

/// What was asked. One call is one HTTP request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// Asked for seats. Calls with one key are repeats of one question.
    Request {
        who: Number,
        party: i32,
        key: Option<String>,
    },
    Confirm {
        who: Number,
    },
    Cancel {
        who: Number,
    },
    Resize {
        who: Number,
        party: i32,
    },
    /// As `Resize`, with a new ticket.
    Reissue {
        who: Number,
        party: i32,
    },
    Enlarge {
        version: i32,
        seats: i32,
    },
    /// By the ticket of a generation, or by reference.
    Admit {
        who: Number,
        people: Option<i32>,
        ticket: Option<i32>,
    },
    Verify {
        who: Number,
        ticket: Option<i32>,
    },
    Undo {
        who: Number,
    },
    WalkIn {
        who: Number,
        party: i32,
    },
    Look,
    /// A statement in the database that would oversell the house.
    Intrude {
        party: i32,
    },
}

impl Op {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => "request",
            Self::Confirm { .. } => "confirm",
            Self::Cancel { .. } => "cancel",
            Self::Resize { .. } => "resize",
            Self::Reissue { .. } => "reissue",
            Self::Enlarge { .. } => "capacity",
            Self::Admit { .. } => "admit",
            Self::Verify { .. } => "verify",
            Self::Undo { .. } => "undo",
            Self::WalkIn { .. } => "walk-in",
            Self::Look => "look",
            Self::Intrude { .. } => "intrude",
        }
    }
}

/// What an answer says, as far as anybody here looks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    pub reference: Option<String>,
    /// Seats that are left.
    pub available: Option<i32>,
    pub party: Option<i32>,
    pub admitted: Option<i32>,
    /// Whether it had been done before.
    pub already: Option<bool>,
    /// A verdict at the door, or a reservation's status.
    pub outcome: Option<String>,
}

/// What a client knows after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Ok(Told),
    /// Not done, for this reason.
    Refused { status: u16, code: String, told: Told },
    /// It never left the client: nobody listens.
    Unsent,
    /// Done or not: no answer, or one that does not say.
    Unknown(String),
}

impl Outcome {
    /// In the words of the summary.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Ok(_) => "ok",
            Self::Refused { .. } | Self::Unsent => "fail",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Ok(told) => write!(to, "ok{told}"),
            Self::Refused { status, code, told } => write!(to, "refused {status} {code}{told}"),
            Self::Unsent => to.write_str("not sent"),
            Self::Unknown(why) => write!(to, "unknown: {why}"),
        }
    }
}

impl std::fmt::Display for Told {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |number: Option<i32>| number.map(|number| number.to_string());
        let said = [
            ("", self.reference.clone()),
            ("left ", number(self.available)),
            ("party ", number(self.party)),
            ("in ", number(self.admitted)),
            ("already ", self.already.map(|already| already.to_string())),
            ("", self.outcome.clone()),
        ];
        for (name, value) in said.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            write!(to, ", {name}{value}")?;
        }
        Ok(())
    }
}

/// One call.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its name in logs, answers and the audit log.
    pub request_id: String,
    pub client: usize,
    /// Which evening of the plan.
    pub evening: usize,
    pub op: Op,
    /// Since the round began.
    pub invoked: Duration,
    pub returned: Duration,
    pub outcome: Outcome,
}

impl std::fmt::Display for Call {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            to,
            "{:>8.3} – {:>8.3}  client {}  evening {}  {:?} → {}  ({})",
            self.invoked.as_secs_f64(),
            self.returned.as_secs_f64(),
            self.client,
            self.evening,
            self.op,
            self.outcome,
            self.request_id
        )
    }
}

/// The history of a round, written by all clients.
#[derive(Debug, Clone)]
pub struct History {
    began: Instant,
    round: u64,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    calls: Vec<Call>,
    requests: u32,
    numbers: Number,
}

impl History {
    pub fn begin(round: u64) -> Self {
        Self { began: Instant::now(), round, inner: Arc::default() }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time since the round began.
    pub fn time(&self) -> Duration {
        self.began.elapsed()
    }

    /// A name for a call.
    pub fn request_id(&self) -> String {
        let mut inner = self.inner();
        inner.requests += 1;
        format!("chaos-{}-{}", self.round, inner.requests)
    }

    /// A number for somebody new.
    pub fn number(&self) -> Number {
        let mut inner = self.inner();
        inner.numbers += 1;
        inner.numbers
    }

    pub fn note(&self, call: Call) {
        self.inner().calls.push(call);
    }

    /// All calls in order of their beginning.
    pub fn calls(&self) -> Vec<Call> {
        let mut calls = self.inner().calls.clone();
        calls.sort_by_key(|call| call.invoked);
        calls
    }
}

/// The address of a guest, by which his reservation is found again whatever he was told.
pub fn address(who: Number) -> String {
    format!("guest{who}@example.test")
}
