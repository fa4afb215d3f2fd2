//! Jobs in PostgreSQL's queue, as seen by the rules: what they carry, how they are saved with the change that causes
//! them, and what their rows tell. Running them is the worker's.

pub mod cause;
mod many;
pub mod monitor;
pub mod operate;
pub mod payload;
pub mod queue_state;
pub mod run_log;
pub mod trace;

pub(crate) use many::{SOON, enqueue_all};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::Failure;
use payload::Payload;

/// Upper bound on starts of one job. The worker decides much earlier; this one only stops a job that escapes it.
const MAX_ATTEMPTS: i32 = 100;

/// Saves a job through `conn`, so that it commits with the change that causes it, or not at all. PostgreSQL tells the
/// workers on commit. A job with the same queue and key is there already: nothing happens.
///
/// The queue's own way in takes a driver connection, which SeaORM's transactions do not lend, so the row is written
/// here, with the database's clock and identifier. `request_id` lets logs follow the booking into the job, as [`trace`] does for traces.
///
/// # Errors
/// [`Failure`] when the database refuses.
pub async fn enqueue<C: ConnectionTrait, P: Payload>(
    conn: &C,
    payload: &P,
    request_id: Option<&str>,
) -> Result<(), Failure> {
    enqueue_with_priority(conn, payload, payload.priority(), request_id).await
}

/// Priority of what somebody waits for.
pub(crate) const AWAITED: i32 = 10;
/// Priority of what nobody waits for.
pub(crate) const SOMETIME: i32 = 0;

/// As [`enqueue`], for jobs of a kind that are not all equally urgent.
pub(crate) async fn enqueue_with_priority<C: ConnectionTrait, P: Payload>(
    conn: &C,
    payload: &P,
    priority: i32,
    request_id: Option<&str>,
) -> Result<(), Failure> {
    let job = serde_json::to_vec(payload).map_err(|_| Failure::Unreadable("a job's payload"))?;
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "INSERT INTO apalis.jobs \
            (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key) \
         VALUES (apalis.generate_ulid(), $1, $2, 'Pending', 0, $3, now(), $4, \
            hstore('request_id', $5) || CASE $7 WHEN '' THEN ''::hstore ELSE hstore('traceparent', $7) END, $6) \
         ON CONFLICT (job_type, idempotency_key) DO NOTHING",
        [
            P::QUEUE.into(),
            job.into(),
            MAX_ATTEMPTS.into(),
            priority.into(),
            request_id.unwrap_or_default().into(),
            payload.idempotency_key().into(),
            trace::cause().into(),
        ],
    );
    conn.execute_raw(statement).await?;
    Ok(())
}

/// Whether a job with the key of `payload` will still run, or runs now.
pub(crate) async fn is_alive<C: ConnectionTrait, P: Payload>(conn: &C, payload: &P) -> Result<bool, Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 FROM apalis.jobs WHERE job_type = $1 AND idempotency_key = $2 \
            AND (status IN ('Pending', 'Queued', 'Running') OR (status = 'Failed' AND attempts < max_attempts))",
        [P::QUEUE.into(), payload.idempotency_key().into()],
    );
    Ok(conn.query_one_raw(statement).await?.is_some())
}
