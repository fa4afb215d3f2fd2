//! What lies below the rules: told to nobody but the log.

use booking::Failure;
use platform::telemetry::chain;

use super::Problem;

/// Another transaction holds the row for a moment only.
const WHEN_BUSY: u64 = 1;
/// A database that went away takes longer.
const WHEN_AWAY: u64 = 5;

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match &failure {
            Failure::Busy(_) => {
                tracing::warn!(error = %chain(&failure), "a row stayed busy");
                Self::unavailable(WHEN_BUSY)
            }
            Failure::Unavailable(_) => {
                tracing::warn!(error = %chain(&failure), "the database is away");
                Self::unavailable(WHEN_AWAY)
            }
            Failure::Database(_) | Failure::Unreadable(_) => {
                tracing::error!(error = %chain(&failure), "an operation failed");
                Self::internal()
            }
        }
    }
}
