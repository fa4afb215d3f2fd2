//! `api serve`: answers requests until it is told to stop.

use std::sync::Arc;

use clap::Args;
use platform::clock::SystemClock;
use platform::database::{self, DatabaseError};
use platform::internal::{self, ListenError};
use platform::shutdown::Shutdown;
use platform::telemetry::{self, TelemetryError};

use crate::house::{House, HouseError};
use crate::limits::FORGET_EVERY;
use crate::measure;
use crate::server::{self, ServerError};
use crate::settings::{ServeSettings, Switch};

/// How to serve.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The settings.
    #[command(flatten)]
    pub settings: ServeSettings,
}

/// Why requests are not answered.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No logs.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// No database to work with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A setting is wrong.
    #[error(transparent)]
    House(#[from] HouseError),
    /// Signals cannot be watched.
    #[error("signals cannot be watched")]
    Signals(#[source] std::io::Error),
    /// No metrics.
    #[error("metrics cannot be collected")]
    Measure(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No internal port.
    #[error(transparent)]
    Internal(#[from] ListenError),
    /// No public port.
    #[error(transparent)]
    Server(#[from] ServerError),
}

/// Serves until the end.
///
/// # Errors
/// [`ServeError`].
pub async fn run(Arguments { settings }: Arguments) -> Result<(), ServeError> {
    let traces = telemetry::start(&settings.log, "api")?;
    let shutdown = Shutdown::on_signals().map_err(ServeError::Signals)?;
    let database = database::open_for_watched(&settings.database, "azionelab-api")?;
    database::require_current_schema(&database.pool).await?;
    let house = House::open(&settings.site, &settings.front, database.clone(), Arc::new(SystemClock))?;
    let house = Arc::new(house);
    if settings.front.rate_limits == Switch::Off {
        tracing::warn!("RATE_LIMITS=off: nobody is limited; for load tests only");
    }

    let measurements = platform::measure::start("api", env!("CARGO_PKG_VERSION"))
        .map_err(|error| ServeError::Measure(error.into()))?;
    measure::describe();
    let internal = internal::serve(settings.api_internal_listen, measurements, &shutdown).await?;
    let (pool, end) = (database.pool.clone(), shutdown.soft().clone());
    tokio::spawn(async move { platform::measure::watch_pool("api", &pool, &end).await });
    tokio::spawn(forget_now_and_then(Arc::clone(&house), shutdown.clone()));

    let web_app = settings.front.static_dir.as_deref();
    let server = server::start(house, web_app, settings.api_listen, &shutdown).await?;
    tracing::info!(address = %server.address, %internal, version = env!("CARGO_PKG_VERSION"), "the API serves");
    server.finished().await?;
    database.pool.close().await;
    traces.finish().await;
    tracing::info!("the API has stopped");
    Ok(())
}

async fn forget_now_and_then(house: Arc<House>, shutdown: Shutdown) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(FORGET_EVERY) => house.limits.forget_the_quiet(),
            () = shutdown.soft().cancelled() => return,
        }
    }
}
