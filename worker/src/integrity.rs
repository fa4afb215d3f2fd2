//! The outcome of the last check of the tables' integrity, as a metric. It is read from the database: of several workers
//! one makes the hourly check, and all tell the same.

use std::time::Duration;

use booking::integrity::history;
use metrics::{Unit, describe_gauge, gauge};
use sea_orm::DatabaseConnection;
use tokio_util::sync::CancellationToken;

/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// A look that takes longer is given up.
const LOOK_TIMEOUT: Duration = Duration::from_secs(15);

const DIFFERENCES: &str = "azionelab_integrity_differences";
const CHECKED_AT: &str = "azionelab_integrity_checked_timestamp_seconds";

/// Tells scrapers what the figures mean.
pub fn describe() {
    describe_gauge!(DIFFERENCES, Unit::Count, "Differences that the last check of the tables' integrity found");
    describe_gauge!(CHECKED_AT, Unit::Seconds, "When that check was made, seconds since 1970");
}

/// Shows the last outcome, until `end`.
pub async fn watch(db: &DatabaseConnection, end: &CancellationToken) {
    loop {
        match tokio::time::timeout(LOOK_TIMEOUT, history::last(db)).await {
            Ok(Ok(Some(last))) => {
                gauge!(DIFFERENCES).set(f64::from(last.differences));
                gauge!(CHECKED_AT).set(seconds(last.checked_at.timestamp()));
            }
            Ok(Ok(None)) => {}
            Ok(Err(error)) => {
                tracing::debug!(error = %platform::telemetry::chain(&error), "the last check's outcome is unknown now");
            }
            Err(_) => tracing::debug!("the last check's outcome is unknown now: the database keeps silent"),
        }
        tokio::select! {
            () = end.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are far below 2^53")]
const fn seconds(timestamp: i64) -> f64 {
    timestamp as f64
}
