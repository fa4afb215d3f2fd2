//! The company cancels for a guest.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{DeliveryKind, ReservationStatus};
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::hold;
use crate::audit::Actor;
use crate::reservation::cancel_held;
use crate::{Failure, Site, delivery, transaction};

/// Why the company cannot cancel.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    NotFound,
    /// Somebody of the party is in already; that is taken back first.
    #[error("people of this party have been admitted")]
    AlreadyCheckedIn,
    /// The performance has begun.
    #[error("the performance has begun")]
    PerformancePast,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Cancels a reservation; its seats are free at once, and the guest gets a mail if he is to be told. Repeatable.
///
/// # Errors
/// [`CancelError`]; nothing was changed then.
pub async fn cancel(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    tell_guest: bool,
    actor: &Actor,
) -> Result<reservation::Model, CancelError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, id, tell_guest, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    tell_guest: bool,
    actor: &Actor,
) -> Result<reservation::Model, CancelError> {
    let (mut held, current) = hold(txn, id).await?.ok_or(CancelError::NotFound)?;
    if current.status == ReservationStatus::Cancelled {
        return Ok(current);
    }
    if current.admitted > 0 {
        return Err(CancelError::AlreadyCheckedIn);
    }
    if held.performance().starts_at <= now {
        return Err(CancelError::PerformancePast);
    }
    let cancelled = cancel_held(txn, now, &mut held, current, actor).await?;
    if tell_guest {
        let kind = DeliveryKind::Cancellation;
        delivery::queue(txn, site, now, &cancelled, kind, actor.request_id.as_deref()).await?;
    }
    Ok(cancelled)
}
