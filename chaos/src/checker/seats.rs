//! Never more confirmed seats than capacity, at no moment (domain.md, Seats 2).

use super::Violation;
use crate::evidence::Evidence;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let worst = evidence.samples.oversold.iter().max_by_key(|sample| sample.confirmed - sample.offered);
    let told = worst.map(|sample| {
        let what = format!(
            "{} seats confirmed of {} at performance {}, seen {} times",
            sample.confirmed,
            sample.offered,
            sample.performance,
            evidence.samples.oversold.len()
        );
        Violation::new("seats within capacity", what).at(sample.at)
    });
    let blind = (evidence.samples.looks < 20)
        .then(|| Violation::new("seats within capacity", format!("only {} looks", evidence.samples.looks)));
    told.into_iter().chain(blind).collect()
}
