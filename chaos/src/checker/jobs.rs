//! No job is lost: some time after the last fault each is over, or waits for its time.

use super::Violation;
use crate::evidence::Evidence;
use crate::round::SETTLES_WITHIN;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    const NAME: &str = "jobs end or wait";
    match evidence.settled {
        Some(took) if took <= SETTLES_WITHIN || !evidence.times_count() => Vec::new(),
        Some(took) => vec![Violation::new(NAME, format!("only {:.1} s after the last fault", took.as_secs_f64()))],
        None => {
            let open = |status: &str| !matches!(status, "Done" | "Killed");
            let stuck = evidence.rows.jobs.iter().filter(|job| open(&job.status));
            let told: Vec<_> = stuck.map(|job| format!("{} {} {}", job.queue, job.key, job.status)).collect();
            let what = format!("not within {} s: {}", SETTLES_WITHIN.as_secs(), told.join(", "));
            vec![Violation::new(NAME, what)]
        }
    }
}
