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

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::Failure;
use crate::together::Row;
use payload::Payload;

/// Upper bound on starts of one job. The worker decides much earlier; this one only stops a job that escapes it.
pub(crate) const MAX_ATTEMPTS: i32 = 100;

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
    conn.execute(&row(payload, priority, request_id)?.alone()?).await?;
    Ok(())
}

/// The job, as a row that is written with others.
pub(crate) fn row<P: Payload>(payload: &P, priority: i32, request_id: Option<&str>) -> Result<Row, Failure> {
    let metadata = Expr::cust_with_values(
        "hstore('request_id', $1) || CASE $2 WHEN '' THEN ''::hstore ELSE hstore('traceparent', $2) END",
        [request_id.unwrap_or_default().to_owned(), trace::cause()],
    );
    let row = Row::into(
        ("apalis", "jobs"),
        [
            ("id", Expr::cust("apalis.generate_ulid()")),
            ("job_type", P::QUEUE.into()),
            ("job", bytes(payload)?.into()),
            ("status", "Pending".into()),
            ("attempts", 0.into()),
            ("max_attempts", MAX_ATTEMPTS.into()),
            ("run_at", Expr::cust("now()")),
            ("priority", priority.into()),
            ("metadata", metadata),
            ("idempotency_key", payload.idempotency_key().into()),
        ],
    );
    Ok(row.on_conflict(OnConflict::columns(["job_type", "idempotency_key"]).do_nothing().to_owned()))
}

/// A payload as rows have it.
pub(crate) fn bytes<P: Payload>(payload: &P) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec(payload).map_err(|_| Failure::Unreadable("a job's payload"))
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
