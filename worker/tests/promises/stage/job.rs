//! A row of the job table.

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row as _};

/// A job as its row tells of it.
#[derive(Debug, Clone)]
pub struct Job {
    pub id: String,
    pub status: String,
    pub attempts: i32,
    pub run_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    pub lock_by: Option<String>,
    /// What the last run answered, as text.
    pub result: Option<String>,
    /// Runs that began and have not ended.
    pub unfinished_runs: i32,
}

impl Job {
    pub async fn by_key(pool: &PgPool, queue: &str, key: &str) -> Option<Self> {
        let row = sqlx::query(
            "SELECT id, status, attempts, run_at, done_at, lock_by, last_result::text AS result, \
                coalesce((metadata -> 'unfinished_runs')::integer, 0) AS unfinished_runs \
             FROM apalis.jobs WHERE job_type = $1 AND idempotency_key = $2",
        )
        .bind(queue)
        .bind(key)
        .fetch_optional(pool)
        .await
        .unwrap()?;
        Some(Self {
            id: row.get("id"),
            status: row.get("status"),
            attempts: row.get("attempts"),
            run_at: row.get("run_at"),
            done_at: row.get("done_at"),
            lock_by: row.get("lock_by"),
            result: row.get("result"),
            unfinished_runs: row.get("unfinished_runs"),
        })
    }
}
