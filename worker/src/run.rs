//! The program `worker run`, from its settings to its orderly end.

use std::sync::Arc;
use std::time::Duration;

use booking::Site;
use booking::token::{Keys, KeysError};
use chrono::TimeDelta;
use platform::clock::SystemClock;
use platform::database::{self, DatabaseError};
use platform::internal::{self, ListenError};
use platform::settings::SecretError;
use platform::shutdown::Shutdown;
use platform::smtp::ServerError;
use platform::telemetry::{self, TelemetryError};

use crate::connections;
use crate::integrity;
use crate::limits::{Limits, LimitsError};
use crate::mail::{Post, Templates};
use crate::measure;
use crate::queue::{self, Slots};
use crate::settings::WorkerSettings;
use crate::ticket::{Printer, PrinterError};
use crate::workshop::{House, Manners, Workshop};

/// Our name in the database's own views, in metrics and in traces.
const NAME: &str = "worker";

/// A database that is away does not keep the program from ending.
const GOOD_BYE: Duration = Duration::from_secs(2);

/// Why the worker does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Logs cannot be set up.
    #[error(transparent)]
    Telemetry(#[from] TelemetryError),
    /// Metrics cannot be collected.
    #[error("metrics cannot be collected: {0}")]
    Metrics(String),
    /// The token keys are not given.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The token keys cannot be read.
    #[error("TOKEN_KEYS cannot be read")]
    Keys(#[from] KeysError),
    /// The database is away, or its schema is another program's.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The way to the mail server cannot be set up.
    #[error(transparent)]
    Post(#[from] ServerError),
    /// A template of the mails is faulty.
    #[error("the mails' templates cannot be read")]
    Templates(#[from] minijinja::Error),
    /// Tickets cannot be printed.
    #[error(transparent)]
    Printer(#[from] PrinterError),
    /// Times that do not go together.
    #[error(transparent)]
    Limits(#[from] LimitsError),
    /// Signals cannot be watched.
    #[error("signals cannot be watched")]
    Signals(#[source] std::io::Error),
    /// The internal port is taken.
    #[error(transparent)]
    Listen(#[from] ListenError),
}

/// Runs jobs until the process is asked to stop, and what runs then has ended.
///
/// # Errors
/// [`StartError`]; no job was touched then.
pub async fn run(settings: &WorkerSettings) -> Result<(), StartError> {
    let traces = telemetry::start(&settings.log, NAME)?;
    let limits = Limits::default();
    limits.check()?;
    let mut database = database::open(&settings.database, NAME)?;
    let mut workshop = Arc::new(equip(settings, &database)?);
    database::require_current_schema(&database.pool).await?;
    let shutdown = Shutdown::on_signals().map_err(StartError::Signals)?;
    let measurements = platform::measure::start(NAME, env!("CARGO_PKG_VERSION"))
        .map_err(|error| StartError::Metrics(error.to_string()))?;
    measure::describe();
    integrity::describe();
    let internal = internal::serve(settings.worker_internal_listen, measurements, &shutdown).await?;
    warn_of_a_password_in_the_clear(settings);
    tracing::info!(%internal, smtp = ?workshop.post, version = env!("CARGO_PKG_VERSION"), "the worker runs");
    loop {
        let stint = shutdown.child();
        tokio::join!(
            queue::run(&database, &workshop, Slots::default(), limits, &stint),
            measure::watch_queues(&database.connection, stint.soft()),
            platform::measure::watch_pool(NAME, &database.pool, stint.soft()),
            integrity::watch(&database.connection, stint.soft()),
            connections::watch(&database.pool, &stint),
        );
        workshop.post.close().await;
        if shutdown.has_begun() {
            break;
        }
        database = database::open(&settings.database, NAME)?;
        workshop = Arc::new(equip(settings, &database)?);
    }
    if tokio::time::timeout(GOOD_BYE, database.pool.close()).await.is_err() {
        tracing::warn!("the database does not let go: its connections are dropped");
    }
    tracing::info!("the worker has stopped");
    traces.finish().await;
    Ok(())
}

fn equip(settings: &WorkerSettings, database: &database::Database) -> Result<Workshop, StartError> {
    let keys = Keys::parse(settings.site.token_keys()?.expose())?;
    Ok(Workshop {
        db: database.connection.clone(),
        site: Site::new(keys, &settings.site.public_url),
        clock: Arc::new(SystemClock),
        house: House {
            company: settings.site.company_name.clone(),
            zone: settings.site.site_time_zone,
            from: settings.sender.mail_from.clone(),
            reply_to: settings.sender.mail_reply_to.clone(),
        },
        manners: Manners {
            remind_before: TimeDelta::hours(settings.guests.remind_hours_before),
            retention: TimeDelta::days(settings.guests.retention_days),
        },
        templates: Templates::new()?,
        printer: Printer::new()?,
        post: Post::new(&settings.smtp)?,
    })
}

fn warn_of_a_password_in_the_clear(settings: &WorkerSettings) {
    if settings.smtp.sends_password_in_the_clear() {
        tracing::warn!("SMTP_TLS is none: the mail server's password crosses the network for all to read");
    }
}
