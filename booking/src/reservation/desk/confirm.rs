//! The company confirms for a guest.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::ReservationStatus;
use sea_orm::{DatabaseConnection, DatabaseTransaction};

use super::hold;
use crate::audit::Actor;
use crate::reservation::confirm_held;
use crate::values::PartySize;
use crate::{Failure, Site, transaction};

/// Why the company cannot confirm.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    NotFound,
    /// The request lapsed; it is booked anew.
    #[error("the request has expired")]
    Expired,
    /// The reservation is cancelled, or its performance; it is booked anew.
    #[error("the reservation is cancelled")]
    Cancelled,
    /// The party does not fit any more.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left.
        available: i32,
    },
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Confirms a pending request, as the guest would by his link. Repeatable.
///
/// # Errors
/// [`ConfirmError`]; nothing was changed then.
pub async fn confirm(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<reservation::Model, ConfirmError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, id, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<reservation::Model, ConfirmError> {
    let (mut held, current) = hold(txn, id).await?.ok_or(ConfirmError::NotFound)?;
    match current.status {
        ReservationStatus::Confirmed => return Ok(current),
        ReservationStatus::Cancelled => return Err(ConfirmError::Cancelled),
        ReservationStatus::Expired => return Err(ConfirmError::Expired),
        ReservationStatus::Pending if current.expires_at.is_some_and(|expires| expires <= now) => {
            return Err(ConfirmError::Expired);
        }
        ReservationStatus::Pending if held.performance().cancelled_at.is_some() => return Err(ConfirmError::Cancelled),
        ReservationStatus::Pending => {}
    }
    let party = PartySize::new(current.party_size.into()).map_err(|_| Failure::Unreadable("a party size"))?;
    held.take(party).map_err(|full| ConfirmError::NotEnoughSeats { available: full.available })?;
    Ok(confirm_held(txn, site, now, current, actor).await?.0)
}
