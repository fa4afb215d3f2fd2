//! What the job table tells operators.

mod failed;
mod jobs;
mod pauses;

pub use failed::{FailedGroup, failed};
pub use jobs::{JobDetail, JobEntry, JobFilter, JobStatus, find, list};
pub use pauses::{Pause, pauses};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::payload::QUEUES;
use crate::Failure;

/// A worker that kept silent for longer is gone: it gives a sign of life each 5 seconds, and its job to another after 25.
pub const SILENT_AFTER: TimeDelta = TimeDelta::seconds(30);

/// One queue at a glance.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct QueueDepth {
    /// Name.
    pub name: String,
    /// Waiting, those whose time is to come included.
    pub pending: i64,
    /// Handed to a worker.
    pub running: i64,
    /// Given up.
    pub failed: i64,
    /// Done in the last 24 hours.
    pub done_24h: i64,
    /// How long the oldest job that is due has waited, seconds.
    pub oldest_pending_seconds: f64,
    /// Whether the queue is paused.
    pub paused: bool,
}

/// How fast one queue gets done.
#[derive(Debug, Clone, PartialEq, FromQueryResult)]
pub struct QueueRate {
    /// Name.
    pub name: String,
    /// Jobs done a minute, over the last 5 minutes.
    pub done_per_minute_5: f64,
    /// Jobs done a minute, over the last 60 minutes.
    pub done_per_minute_60: f64,
}

/// A worker and its last sign of life.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct WorkerSign {
    /// Name, new at each start.
    pub id: String,
    /// Its queue.
    pub queue: String,
    /// Its last heartbeat.
    pub last_seen_at: DateTime<Utc>,
}

/// All queues, in a fixed order.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn queues<C: ConnectionTrait>(conn: &C) -> Result<Vec<QueueDepth>, Failure> {
    let names: Vec<String> = QUEUES.iter().map(|name| format!("('{name}')")).collect();
    let statement = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT q.name, \
                count(*) FILTER (WHERE j.status = 'Pending' OR (j.status = 'Failed' AND j.attempts < j.max_attempts)) \
                    AS pending, \
                count(*) FILTER (WHERE j.status IN ('Queued', 'Running')) AS running, \
                count(*) FILTER (WHERE j.status = 'Killed' OR (j.status = 'Failed' AND j.attempts >= j.max_attempts)) \
                    AS failed, \
                count(*) FILTER (WHERE j.status = 'Done' AND j.done_at > now() - interval '24 hours') AS done_24h, \
                coalesce(extract(epoch FROM now() - min(j.run_at) FILTER (WHERE j.run_at <= now() AND \
                    (j.status = 'Pending' OR (j.status = 'Failed' AND j.attempts < j.max_attempts)))), 0)::float8 \
                    AS oldest_pending_seconds, \
                coalesce(bool_or(s.paused_at IS NOT NULL), false) AS paused \
             FROM (VALUES {}) AS q (name) \
             LEFT JOIN apalis.jobs j ON j.job_type = q.name \
             LEFT JOIN queue_states s ON s.name = q.name \
             GROUP BY q.name ORDER BY q.name",
            names.join(", ")
        ),
    );
    Ok(QueueDepth::find_by_statement(statement).all(conn).await?)
}

/// How fast all queues get done, in a fixed order.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn rates<C: ConnectionTrait>(conn: &C) -> Result<Vec<QueueRate>, Failure> {
    let names: Vec<String> = QUEUES.iter().map(|name| format!("('{name}')")).collect();
    let statement = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT q.name, \
                count(j.id) FILTER (WHERE j.done_at > now() - interval '5 minutes') / 5.0::float8 AS done_per_minute_5, \
                count(j.id) / 60.0::float8 AS done_per_minute_60 \
             FROM (VALUES {}) AS q (name) \
             LEFT JOIN apalis.jobs j ON j.job_type = q.name AND j.status = 'Done' \
                AND j.done_at > now() - interval '60 minutes' \
             GROUP BY q.name ORDER BY q.name",
            names.join(", ")
        ),
    );
    Ok(QueueRate::find_by_statement(statement).all(conn).await?)
}

/// Workers that gave a sign of life in the last hour, latest first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn workers<C: ConnectionTrait>(conn: &C) -> Result<Vec<WorkerSign>, Failure> {
    let statement = Statement::from_string(
        DbBackend::Postgres,
        "SELECT id, worker_type AS queue, last_seen AS last_seen_at FROM apalis.workers \
         WHERE last_seen > now() - interval '1 hour' ORDER BY last_seen DESC, id",
    );
    Ok(WorkerSign::find_by_statement(statement).all(conn).await?)
}
