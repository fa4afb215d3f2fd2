//! Single jobs, as operators look for them.

use chrono::{DateTime, Utc};
use entity::value::DeliveryKind;
use entity::{email_delivery, reservation};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Statement, Value,
};
use serde_json::Value as Json;

use crate::Failure;
use crate::catalogue::{Page, Paged};
use crate::job::monitor::failed;
use crate::job::payload::{EMAILS, Known, Payload, RenderTicket, SendEmail, TICKETS};

/// Where a job stands, as people put it; the queue's own words are finer and mislead (a job may run while it says
/// `Queued`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// Waits for its first or next start.
    Pending,
    /// In a worker's hands.
    Running,
    /// Given up; somebody has to look.
    Failed,
    /// Done.
    Done,
}

impl JobStatus {
    /// The text in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Failed => "failed",
            Self::Done => "done",
        }
    }

    /// What it means in the queue's table.
    pub(in crate::job) const fn condition(self) -> &'static str {
        match self {
            Self::Pending => "(status = 'Pending' OR (status = 'Failed' AND attempts < max_attempts))",
            Self::Running => "status IN ('Queued', 'Running')",
            Self::Failed => "(status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts))",
            Self::Done => "status = 'Done'",
        }
    }

    fn of(row: &Row) -> Self {
        match row.status.as_str() {
            "Done" => Self::Done,
            "Queued" | "Running" => Self::Running,
            "Killed" => Self::Failed,
            "Failed" if row.attempts >= row.max_attempts => Self::Failed,
            _ => Self::Pending,
        }
    }
}

/// Which jobs are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// Where they stand.
    pub status: Option<JobStatus>,
    /// Of which queue.
    pub queue: Option<String>,
    /// About which reservation, by row id.
    pub reservation_id: Option<i64>,
    /// Given up for this cause, as [`super::failed`] puts it.
    pub cause: Option<String>,
}

/// A job of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobEntry {
    /// Its name, a ULID.
    pub id: String,
    /// Its queue.
    pub queue: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Starts so far.
    pub attempts: i32,
    /// Starts no earlier than this.
    pub run_at: DateTime<Utc>,
    /// When it was last acknowledged, done or not.
    pub done_at: Option<DateTime<Utc>>,
    /// What its last run failed of.
    pub last_error: Option<String>,
}

/// A job in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobDetail {
    /// As in the list.
    pub entry: JobEntry,
    /// What it carries: ids and a version. None when it is of a kind or version that this program does not know, since
    /// what that holds cannot be vouched for.
    pub payload: Option<Json>,
    /// Higher goes first.
    pub priority: i32,
    /// Runs in a row that began and never ended.
    pub unfinished_runs: i32,
    /// The worker that has it, or had it last.
    pub worker: Option<String>,
    /// When that worker took it.
    pub taken_at: Option<DateTime<Utc>>,
    /// The request that caused it.
    pub request_id: Option<String>,
    /// The reservation it is about, where it is about one that is still there.
    pub about: Option<About>,
}

/// What a job is about, as people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Row id of the reservation.
    pub reservation_id: i64,
    /// Its reference.
    pub reference: String,
    /// What kind of mail, when it is one.
    pub mail: Option<DeliveryKind>,
}

#[derive(FromQueryResult)]
struct Row {
    id: String,
    queue: String,
    status: String,
    attempts: i32,
    max_attempts: i32,
    run_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
    last_error: Option<String>,
}

impl From<Row> for JobEntry {
    fn from(row: Row) -> Self {
        let status = JobStatus::of(&row);
        Self {
            id: row.id,
            queue: row.queue,
            status,
            attempts: row.attempts,
            run_at: row.run_at,
            done_at: row.done_at,
            last_error: row.last_error.map(|text| text.trim_start_matches("AbortError: ").to_owned()),
        }
    }
}

/// Columns of [`Row`].
const COLUMNS: &str = "id, job_type AS queue, status, attempts, max_attempts, run_at, done_at, \
     CASE WHEN jsonb_typeof(last_result -> 'Err') = 'string' THEN last_result ->> 'Err' END AS last_error";

#[derive(FromQueryResult)]
struct Count {
    total: i64,
}

