//! What a job's row remembers of its runs beside the queue's own columns: runs that began and never ended, which is
//! how a job that kills its worker is found out.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::Failure;

/// A job is failed when so many of its runs never ended (domain.md, Jobs).
pub const MAX_UNFINISHED_RUNS: i32 = 5;

/// What is noted of a run while it goes on is told to the disk with the next change that must not be lost, and waits for it
/// not: after a crash of the database such a job is started once more, which every job has to bear anyway.
pub const RELAXED: &str = "WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))";

async fn run<C: ConnectionTrait>(conn: &C, sql: &str, values: Vec<sea_orm::Value>) -> Result<(), Failure> {
    conn.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, values)).await?;
    Ok(())
}

/// Notes that a run begins; tells how many runs before it began and never ended.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn begin<C: ConnectionTrait>(conn: &C, job_id: &str) -> Result<i32, Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!(
            "{RELAXED} UPDATE apalis.jobs SET metadata = delete(coalesce(metadata, ''), 'uncounted') || \
                hstore('unfinished_runs', (coalesce((metadata -> 'unfinished_runs')::integer, 0) + 1)::text) \
             FROM relaxed WHERE id = $1 RETURNING (metadata -> 'unfinished_runs')::integer - 1 AS earlier"
        ),
        [job_id.into()],
    );
    let row = conn.query_one_raw(statement).await?.ok_or(Failure::Unreadable("a running job's row"))?;
    Ok(row.try_get("", "earlier")?)
}

/// Notes that the run ended by itself, well or not.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn end<C: ConnectionTrait>(conn: &C, job_id: &str) -> Result<(), Failure> {
    let sql = format!(
        "{RELAXED} UPDATE apalis.jobs SET metadata = coalesce(metadata, '') || hstore('unfinished_runs', '0') \
         FROM relaxed WHERE id = $1"
    );
    run(conn, &sql, vec![job_id.into()]).await
}

/// Ends the run, and lets the job start again no earlier than after `delay`, by the database's clock.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn end_until<C: ConnectionTrait>(conn: &C, job_id: &str, delay: Duration) -> Result<(), Failure> {
    let sql = "UPDATE apalis.jobs SET run_at = now() + make_interval(secs => $2), \
               metadata = coalesce(metadata, '') || hstore('unfinished_runs', '0') WHERE id = $1";
    run(conn, sql, vec![job_id.into(), delay.as_secs_f64().into()]).await
}

/// As [`end_until`], for a run that failed through no fault of the job: it is marked, so that who acknowledges it takes
/// the start back ([`UNCOUNT`]).
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn postpone<C: ConnectionTrait>(conn: &C, job_id: &str, delay: Duration) -> Result<(), Failure> {
    let sql = "UPDATE apalis.jobs SET run_at = now() + make_interval(secs => $2), \
               metadata = coalesce(metadata, '') || hstore(ARRAY['unfinished_runs', '0', 'uncounted', '1']) \
               WHERE id = $1";
    run(conn, sql, vec![job_id.into(), delay.as_secs_f64().into()]).await
}

/// Takes back the starts that [`postpone`] marked, of the jobs whose ids are `$1`: the queue counts every start when it
/// acknowledges a run, so this belongs into the same transaction, after it.
pub const UNCOUNT: &str = "UPDATE apalis.jobs SET attempts = greatest(attempts - 1, 0), \
     metadata = delete(metadata, 'uncounted') WHERE id = ANY($1) AND exist(metadata, 'uncounted')";

/// Frees jobs that a broken-off acknowledgement left marked as running though they are done with; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn free_stranded<C: ConnectionTrait>(conn: &C) -> Result<u64, Failure> {
    let statement = Statement::from_string(
        DbBackend::Postgres,
        "UPDATE apalis.jobs SET status = 'Pending', done_at = NULL, lock_by = NULL, lock_at = NULL \
         WHERE status = 'Running' AND done_at IS NOT NULL AND done_at < now() - interval '1 minute'",
    );
    Ok(conn.execute_raw(statement).await?.rows_affected())
}

/// Removes jobs done before `days` days; says how many. Failed ones stay until somebody has looked.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge_done<C: ConnectionTrait>(conn: &C, days: i32) -> Result<u64, Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "DELETE FROM apalis.jobs WHERE status = 'Done' AND done_at < now() - make_interval(days => $1)",
        [days.into()],
    );
    Ok(conn.execute_raw(statement).await?.rows_affected())
}

/// Removes workers that gave no sign of life for a day and hold no job; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge_workers<C: ConnectionTrait>(conn: &C) -> Result<u64, Failure> {
    let statement = Statement::from_string(
        DbBackend::Postgres,
        "DELETE FROM apalis.workers w WHERE w.last_seen < now() - interval '1 day' \
         AND NOT EXISTS (SELECT FROM apalis.jobs j WHERE j.lock_by = w.id)",
    );
    Ok(conn.execute_raw(statement).await?.rows_affected())
}
