//! A program that is asked to end does so, in time and well.

use super::Violation;
use crate::evidence::Evidence;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    evidence.injected.bad_ends.iter().map(|how| Violation::new("orderly end", how)).collect()
}
