//! Metrics, collected in the process and shown as Prometheus text by [`crate::internal`].

use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the histograms of durations, seconds: from a read of one row to the longest wait that a visitor gets.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How often old samples are folded away.
const UPKEEP: Duration = Duration::from_secs(5);

/// Shows what was measured so far.
#[derive(Clone)]
pub struct Measurements(PrometheusHandle);

impl std::fmt::Debug for Measurements {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Measurements")
    }
}

impl Measurements {
    /// All of it, as Prometheus text (exposition format 0.0.4).
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }
}

/// Collects what `metrics`' macros count from now on, for the life of the process. Histograms whose names end in
/// `_seconds` get buckets. Call it in a tokio runtime, once.
///
/// # Errors
/// When something else collects already.
pub fn start() -> Result<Measurements, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Ok(Measurements(handle))
}
