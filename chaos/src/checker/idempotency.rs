//! One key, one reservation: however often a question was asked, and whatever became of the answers.

use std::collections::{BTreeMap, BTreeSet};

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Op, Outcome};

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let mut told: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    for call in &evidence.calls {
        let Op::Request { who, .. } = call.op else { continue };
        let references = told.entry(who).or_default();
        if let Outcome::Ok(answer) = &call.outcome {
            references.extend(answer.reference.as_deref());
        }
    }
    let wrong = told.into_iter().filter_map(|(who, references)| {
        let rows = evidence.rows.of_guest(who).len();
        (rows > 1 || references.len() > 1)
            .then(|| format!("guest {who} asked once, has {rows} reservations and was told of {references:?}"))
    });
    wrong.map(|what| Violation::new("one key, one reservation", what)).collect()
}
