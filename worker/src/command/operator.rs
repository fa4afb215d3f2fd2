//! What the operators' commands have in common: where they look, and how they answer.

use booking::Failure;
use booking::job::operate::{JobError, QueueError};
use booking::job::payload::QUEUES;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use clap::Args;
use clap::builder::PossibleValuesParser;
use platform::clock::{Clock as _, SystemClock};
use platform::database::{self, DatabaseError};
use platform::settings::{DatabaseSettings, time_zone};
use sea_orm::DatabaseConnection;
use serde_json::Value;

/// Our name in the database's own views.
const NAME: &str = "azionelab-operator";

/// Where an operator looks.
#[derive(Debug, Clone, Args)]
pub struct OperatorSettings {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// Time zone of the times shown, by its IANA name.
    #[arg(long, env = "SITE_TIME_ZONE", value_name = "SITE_TIME_ZONE", default_value = "Europe/Rome",
        value_parser = time_zone)]
    pub site_time_zone: Tz,
}

/// Why a command did not do what was asked; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The job is left as it is.
    #[error("job {id}: {reason}")]
    Job {
        /// Which one.
        id: String,
        /// Why.
        reason: JobError,
    },
    /// No job has this name.
    #[error("there is no job {0}; `worker jobs list` shows those there are")]
    NoSuchJob(String),
    /// The queue is left as it is.
    #[error("queue {queue}: {reason}")]
    Queue {
        /// Which one.
        queue: String,
        /// Why.
        reason: QueueError,
    },
    /// No job of the queue failed for the cause.
    #[error("no failed job of {queue} has the cause \"{cause}\"; `worker jobs causes` shows those there are")]
    NoSuchCause {
        /// Of which queue.
        queue: String,
        /// What was looked for.
        cause: String,
    },
    /// No reservation has this reference.
    #[error("there is no reservation {0}")]
    NoSuchReservation(String),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// An operator at work.
pub(super) struct Operator {
    pub db: DatabaseConnection,
    pub now: DateTime<Utc>,
    zone: Tz,
}

impl Operator {
    /// Goes to the database, whose schema must be the one of this program.
    pub async fn open(settings: &OperatorSettings) -> Result<Self, OperatorError> {
        let database = database::open(&settings.database, NAME)?;
        database::require_current_schema(&database.pool).await?;
        Ok(Self { db: database.connection, now: SystemClock.now(), zone: settings.site_time_zone })
    }

    /// A time as JSON tells it, here and over HTTP.
    pub fn tell(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).fixed_offset().to_rfc3339_opts(SecondsFormat::AutoSi, false)
    }

    /// A time that may be missing, as JSON tells it.
    pub fn tell_if(&self, at: Option<DateTime<Utc>>) -> Value {
        at.map_or(Value::Null, |at| Value::String(self.tell(at)))
    }

    /// A time as people read it.
    pub fn show(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// A time that may be missing, as people read it.
    pub fn show_if(&self, at: Option<DateTime<Utc>>) -> String {
        at.map_or_else(|| "-".to_owned(), |at| self.show(at))
    }
}

/// The queues there are; another name is refused with their list.
pub(super) fn queue_names() -> PossibleValuesParser {
    PossibleValuesParser::new(QUEUES)
}

#[expect(clippy::print_stdout, reason = "what a command answers goes to standard output")]
pub(super) fn say(text: impl std::fmt::Display) {
    println!("{text}");
}
