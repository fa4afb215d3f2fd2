//! What operators do with jobs and queues. Each act is one transaction with its audit entry; what a job is about (the row
//! of a mail) changes with it.

mod delivery_rows;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, FromQueryResult, Statement};
use serde_json::json;

use super::cause;
use super::monitor::JobStatus;
use super::payload::{Known, QUEUES};
use super::queue_state;
use crate::audit::{self, Actor, Subject};
use crate::values::Reason;
use crate::{Failure, transaction};

/// Jobs of one transaction, so that a long backlog holds no locks for long.
const BATCH: i64 = 500;

/// Why a job is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// There is no such job.
    #[error("there is no such job")]
    Unknown,
    /// A worker has it.
    #[error("the job is running")]
    Running,
    /// It is done.
    #[error("the job is done")]
    Done,
    /// Nobody is left to write to: the guest's personal data were removed.
    #[error("the mail has no recipient any more")]
    NoRecipient,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Why a queue is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// There is no such queue.
    #[error("there is no such queue")]
    Unknown,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

#[derive(Debug, FromQueryResult)]
struct Held {
    id: String,
    queue: String,
    status: String,
    attempts: i32,
    max_attempts: i32,
    job: Vec<u8>,
    words: String,
}

const COLUMNS: &str =
    "id, job_type AS queue, status, attempts, max_attempts, job, coalesce(last_result ->> 'Err', '') AS words";

async fn hold(txn: &DatabaseTransaction, id: &str) -> Result<Held, JobError> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!("SELECT {COLUMNS} FROM apalis.jobs WHERE id = $1 FOR UPDATE"),
        [id.replace('\0', "\u{fffd}").into()],
    );
    let held = Held::find_by_statement(statement).one(txn).await.map_err(Failure::from)?.ok_or(JobError::Unknown)?;
    match held.status.as_str() {
        "Done" => Err(JobError::Done),
        "Queued" | "Running" => Err(JobError::Running),
        _ => Ok(held),
    }
}

impl Held {
    fn about(&self) -> Option<Known> {
        Known::decode(&self.queue, &self.job).ok()
    }

    fn is_given_up(&self) -> bool {
        self.status == "Killed" || self.attempts >= self.max_attempts
    }
}

/// Starts a job anew that was given up, or now one that waits for its time: no attempt counts any more, and the mail it
/// is about waits again.
///
/// # Errors
/// [`JobError`]; nothing was changed then.
pub async fn retry(db: &DatabaseConnection, now: DateTime<Utc>, id: &str, actor: &Actor) -> Result<(), JobError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let held = hold(&txn, id).await?;
        if let Some(about) = held.about()
            && !delivery_rows::wait_again(&txn, &about).await?
        {
            return Err(JobError::NoRecipient);
        }
        start_anew(&txn, std::slice::from_ref(&held.id)).await?;
        let detail = json!({"job_id": held.id, "queue": held.queue, "given_up": held.is_given_up()});
        audit::record(&txn, now, actor, "job.retried", Subject::Jobs, detail).await?;
        Ok(())
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Starts anew all jobs of a queue that were given up, or those of one cause, as [`super::monitor::failed`] groups them;
/// says how many. Mails that have no recipient any more stay given up.
///
/// # Errors
/// [`QueueError`]; batches started before stay started.
pub async fn retry_failed(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    queue: &str,
    cause: Option<&str>,
    actor: &Actor,
) -> Result<u64, QueueError> {
    let queue = known(queue)?;
    let mut retried = 0;
    let mut after = String::new();
    loop {
        let txn = transaction::begin(db).await?;
        let outcome = retry_batch(&txn, now, queue, cause, &after, actor).await;
        let batch = transaction::end(txn, outcome).await?;
        retried += batch.started;
        match batch.last {
            Some(last) => after = last,
            None => return Ok(retried),
        }
    }
}

struct Batch {
    started: u64,
    /// Where the next batch begins; none after the last one.
    last: Option<String>,
}

