//! The product's own integrity check finds nothing.

use super::Violation;
use crate::evidence::Evidence;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    evidence.findings.iter().map(|finding| Violation::new("integrity", finding)).collect()
}
