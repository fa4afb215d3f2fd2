//! The delivery log as operators read it.

use chrono::{DateTime, Utc};
use entity::email_delivery::{Column, Entity, Model};
use entity::reservation;
use entity::value::{DeliveryKind, DeliveryStatus};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Statement,
};

use crate::Failure;
use crate::catalogue::Page;
use crate::job::cause;
use crate::listing::{LongList, total};

/// Which mails are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryFilter {
    /// Where they stand.
    pub status: Option<DeliveryStatus>,
    /// Of which kind.
    pub kind: Option<DeliveryKind>,
    /// Whose, by row id of the reservation.
    pub reservation_id: Option<i64>,
    /// Whose, by the beginning of the address; case does not count.
    pub recipient: Option<String>,
}

/// A mail of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEntry {
    /// The row of the log.
    pub delivery: Model,
    /// Name of the reservation.
    pub reference: String,
    /// Where it went, or goes; none once personal data were removed.
    pub to: Option<String>,
}

/// Mails, latest first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    filter: &DeliveryFilter,
    page: Page,
) -> Result<LongList<DeliveryEntry>, Failure> {
    let wanted = Entity::find()
        .apply_if(filter.status, |query, status| query.filter(Column::Status.eq(status)))
        .apply_if(filter.kind, |query, kind| query.filter(Column::Kind.eq(kind)))
        .apply_if(filter.reservation_id, |query, id| query.filter(Column::ReservationId.eq(id)));
    let recipient = filter.recipient.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let newest_first = |query: Select<Entity>| query.order_by_desc(Column::QueuedAt).order_by_desc(Column::Id);
    let (total, wanted) = match recipient {
        // Mails to few are found by their reservations, and counted in whatever order they come.
        Some(recipient) => {
            let wanted = wanted.filter(Column::ReservationId.in_subquery(reservations_of(recipient)));
            (total(conn, &wanted).await?, newest_first(wanted))
        }
        None => {
            let wanted = newest_first(wanted);
            (total(conn, &wanted).await?, wanted)
        }
    };
    // Mails before the page are skipped by their place in an index alone.
    let ids = wanted.select_only().column(Column::Id).offset(page.offset()).limit(page.size).into_query();
    let rows = newest_first(Entity::find().filter(Column::Id.in_subquery(ids)))
        .find_also_related(reservation::Entity)
        .all(conn)
        .await?;
    let entry = |(delivery, reservation): (Model, Option<reservation::Model>)| {
        let reservation = reservation.ok_or(Failure::Unreadable("the reservation of a mail"))?;
        Ok(DeliveryEntry { delivery, reference: reservation.reference, to: reservation.email })
    };
    Ok(LongList { results: rows.into_iter().map(entry).collect::<Result<_, Failure>>()?, total })
}

/// Ids of the reservations whose address begins so. The bounds are written so that `reservations_by_email_prefix` finds
/// them whatever the prefix is: a pattern that comes as a parameter would keep an index out.
fn reservations_of(recipient: &str) -> SelectStatement {
    // PostgreSQL's text holds no NUL, so nobody has such an address.
    let first = recipient.to_lowercase().replace('\0', "\u{fffd}");
    let last = format!("{first}{}", char::MAX);
    let address = || Func::lower(Expr::col((reservation::Entity, reservation::Column::Email)));
    let bound = |operator: &'static str, bound: String| {
        Expr::expr(address()).binary(BinOper::Custom(operator), Expr::val(bound))
    };
    reservation::Entity::find()
        .select_only()
        .column(reservation::Column::Id)
        .filter(bound("~>=~", first))
        .filter(bound("~<~", last))
        .into_query()
}

/// Mails of one kind that failed for one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureGroup {
    /// Of which kind.
    pub kind: DeliveryKind,
    /// Why, as [`cause::normalised`] puts it.
    pub cause: String,
    /// How many.
    pub count: u64,
}

/// Jobs of one queue that were given up for one cause, mails to guests left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFailureGroup {
    /// The queue.
    pub queue: String,
    /// Why, as [`cause::normalised`] puts it.
    pub cause: String,
    /// How many.
    pub count: u64,
}

/// What failed in a time and has not been put right since. Mails that nobody wants any more are left out, and those that
/// operators gave up themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureSummary {
    /// Beginning of the time.
    pub from: DateTime<Utc>,
    /// End of the time.
    pub until: DateTime<Utc>,
    /// Mails to guests, the most frequent first.
    pub mails: Vec<FailureGroup>,
    /// Other jobs, the most frequent first.
    pub jobs: Vec<JobFailureGroup>,
}

impl FailureSummary {
    /// How many failed in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.mails.iter().map(|group| group.count).sum::<u64>() + self.jobs.iter().map(|group| group.count).sum::<u64>()
    }
}

#[derive(FromQueryResult)]
struct FailedMails {
    kind: DeliveryKind,
    words: String,
    count: i64,
}

#[derive(FromQueryResult)]
struct FailedJobs {
    queue: String,
    words: String,
    count: i64,
}

/// The mails that failed from `from` until before `until`, by kind and cause, and the other jobs that were given up
/// then.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn failures<C: ConnectionTrait>(
    conn: &C,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<FailureSummary, Failure> {
    let mails = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT kind, coalesce(smtp_response, last_error, '') AS words, count(*) AS count FROM email_deliveries \
         WHERE status = 'failed' AND failed_at >= $1 AND failed_at < $2 \
         AND coalesce(last_error, '') NOT LIKE 'no longer wanted%' \
         AND coalesce(last_error, '') NOT LIKE 'discarded by staff%' GROUP BY 1, 2",
        [from.into(), until.into()],
    );
    let mails = FailedMails::find_by_statement(mails).all(conn).await?;
    let mails = cause::grouped(mails.into_iter().map(|row| (row.kind, row.words, row.count)));
    let jobs = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT job_type AS queue, coalesce(last_result ->> 'Err', '') AS words, count(*) AS count FROM apalis.jobs \
         WHERE job_type <> 'emails' AND done_at >= $1 AND done_at < $2 \
         AND (status = 'Killed' OR (status = 'Failed' AND attempts >= max_attempts)) GROUP BY 1, 2",
        [from.into(), until.into()],
    );
    let jobs = FailedJobs::find_by_statement(jobs).all(conn).await?;
    let jobs = cause::grouped(jobs.into_iter().map(|row| (row.queue, row.words, row.count)));
    Ok(FailureSummary {
        from,
        until,
        mails: mails.into_iter().map(|(kind, cause, count)| FailureGroup { kind, cause, count }).collect(),
        jobs: jobs.into_iter().map(|(queue, cause, count)| JobFailureGroup { queue, cause, count }).collect(),
    })
}
