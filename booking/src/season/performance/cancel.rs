//! A performance is called off, or reinstated.

use chrono::{DateTime, TimeDelta, Utc};
use entity::performance::{ActiveModel, Model};
use entity::reservation::{self, Column, Entity};
use entity::value::{DeliveryKind, ReservationStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::{guests, view};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::PerformanceView;
use crate::seats::HeldSeats;
use crate::{Failure, Site, delivery, seats, transaction};

/// How long after its beginning a performance can still be called off: a curtain that never rose, not the archive.
pub const CANCELLABLE_FOR: TimeDelta = TimeDelta::hours(12);

/// A performance that is called off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledOff {
    /// As it is now.
    pub performance: PerformanceView,
    /// Reservations that were cancelled with it.
    pub reservations: u64,
    /// Mails that were queued, one a guest.
    pub mails: u64,
}

/// Why a performance is neither called off nor reinstated.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is no such performance.
    #[error("there is no such performance")]
    NotFound,
    /// It has been played.
    #[error("the performance is over")]
    Past,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Calls a performance off: takes no more bookings, cancels its pending and confirmed reservations, so that their seats
/// are free and their tickets do not enter, and queues one mail to each of these guests. Repeatable: a second call finds
/// nothing left to do and mails nobody.
///
/// A party of which people are in already stays confirmed, as the record of who was there; it gets the mail like
/// everybody else.
///
/// # Errors
/// [`CancelError`]; nothing was changed then.
pub async fn cancel(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<CalledOff, CancelError> {
    let txn = transaction::begin(db).await?;
    let outcome = cancel_steps(&txn, site, now, id, actor).await;
    transaction::end(txn, outcome).await
}

async fn cancel_steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<CalledOff, CancelError> {
    let mut held = seats::close(txn, id).await?.ok_or(CancelError::NotFound)?;
    let current = held.performance().clone();
    if current.cancelled_at.is_some() {
        return Ok(CalledOff { performance: view(txn, current).await?, reservations: 0, mails: 0 });
    }
    if current.starts_at + CANCELLABLE_FOR <= now {
        return Err(CancelError::Past);
    }
    let guests = guests::lock(txn, id, now).await?;
    let reservations = cancel_reservations(txn, now, &mut held, &guests, actor).await?;
    let kind = DeliveryKind::PerformanceCancelled;
    let mails = delivery::queue_to_guests(txn, site, now, &guests, kind, actor.request_id.as_deref()).await?;
    let performance = mark(txn, now, &current, Some(now)).await?;
    let detail = json!({"reservations": reservations, "mails": mails});
    audit::record(txn, now, actor, "performance.cancelled", Subject::Performance(id), detail).await?;
    Ok(CalledOff { performance: view(txn, performance).await?, reservations, mails })
}

/// Cancels all at once who have not come in; says how many.
async fn cancel_reservations(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    held: &mut HeldSeats,
    guests: &[reservation::Model],
    actor: &Actor,
) -> Result<u64, Failure> {
    let outside: Vec<&reservation::Model> = guests.iter().filter(|guest| guest.admitted == 0).collect();
    for guest in &outside {
        held.release(guest);
    }
    let cancelled = Entity::update_many()
        .col_expr(Column::Status, Expr::value(ReservationStatus::Cancelled))
        .col_expr(Column::CancelledAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.is_in(outside.iter().map(|guest| guest.id)))
        .exec(txn)
        .await?;
    let entries = outside.into_iter().map(|guest| {
        let detail = json!({"party_size": guest.party_size, "was": guest.status, "with_performance": true});
        (Subject::Reservation(guest.id), detail)
    });
    audit::record_all(txn, now, actor, "reservation.cancelled", entries).await?;
    Ok(cancelled.rows_affected)
}

/// Takes the calling off back: the performance takes bookings again, as its window says. Its reservations stay
/// cancelled, since their guests have been told so and may have other plans; who still wants to come books again.
/// Repeatable.
///
/// # Errors
/// [`CancelError::NotFound`] or a failure.
pub async fn reinstate(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<PerformanceView, CancelError> {
    let txn = transaction::begin(db).await?;
    let outcome = reinstate_steps(&txn, now, id, actor).await;
    transaction::end(txn, outcome).await
}

async fn reinstate_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<PerformanceView, CancelError> {
    let held = seats::close(txn, id).await?.ok_or(CancelError::NotFound)?;
    let current = held.performance().clone();
    if current.cancelled_at.is_none() {
        return Ok(view(txn, current).await?);
    }
    let performance = mark(txn, now, &current, None).await?;
    audit::record(txn, now, actor, "performance.reinstated", Subject::Performance(id), json!({})).await?;
    Ok(view(txn, performance).await?)
}

async fn mark(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    current: &Model,
    cancelled_at: Option<DateTime<Utc>>,
) -> Result<Model, Failure> {
    let row = ActiveModel {
        cancelled_at: Set(cancelled_at),
        version: Set(current.version + 1),
        updated_at: Set(now),
        ..current.clone().into_active_model()
    };
    Ok(row.update(txn).await?)
}
