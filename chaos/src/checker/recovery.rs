//! Some time after any fault a booking is taken and its mail goes out, without anybody's help.

use std::time::Duration;

use super::Violation;
use crate::evidence::Evidence;

/// The slowest promise of them all: a dead worker's job (domain.md, Jobs).
const RECOVERS_WITHIN: Duration = Duration::from_secs(45);

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    const NAME: &str = "recovery";
    let last = evidence.recovery.last.map_or("the beginning", crate::plan::Break::name);
    let kept = evidence.injected.longest_kept;
    if kept > RECOVERS_WITHIN {
        let what = format!("a sleeping API kept a performance from everybody for {:.1} s", kept.as_secs_f64());
        return vec![Violation::new(NAME, what)];
    }
    match evidence.recovery.took {
        Some(took) if took <= RECOVERS_WITHIN || !evidence.times_count() => Vec::new(),
        Some(took) => vec![Violation::new(NAME, format!("{:.1} s after {last}", took.as_secs_f64()))],
        None => vec![Violation::new(NAME, format!("never after {last}"))],
    }
}
