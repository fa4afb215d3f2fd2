//! Jobs that were given up, by queue and cause: a hundred mails that one server refused are one trouble.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::JobStatus;
use crate::Failure;
use crate::job::cause;

/// Jobs of one queue that were given up for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedGroup {
    /// The queue.
    pub queue: String,
    /// Why, as [`cause::normalised`] puts it.
    pub cause: String,
    /// How many.
    pub count: u64,
    /// When the first of them was given up.
    pub first_at: Option<DateTime<Utc>>,
    /// When the last of them was given up.
    pub last_at: Option<DateTime<Utc>>,
}

#[derive(FromQueryResult)]
struct Row {
    queue: String,
    words: String,
    count: i64,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
}

/// All that failed and waits for somebody to look, the most frequent trouble first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn failed<C: ConnectionTrait>(conn: &C) -> Result<Vec<FailedGroup>, Failure> {
    let statement = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT job_type AS queue, coalesce(last_result ->> 'Err', '') AS words, count(*) AS count, \
                min(done_at) AS first_at, max(done_at) AS last_at \
             FROM apalis.jobs WHERE {} GROUP BY 1, 2",
            JobStatus::Failed.condition()
        ),
    );
    let mut groups: Vec<FailedGroup> = Vec::new();
    for row in Row::find_by_statement(statement).all(conn).await? {
        let cause = cause::normalised(&row.words);
        let count = row.count.unsigned_abs();
        match groups.iter_mut().find(|group| group.queue == row.queue && group.cause == cause) {
            Some(group) => {
                group.count += count;
                group.first_at = group.first_at.into_iter().chain(row.first_at).min();
                group.last_at = group.last_at.into_iter().chain(row.last_at).max();
            }
            None => groups.push(FailedGroup {
                queue: row.queue,
                cause,
                count,
                first_at: row.first_at,
                last_at: row.last_at,
            }),
        }
    }
    groups.sort_by(|left, right| {
        let by_name = || (&left.queue, &left.cause).cmp(&(&right.queue, &right.cause));
        right.count.cmp(&left.count).then_with(by_name)
    });
    Ok(groups)
}

#[derive(FromQueryResult)]
struct Words {
    words: String,
}

/// All that workers said when they gave jobs up, of what comes down to `cause`.
pub(super) async fn words_of<C: ConnectionTrait>(conn: &C, cause: &str) -> Result<Vec<String>, Failure> {
    let wanted = cause::normalised(cause);
    let statement = Statement::from_string(
        DbBackend::Postgres,
        format!(
            "SELECT DISTINCT coalesce(last_result ->> 'Err', '') AS words FROM apalis.jobs WHERE {}",
            JobStatus::Failed.condition()
        ),
    );
    let all = Words::find_by_statement(statement).all(conn).await?;
    Ok(all.into_iter().map(|row| row.words).filter(|words| cause::normalised(words) == wanted).collect())
}
