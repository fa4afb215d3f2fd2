//! All that is known of a round when it is over.

use std::time::Duration;

use crate::faults::Injected;
use crate::history::Call;
use crate::plan::{Break, Plan};
use crate::rows::Rows;
use crate::samples::Samples;
use crate::stage::Mail;

/// A machine that lets a program run later than that is too busy to judge times.
const LATE: Duration = Duration::from_secs(1);

/// A mail at the mail server.
#[derive(Debug)]
pub struct Letter {
    /// Since the round began.
    pub arrived: Duration,
    pub mail: Mail,
}

/// How the house came back after the last fault.
#[derive(Debug, Clone, Copy)]
pub struct Recovery {
    pub last: Option<Break>,
    /// From the end of the fault until a booking had been taken and its mail had been sent; `None` when that was not seen.
    pub took: Option<Duration>,
}

/// What is known.
#[derive(Debug)]
pub struct Evidence {
    pub plan: Plan,
    pub round: u64,
    /// Row ids of the evenings.
    pub performances: Vec<i64>,
    pub calls: Vec<Call>,
    pub injected: Injected,
    pub samples: Samples,
    pub letters: Vec<Letter>,
    pub rows: Rows,
    /// What `booking::integrity` found.
    pub findings: Vec<String>,
    pub recovery: Recovery,
    /// From the end of the last fault until no job was due, running or stuck; `None` when that was not seen.
    pub settled: Option<Duration>,
    pub took: Duration,
}

impl Evidence {
    /// Whether the machine let the trial run when it wanted to, so that times say something of the system and not of the
    /// machine. On one that is too busy a job is broken off in the middle of a mail, and begun anew, because each of its
    /// statements took seconds.
    pub fn times_count(&self) -> bool {
        self.samples.late <= LATE
    }
}
