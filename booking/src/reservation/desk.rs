//! What the company does to reservations at its own desk: without the guest's tokens, and in its own name. One file an
//! act.

mod book;
mod cancel;
mod confirm;
mod detail;
mod edit;
mod list;
mod resend;

pub use book::{BookError, Booking, book};
pub use cancel::{CancelError, cancel};
pub use confirm::{ConfirmError, confirm};
pub use detail::{CheckInEntry, Detail, detail};
pub use edit::{Edit, EditError, Edited, edit};
pub use list::{ReservationFilter, ReservationRow, list};
pub use resend::{Resend, ResendError, resend};

use entity::reservation::{Entity, Model};
use entity::value::TokenPurpose;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};

use crate::seats::{self, HeldSeats};
use crate::values::Reference;
use crate::{Failure, Site, token};

/// What people call the reservation with this number; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn reference<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<Reference>, Failure> {
    let Some(reservation) = Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let reference = reservation.reference.parse().map_err(|_| Failure::Unreadable("a reference"))?;
    Ok(Some(reference))
}

/// Holds a reservation and the seats of its performance, in the order that all paths take; `None` when there is no such
/// reservation.
async fn hold(txn: &DatabaseTransaction, id: i64) -> Result<Option<(HeldSeats, Model)>, Failure> {
    let Some(seen) = Entity::find_by_id(id).one(txn).await? else { return Ok(None) };
    let Some(held) = seats::lock(txn, seen.performance_id).await? else { return Ok(None) };
    Ok(Some((held, super::lock(txn, id).await?)))
}

/// Issues the next token of a purpose; the one before opens nothing any more.
async fn renew(
    txn: &DatabaseTransaction,
    site: &Site,
    now: chrono::DateTime<chrono::Utc>,
    purpose: TokenPurpose,
    reservation: Model,
) -> Result<Model, Failure> {
    let next = token::generation_in_force(purpose, &reservation) + 1;
    let mut row = reservation.into_active_model();
    match purpose {
        TokenPurpose::Confirmation => row.confirmation_generation = Set(next),
        TokenPurpose::Ticket => row.ticket_generation = Set(next),
    }
    row.updated_at = Set(now);
    let renewed = row.update(txn).await?;
    token::issue(txn, site.keys(), purpose, &renewed, now).await?;
    Ok(renewed)
}
