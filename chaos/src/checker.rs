//! What must hold after every round, one file an invariant.

mod acknowledged;
mod answers;
mod availability;
mod door;
mod ends;
mod idempotency;
mod integrity;
mod jobs;
mod linearizable;
mod mails;
mod recovery;
mod seats;
mod tickets;
mod whole;

use std::time::Duration;

use crate::evidence::Evidence;

/// Something that must not be.
#[derive(Debug, Clone)]
pub struct Violation {
    /// Name of the invariant.
    pub invariant: &'static str,
    pub what: String,
    /// When, where that is known.
    pub at: Option<Duration>,
}

impl Violation {
    fn new(invariant: &'static str, what: impl Into<String>) -> Self {
        Self { invariant, what: what.into(), at: None }
    }

    fn at(self, at: Duration) -> Self {
        Self { at: Some(at), ..self }
    }
}

type Check = fn(&Evidence) -> Vec<Violation>;

const ALL: [Check; 14] = [
    seats::check,
    answers::check,
    acknowledged::check,
    whole::check,
    idempotency::check,
    tickets::check,
    mails::check,
    door::check,
    jobs::check,
    availability::check,
    linearizable::check,
    integrity::check,
    recovery::check,
    ends::check,
];

/// All that is wrong with a round.
pub fn check(evidence: &Evidence) -> Vec<Violation> {
    ALL.iter().flat_map(|check| check(evidence)).collect()
}
