//! A guest gives his seats back.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{DeliveryKind, ReservationStatus};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, DatabaseTransaction, IntoActiveModel};
use serde_json::json;

use super::lock;
use crate::audit::{self, Actor, Subject};
use crate::seats::HeldSeats;
use crate::token::{self, Opened, Token};
use crate::{Failure, Site, delivery, seats, transaction};

/// Why a reservation cannot be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// No reservation has this token.
    #[error("the token is unknown")]
    TokenUnknown,
    /// Somebody of the party is in already.
    #[error("people of this party have been admitted")]
    AlreadyCheckedIn,
    /// The performance has begun.
    #[error("the performance has begun")]
    PerformancePast,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Cancels by a confirmation or ticket token; seats are free at once, and the guest gets a mail. Repeatable.
///
/// # Errors
/// [`CancelError`]; nothing was changed then.
pub async fn cancel(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    presented: &Token,
    actor: &Actor,
) -> Result<reservation::Model, CancelError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, presented, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    presented: &Token,
    actor: &Actor,
) -> Result<reservation::Model, CancelError> {
    let Some(Opened { purpose, reservation: seen, .. }) = token::resolve(txn, site.keys(), presented).await? else {
        return Err(CancelError::TokenUnknown);
    };
    let mut held = seats::lock(txn, seen.performance_id).await?.ok_or(CancelError::TokenUnknown)?;
    let current = lock(txn, seen.id).await?;
    if !token::is_still_in_force(purpose, &seen, &current) {
        return Err(CancelError::TokenUnknown);
    }
    match current.status {
        ReservationStatus::Cancelled => return Ok(current),
        ReservationStatus::Pending | ReservationStatus::Expired | ReservationStatus::Confirmed => {}
    }
    if current.admitted > 0 {
        return Err(CancelError::AlreadyCheckedIn);
    }
    if held.performance().starts_at <= now {
        return Err(CancelError::PerformancePast);
    }
    let reservation = write(txn, now, &mut held, current, actor).await?;
    delivery::queue(txn, site, now, &reservation, DeliveryKind::Cancellation, actor.request_id.as_deref()).await?;
    Ok(reservation)
}

/// Marks a reservation cancelled and frees its seats; the caller holds both.
pub(crate) async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    held: &mut HeldSeats,
    current: reservation::Model,
    actor: &Actor,
) -> Result<reservation::Model, Failure> {
    held.release(&current);
    let detail = json!({"party_size": current.party_size, "was": current.status});
    let mut row = current.into_active_model();
    row.status = Set(ReservationStatus::Cancelled);
    row.cancelled_at = Set(Some(now));
    row.updated_at = Set(now);
    let reservation = row.update(txn).await?;
    audit::record(txn, now, actor, "reservation.cancelled", Subject::Reservation(reservation.id), detail).await?;
    Ok(reservation)
}