/// Jobs, latest first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(conn: &C, filter: &JobFilter, page: Page) -> Result<Paged<JobEntry>, Failure> {
    let mut conditions = vec!["true".to_owned()];
    let mut values: Vec<Value> = Vec::new();
    if let Some(status) = filter.status {
        conditions.push(status.condition().to_owned());
    }
    if let Some(queue) = &filter.queue {
        values.push(queue.replace('\0', "\u{fffd}").into());
        conditions.push(format!("job_type = ${}", values.len()));
    }
    if let Some(reservation_id) = filter.reservation_id {
        values.push(mail_keys(conn, reservation_id).await?.into());
        values.push(RenderTicket::keys_of(reservation_id).into());
        conditions.push(format!(
            "((job_type = '{EMAILS}' AND idempotency_key = ANY(${})) \
                OR (job_type = '{TICKETS}' AND starts_with(idempotency_key, ${})))",
            values.len() - 1,
            values.len()
        ));
    }
    if let Some(cause) = &filter.cause {
        conditions.push(JobStatus::Failed.condition().to_owned());
        values.push(failed::words_of(conn, cause).await?.into());
        conditions.push(format!("coalesce(last_result ->> 'Err', '') = ANY(${})", values.len()));
    }
    let conditions = conditions.join(" AND ");
    let count = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!("SELECT count(*) AS total FROM apalis.jobs WHERE {conditions}"),
        values.clone(),
    );
    let total = Count::find_by_statement(count).one(conn).await?.map_or(0, |count| count.total.unsigned_abs());
    let offset = i64::try_from(page.offset()).unwrap_or(i64::MAX);
    let limit = i64::try_from(page.size).unwrap_or(i64::MAX);
    values.extend([limit.into(), offset.into()]);
    let rows = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!(
            "SELECT {COLUMNS} FROM apalis.jobs WHERE {conditions} ORDER BY id DESC LIMIT ${} OFFSET ${}",
            values.len() - 1,
            values.len()
        ),
        values,
    );
    let rows = Row::find_by_statement(rows).all(conn).await?;
    Ok(Paged { results: rows.into_iter().map(JobEntry::from).collect(), total })
}

/// The keys of the jobs that send a reservation's mails: jobs name rows, and their keys are functions of the same.
async fn mail_keys<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Vec<String>, Failure> {
    let deliveries: Vec<i64> = email_delivery::Entity::find()
        .select_only()
        .column(email_delivery::Column::Id)
        .filter(email_delivery::Column::ReservationId.eq(reservation_id))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(deliveries.into_iter().map(|id| SendEmail::new(id).idempotency_key()).collect())
}

#[derive(FromQueryResult)]
struct More {
    job: Vec<u8>,
    priority: i32,
    unfinished_runs: i32,
    worker: Option<String>,
    taken_at: Option<DateTime<Utc>>,
    request_id: Option<String>,
}

/// One job; `None` when there is no such one.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn find<C: ConnectionTrait>(conn: &C, id: &str) -> Result<Option<JobDetail>, Failure> {
    let id = id.replace('\0', "\u{fffd}");
    let row = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!(
            "SELECT {COLUMNS}, job, coalesce(priority, 0) AS priority, lock_by AS worker, lock_at AS taken_at, \
                coalesce((metadata -> 'unfinished_runs')::integer, 0) AS unfinished_runs, \
                nullif(metadata -> 'request_id', '') AS request_id \
             FROM apalis.jobs WHERE id = $1"
        ),
        [id.into()],
    );
    let Some(found) = conn.query_one_raw(row).await? else { return Ok(None) };
    let (row, more) = (Row::from_query_result(&found, "")?, More::from_query_result(&found, "")?);
    let known = Known::decode(&row.queue, &more.job).ok();
    let about = match &known {
        Some(Known::SendEmail(job)) => of_mail(conn, job.delivery_id).await?,
        Some(Known::RenderTicket(job)) => of_ticket(conn, job.reservation_id).await?,
        _ => None,
    };
    let payload = known.and_then(|known| serde_json::to_value(known).ok());
    Ok(Some(JobDetail {
        entry: row.into(),
        payload,
        priority: more.priority,
        unfinished_runs: more.unfinished_runs,
        worker: more.worker,
        taken_at: more.taken_at,
        request_id: more.request_id,
        about,
    }))
}

async fn of_mail<C: ConnectionTrait>(conn: &C, delivery_id: i64) -> Result<Option<About>, Failure> {
    let found =
        email_delivery::Entity::find_by_id(delivery_id).find_also_related(reservation::Entity).one(conn).await?;
    Ok(found.and_then(|(delivery, reservation)| {
        reservation.map(|reservation| About {
            reservation_id: reservation.id,
            reference: reservation.reference,
            mail: Some(delivery.kind),
        })
    }))
}

async fn of_ticket<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Option<About>, Failure> {
    let found = reservation::Entity::find_by_id(reservation_id).one(conn).await?;
    Ok(found.map(|row| About { reservation_id: row.id, reference: row.reference, mail: None }))
}
