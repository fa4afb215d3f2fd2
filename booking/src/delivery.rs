//! The delivery log (domain.md, Jobs): one row for each mail, written with the change that causes it, before anything
//! is sent. A row that says `sent` is never sent again.

mod to_guests;

pub(crate) use to_guests::queue_to_guests;
pub mod log;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::email_delivery::{ActiveModel, Column, Entity, Model};
use entity::value::{DeliveryKind, DeliveryStatus, ReservationStatus};
use entity::{performance, reservation};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect, Statement,
};

use crate::catalogue::{self, PerformanceView};
use crate::job::run_log::RELAXED;
use crate::job::{self, payload::SendEmail};
use crate::{Failure, Site};

/// A mail is given up when it could not be sent for so long.
pub const GIVEN_UP_AFTER: TimeDelta = TimeDelta::hours(24);

/// Longest error text that is kept, characters.
const ERROR_LENGTH: usize = 500;

/// A mail with all that it is about.
#[derive(Debug, Clone)]
pub struct DeliveryView {
    /// The row of the log.
    pub delivery: Model,
    /// Whose mail.
    pub reservation: reservation::Model,
    /// What he booked.
    pub performance: PerformanceView,
}

impl DeliveryView {
    /// Why nobody wants the mail any more at `now`, in words for operators; `None` for one that still says what is so.
    #[must_use]
    pub fn obsolete(&self, now: DateTime<Utc>) -> Option<&'static str> {
        obsolete(self.delivery.kind, &self.reservation, &self.performance.performance, now)
    }
}

/// A mail that waited may have been overtaken: it must not ask for what is done, or bring a ticket that opens nothing.
fn obsolete(
    kind: DeliveryKind,
    reservation: &reservation::Model,
    performance: &performance::Model,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    let begun = performance.starts_at <= now;
    match kind {
        DeliveryKind::ConfirmationRequest if reservation.status != ReservationStatus::Pending => {
            Some("no longer wanted: the reservation is not pending")
        }
        DeliveryKind::ConfirmationRequest if reservation.expires_at.is_some_and(|expires| expires <= now) => {
            Some("no longer wanted: the request has expired")
        }
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder
            if reservation.status != ReservationStatus::Confirmed =>
        {
            Some("no longer wanted: the reservation is not confirmed")
        }
        DeliveryKind::ConfirmationRequest
        | DeliveryKind::Ticket
        | DeliveryKind::PerformanceChanged
        | DeliveryKind::Reminder
            if performance.cancelled_at.is_some() =>
        {
            Some("no longer wanted: the performance is cancelled")
        }
        DeliveryKind::PerformanceChanged | DeliveryKind::Reminder if begun => {
            Some("no longer wanted: the performance has begun")
        }
        DeliveryKind::Cancellation if reservation.status != ReservationStatus::Cancelled => {
            Some("no longer wanted: the reservation is not cancelled")
        }
        // Reinstating a performance gives no reservation back, so its guest has to hear of it all the same.
        DeliveryKind::PerformanceCancelled
            if performance.cancelled_at.is_none() && reservation.status != ReservationStatus::Cancelled =>
        {
            Some("no longer wanted: the performance is not cancelled")
        }
        _ => None,
    }
}

/// Writes the row of a mail and its job. A repeat of a kind is a new generation. A reservation without an address
/// (a walk-in) gets none.
pub(crate) async fn queue<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    reservation: &reservation::Model,
    kind: DeliveryKind,
    request_id: Option<&str>,
) -> Result<Option<i64>, Failure> {
    if reservation.email.is_none() {
        return Ok(None);
    }
    let newest: Option<Option<i32>> = Entity::find()
        .select_only()
        .column_as(Column::Generation.max(), "newest")
        .filter(Column::ReservationId.eq(reservation.id))
        .filter(Column::Kind.eq(kind))
        .into_tuple()
        .one(conn)
        .await?;
    let generation = newest.flatten().unwrap_or(0) + 1;
    let id = insert(conn, site, now, reservation, kind, generation).await?;
    job::enqueue_with_priority(conn, &SendEmail::new(id), priority(kind), request_id).await?;
    Ok(Some(id))
}

/// What a visitor waits for goes before what nobody waits for (domain.md, Jobs).
const fn priority(kind: DeliveryKind) -> i32 {
    match kind {
        DeliveryKind::Reminder => job::SOMETIME,
        _ => job::AWAITED,
    }
}

async fn insert<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    reservation: &reservation::Model,
    kind: DeliveryKind,
    generation: i32,
) -> Result<i64, Failure> {
    let row = row(site, now, reservation, kind, generation);
    Ok(Entity::insert(row).exec(conn).await?.last_insert_id)
}

/// The row of a mail that waits to be sent.
pub(crate) fn row(
    site: &Site,
    now: DateTime<Utc>,
    reservation: &reservation::Model,
    kind: DeliveryKind,
    generation: i32,
) -> ActiveModel {
    ActiveModel {
        reservation_id: Set(reservation.id),
        kind: Set(kind),
        generation: Set(generation),
        status: Set(DeliveryStatus::Queued),
        attempts: Set(0),
        message_id: Set(message_id(site, reservation, kind, generation)),
        queued_at: Set(now),
        ..Default::default()
    }
}

