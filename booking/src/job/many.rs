//! Many jobs of one act, saved in a few statements: a performance of five hundred guests is held for moments only.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use super::payload::Payload;
use super::{MAX_ATTEMPTS, trace};
use crate::Failure;

/// Priority of what many should know soon: behind what somebody waits for, which has 10, and before the chores of nobody.
pub(crate) const SOON: i32 = 5;

/// Jobs of one statement.
const BATCH: usize = 1000;

/// As [`super::enqueue`], for many, with a priority of their own.
pub(crate) async fn enqueue_all<C: ConnectionTrait, P: Payload>(
    conn: &C,
    payloads: &[P],
    priority: i32,
    request_id: Option<&str>,
) -> Result<(), Failure> {
    for batch in payloads.chunks(BATCH) {
        let jobs: Vec<Value> = batch
            .iter()
            .map(|payload| Ok(json!({"job": serde_json::to_string(payload)?, "key": payload.idempotency_key()})))
            .collect::<Result<_, serde_json::Error>>()
            .map_err(|_| Failure::Unreadable("a job's payload"))?;
        let statement = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "INSERT INTO apalis.jobs \
                (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key) \
             SELECT apalis.generate_ulid(), $1, convert_to(j.job, 'UTF8'), 'Pending', 0, $2, now(), $3, \
                hstore('request_id', $4) || CASE $6 WHEN '' THEN ''::hstore ELSE hstore('traceparent', $6) END, j.key \
             FROM jsonb_to_recordset($5) AS j (job text, key text) \
             ON CONFLICT (job_type, idempotency_key) DO NOTHING",
            [
                P::QUEUE.into(),
                MAX_ATTEMPTS.into(),
                priority.into(),
                request_id.unwrap_or_default().into(),
                Value::Array(jobs).into(),
                trace::cause().into(),
            ],
        );
        conn.execute_raw(statement).await?;
    }
    Ok(())
}
