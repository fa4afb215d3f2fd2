//! Metrics, collected in the process and shown as Prometheus text by [`crate::internal`].

mod process;

use std::time::Duration;

use metrics::{Unit, describe_gauge, gauge};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

/// Upper bounds of the histograms of durations, seconds: from a read of one row to the longest wait that a visitor gets.
const SECONDS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How often old samples are folded away.
const UPKEEP: Duration = Duration::from_secs(5);

/// Pause between two looks at a pool.
const SAMPLE_EVERY: Duration = Duration::from_secs(5);

const BUILD_INFO: &str = "azionelab_build_info";

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
        process::look();
        self.0.render()
    }
}

/// Collects what `metrics`' macros count from now on, for the life of the process. Histograms whose names end in
/// `_seconds` get buckets. `program` and `version` say what runs. Call it in a tokio runtime, once.
///
/// # Errors
/// When something else collects already.
pub fn start(program: &'static str, version: &'static str) -> Result<Measurements, BuildError> {
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
    describe_gauge!(BUILD_INFO, Unit::Count, "1, with the program and its version as labels");
    gauge!(BUILD_INFO, "program" => program, "version" => version).set(1.0);
    process::describe();
    Ok(Measurements(handle))
}

/// Looks at the pool of `program` now and then, until the end: how many connections there are, how many of them are in
/// use, and how many there may be.
pub async fn watch_pool(program: &'static str, pool: &PgPool, end: &CancellationToken) {
    let [all, used, most] =
        ["connections", "used_connections", "max_connections"].map(|what| format!("{program}_database_pool_{what}"));
    describe_gauge!(all.clone(), Unit::Count, "Connections to the database");
    describe_gauge!(used.clone(), Unit::Count, "Connections to the database that are in use");
    describe_gauge!(most.clone(), Unit::Count, "Connections to the database that there may be");
    loop {
        let size = pool.size();
        let idle = u32::try_from(pool.num_idle()).unwrap_or(size);
        gauge!(all.clone()).set(size);
        gauge!(used.clone()).set(size.saturating_sub(idle));
        gauge!(most.clone()).set(pool.options().get_max_connections());
        tokio::select! {
            () = tokio::time::sleep(SAMPLE_EVERY) => {}
            () = end.cancelled() => return,
        }
    }
}