/// The `Message-ID` of a mail, without angle brackets: a function of reservation, kind and generation (RFC 5322,
/// section 3.6.4 wants it unique; a repeat after a crash must have the same one).
#[must_use]
pub fn message_id(site: &Site, reservation: &reservation::Model, kind: DeliveryKind, generation: i32) -> String {
    let parts = [reservation.reference.as_str(), kind.as_str(), &generation.to_string()];
    format!("{}@{}", site.keys().identifier("message id", &parts), site.host())
}

/// A mail with its reservation and performance; `None` when it is gone.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn find<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<DeliveryView>, Failure> {
    let query = Entity::find_by_id(id).find_also_related(reservation::Entity);
    let found = catalogue::with_performance(query).one(conn).await?;
    let Some((delivery, Some(reservation), performance, show, venue)) = found else { return Ok(None) };
    let performance = catalogue::in_context(performance, show, venue)?;
    Ok(Some(DeliveryView { delivery, reservation, performance }))
}

/// Counts an attempt before it is made, on disk no later than what becomes of it; `false` when the mail no longer waits
/// (sent or given up meanwhile).
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn begin_attempt<C: ConnectionTrait>(conn: &C, id: i64, now: DateTime<Utc>) -> Result<bool, Failure> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        format!(
            "{RELAXED} UPDATE email_deliveries SET attempts = attempts + 1, last_attempt_at = $2 \
             FROM relaxed WHERE id = $1 AND status = 'queued'"
        ),
        [id.into(), now.into()],
    );
    Ok(conn.execute_raw(statement).await?.rows_affected() == 1)
}

/// Records that the SMTP server took the mail, with its words.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_sent<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    now: DateTime<Utc>,
    smtp_response: &str,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(DeliveryStatus::Sent))
        .col_expr(Column::SentAt, Expr::value(now))
        .col_expr(Column::FailedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::LastError, Expr::value(None::<String>))
        .col_expr(Column::SmtpResponse, Expr::value(shortened(smtp_response)))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Records a failure that will be tried again. `error` and `smtp_response` hold no addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_retry<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    error: &str,
    smtp_response: Option<&str>,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .col_expr(Column::SmtpResponse, Expr::value(smtp_response.map(shortened)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Queued))
        .exec(conn)
        .await?;
    Ok(())
}

/// Records a failure that is not the mail's own: the attempt does not count. `error` and `smtp_response` hold no
/// addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_postponed<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    error: &str,
    smtp_response: Option<&str>,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .col_expr(Column::SmtpResponse, Expr::value(smtp_response.map(shortened)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Queued))
        .filter(Column::Attempts.gt(0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Records that the mail is given up. `error` and `smtp_response` hold no addresses.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn mark_failed<C: ConnectionTrait>(
    conn: &C,
    id: i64,
    now: DateTime<Utc>,
    error: &str,
    smtp_response: Option<&str>,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(DeliveryStatus::Failed))
        .col_expr(Column::FailedAt, Expr::value(now))
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .col_expr(Column::SmtpResponse, Expr::value(smtp_response.map(shortened)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(DeliveryStatus::Queued))
        .exec(conn)
        .await?;
    Ok(())
}

/// A text as the log keeps it.
pub(crate) fn shortened(text: &str) -> String {
    text.chars().filter(|character| *character != '\0').take(ERROR_LENGTH).collect()
}

/// How long to wait after the `attempt`-th failure (1 is the first), before jitter; `None` when the schedule of a day
/// is used up (domain.md, Jobs: 1, 5, 15, 30, 60 minutes, then every 2 hours up to 24 hours).
#[must_use]
pub fn backoff(attempt: u32) -> Option<Duration> {
    const MINUTES: [u64; 5] = [1, 5, 15, 30, 60];
    const EVERY: u64 = 120;
    let spent: u64 = MINUTES.iter().sum();
    let day = u64::try_from(GIVEN_UP_AFTER.num_minutes()).unwrap_or(0);
    let index = usize::try_from(attempt.checked_sub(1)?).ok()?;
    let minutes = match MINUTES.get(index) {
        Some(minutes) => *minutes,
        None if spent + EVERY * (index - MINUTES.len() + 1) as u64 <= day => EVERY,
        None => return None,
    };
    Some(Duration::from_mins(minutes))
}

/// `delay`, give or take a fifth, by a number drawn from 0 to 1: mails that failed together do not come back together.
#[must_use]
pub fn with_jitter(delay: Duration, drawn: f64) -> Duration {
    delay.mul_f64(0.8 + 0.4 * drawn.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{backoff, with_jitter};

    #[test]
    fn retries_follow_the_schedule_and_end_within_a_day() {
        let delays: Vec<u64> = (1..).map_while(backoff).map(|delay| delay.as_secs() / 60).collect();
        assert_eq!(delays[..6], [1, 5, 15, 30, 60, 120]);
        assert!(delays[5..].iter().all(|delay| *delay == 120));
        let total: u64 = delays.iter().sum();
        assert!(total <= 24 * 60 && total + 120 > 24 * 60, "{total} minutes");
        assert_eq!(backoff(0), None);
    }

    #[test]
    fn jitter_moves_a_delay_by_a_fifth_at_most() {
        let minute = Duration::from_mins(1);
        assert_eq!(with_jitter(minute, 0.0), Duration::from_secs(48));
        assert_eq!(with_jitter(minute, 1.0), Duration::from_secs(72));
    }
}
