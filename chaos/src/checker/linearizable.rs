//! The history of each evening can be explained by a house that does one thing at a time (Herlihy and Wing,
//! "Linearizability", 1990): there is an order of all calls that keeps to real time, and in which each answer is what the
//! rules say.
//!
//! A call whose answer is unknown is looked up in the audit log, which is written in the transaction of each change: it
//! happened, at some time after it was asked for, or it did not.

mod model;
mod search;

use std::time::Duration;

use model::House;
use search::{Entry, Verdict, search};

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Call, Op, Outcome};

const NAME: &str = "linearizable";

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    (0..evidence.performances.len()).filter_map(|evening| of_evening(evidence, evening)).collect()
}

fn of_evening(evidence: &Evidence, evening: usize) -> Option<Violation> {
    let audit = evidence.rows.audit_by_request();
    let calls: Vec<&Call> = evidence.calls.iter().filter(|call| call.evening == evening).collect();
    let entries: Vec<Entry<'_>> = calls
        .iter()
        .filter_map(|call| {
            let happened = audit.contains_key(call.request_id.as_str());
            let returned = match &call.outcome {
                Outcome::Unknown(_) if happened => Duration::MAX,
                Outcome::Unknown(_) | Outcome::Unsent => return None,
                _ if says_nothing(&calls, call) => return None,
                _ => call.returned,
            };
            Some(Entry { call, returned })
        })
        .collect();
    let house = House::with(evidence.plan.evenings[evening].seats);
    match search(&entries, house) {
        Verdict::Explained => None,
        Verdict::Stuck { explained, at } => {
            let what = format!(
                "evening {evening}: {explained} of {} calls can be explained, then none of: {}",
                entries.len(),
                at.iter().map(|entry| entry.call.to_string()).collect::<Vec<_>>().join("; ")
            );
            let first = at.first().map(|entry| entry.call.invoked);
            let violation = Violation::new(NAME, what);
            Some(match first {
                Some(time) => violation.at(time),
                None => violation,
            })
        }
        Verdict::GivenUp => Some(Violation::new(NAME, format!("evening {evening}: the search was given up"))),
    }
}

/// Calls whose answers tell nothing of seats: somebody else's repeat was in flight; or the answer to a repeat of a
/// question that was refused while nobody heard the refusal, which tells how many seats there were then.
fn says_nothing(calls: &[&Call], call: &Call) -> bool {
    match (&call.op, &call.outcome) {
        (Op::Intrude { .. }, _) => true,
        (Op::Request { who, .. }, Outcome::Refused { code, .. }) => {
            let unheard = |other: &&&Call| {
                matches!(&other.op, Op::Request { who: asked, .. } if asked == who)
                    && matches!(other.outcome, Outcome::Unknown(_))
            };
            code == "idempotency_in_flight" || calls.iter().any(|other| unheard(&other))
        }
        _ => false,
    }
}