async fn retry_batch(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    queue: &str,
    cause: Option<&str>,
    after: &str,
    actor: &Actor,
) -> Result<Batch, Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!(
            "SELECT {COLUMNS} FROM apalis.jobs WHERE job_type = $1 AND id > $2 AND {} ORDER BY id LIMIT $3 FOR UPDATE",
            JobStatus::Failed.condition()
        ),
        [queue.into(), after.into(), BATCH.into()],
    );
    let held = Held::find_by_statement(statement).all(txn).await?;
    let last = held.last().map(|held| held.id.clone());
    let wanted = cause.map(cause::normalised);
    let mut ids = Vec::new();
    for held in
        held.iter().filter(|held| wanted.as_ref().is_none_or(|wanted| cause::normalised(&held.words) == *wanted))
    {
        let wanted = match held.about() {
            Some(about) => delivery_rows::wait_again(txn, &about).await?,
            None => true,
        };
        if wanted {
            ids.push(held.id.clone());
        }
    }
    if !ids.is_empty() {
        start_anew(txn, &ids).await?;
        let detail = json!({"queue": queue, "cause": wanted, "jobs": ids.len()});
        audit::record(txn, now, actor, "job.failed_retried", Subject::Jobs, detail).await?;
    }
    Ok(Batch { started: ids.len() as u64, last })
}

/// The queue's table fires its notification for new rows only, so it is sent here, in the form of its trigger.
async fn start_anew(txn: &DatabaseTransaction, ids: &[String]) -> Result<(), Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "WITH started AS ( \
            UPDATE apalis.jobs SET status = 'Pending', attempts = 0, run_at = now(), lock_by = NULL, lock_at = NULL, \
                done_at = NULL, metadata = delete(coalesce(metadata, ''), ARRAY['unfinished_runs', 'uncounted']) \
            WHERE id = ANY($1) RETURNING job_type, id, run_at) \
         SELECT pg_notify('apalis::job::insert', \
            json_build_object('job_type', job_type, 'id', id, 'run_at', run_at)::text) FROM started",
        [ids.to_vec().into()],
    );
    txn.query_all_raw(statement).await?;
    Ok(())
}

/// Removes a job that waits or was given up; the mail it is about is given up for good. The audit entry is what stays.
///
/// # Errors
/// [`JobError`]; nothing was changed then.
pub async fn discard(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: &str,
    reason: &Reason,
    actor: &Actor,
) -> Result<(), JobError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let held = hold(&txn, id).await?;
        let about = held.about();
        if let Some(about) = &about {
            delivery_rows::give_up(&txn, now, about, reason.as_str()).await?;
        }
        let delete = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "DELETE FROM apalis.jobs WHERE id = $1",
            [held.id.clone().into()],
        );
        txn.execute_raw(delete).await.map_err(Failure::from)?;
        let detail = json!({
            "job_id": held.id,
            "queue": held.queue,
            "payload": about,
            "attempts": held.attempts,
            "cause": cause::normalised(&held.words),
            "reason": reason.as_str(),
        });
        audit::record(&txn, now, actor, "job.discarded", Subject::Jobs, detail).await?;
        Ok(())
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Stops the start of jobs of a queue. What runs goes on; every worker obeys within seconds.
///
/// # Errors
/// [`QueueError`]; nothing was changed then.
pub async fn pause(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    queue: &str,
    reason: &Reason,
    actor: &Actor,
) -> Result<(), QueueError> {
    let queue = known(queue)?;
    let txn = transaction::begin(db).await?;
    let outcome = async {
        queue_state::pause(&txn, queue, now, reason.as_str()).await?;
        let detail = json!({"queue": queue, "reason": reason.as_str()});
        audit::record(&txn, now, actor, "queue.paused", Subject::Jobs, detail).await
    };
    let outcome = outcome.await;
    Ok(transaction::end(txn, outcome).await?)
}

/// Lets a queue go on, and wakes its workers.
///
/// # Errors
/// [`QueueError`]; nothing was changed then.
pub async fn resume(db: &DatabaseConnection, now: DateTime<Utc>, queue: &str, actor: &Actor) -> Result<(), QueueError> {
    let queue = known(queue)?;
    let txn = transaction::begin(db).await?;
    let outcome = async {
        queue_state::resume(&txn, queue).await?;
        let wake = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_notify('apalis::job::insert', json_build_object('job_type', $1::text)::text)",
            [queue.into()],
        );
        txn.query_one_raw(wake).await?;
        audit::record(&txn, now, actor, "queue.resumed", Subject::Jobs, json!({"queue": queue})).await
    };
    let outcome = outcome.await;
    Ok(transaction::end(txn, outcome).await?)
}

fn known(queue: &str) -> Result<&'static str, QueueError> {
    QUEUES.into_iter().find(|known| *known == queue).ok_or(QueueError::Unknown)
}
