//! A reservation's life: `pending` → `confirmed` → (`cancelled`), or `pending` → `expired`. One file a step.

mod cancel;
mod confirm;
pub mod desk;
mod expire;
mod remind;
mod request;
mod resend;

pub(crate) use cancel::write as cancel_held;
pub use cancel::{CancelError, cancel};
pub(crate) use confirm::write as confirm_held;
pub use confirm::{ConfirmError, Confirmed, confirm};
pub use expire::expire_overdue;
pub use remind::remind_due;
pub(crate) use request::Looks;
pub use request::{PENDING_FOR, Request, RequestError, Requested, request};
pub use resend::{LATEST_RESENDS, resend};

use entity::reservation::{ActiveModel, Entity, Model};
use entity::value::{Locale, ReservationSource, ReservationStatus};
use rand::CryptoRng;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::Failure;
use crate::values::{PartySize, Reference};

/// Locks one reservation's row until the transaction ends. Who also needs the performance's seats locks those first.
pub(crate) async fn lock(txn: &DatabaseTransaction, id: i64) -> Result<Model, Failure> {
    Entity::find()
        .filter(entity::reservation::Column::Id.eq(id))
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?
        .ok_or(Failure::Unreadable("a reservation that was there a moment ago"))
}

/// Holds while the reservation is in all that decisions rest on as it was `seen`: for a statement that changes it without
/// holding it first. One that waits for another's change looks at the row again, as it is by then.
pub(crate) fn as_seen(seen: &Model) -> Condition {
    use entity::reservation::Column;
    let expires_at = match seen.expires_at {
        Some(expires) => Column::ExpiresAt.eq(expires),
        None => Column::ExpiresAt.is_null(),
    };
    Condition::all()
        .add(Column::Id.eq(seen.id))
        .add(Column::PerformanceId.eq(seen.performance_id))
        .add(Column::Status.eq(seen.status))
        .add(Column::PartySize.eq(seen.party_size))
        .add(Column::Admitted.eq(seen.admitted))
        .add(Column::ConfirmationGeneration.eq(seen.confirmation_generation))
        .add(Column::TicketGeneration.eq(seen.ticket_generation))
        .add(expires_at)
}

/// How often something is looked at again that was no longer as seen when it was to be changed. Each time somebody else
/// has changed it, and nobody changes a reservation or a performance this often.
pub(crate) const LOOKS: usize = 8;

/// The reservation that people call `reference`.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn by_reference<C: ConnectionTrait>(conn: &C, reference: &Reference) -> Result<Option<Model>, Failure> {
    Ok(Entity::find().filter(entity::reservation::Column::Reference.eq(reference.as_str())).one(conn).await?)
}

/// Why a text names no reservation.
#[derive(Debug, thiserror::Error)]
pub enum NamedError {
    /// It cannot be either.
    #[error("neither the number nor the reference of a reservation")]
    Unreadable,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The number of the reservation that `text` names by its number or its reference; none when no reservation has that
/// reference. References come first: one may be made of digits alone, and is longer than the numbers of most houses.
/// Whether a reservation has the number is not asked.
///
/// # Errors
/// [`NamedError`].
pub async fn named<C: ConnectionTrait>(conn: &C, text: &str) -> Result<Option<i64>, NamedError> {
    let reference = text.parse::<Reference>().ok();
    if let Some(reference) = &reference
        && let Some(found) = by_reference(conn, reference).await?
    {
        return Ok(Some(found.id));
    }
    match text.trim().parse() {
        Ok(id) => Ok(Some(id)),
        Err(_) if reference.is_some() => Ok(None),
        Err(_) => Err(NamedError::Unreadable),
    }
}

/// A reference that no reservation has. Two transactions drawing the same one at the same moment (once in 30^7) end
/// in one refused insert, not in a shared reference.
pub(crate) async fn free_reference<C: ConnectionTrait>(
    conn: &C,
    rng: &mut impl CryptoRng,
) -> Result<Reference, Failure> {
    const TRIES: usize = 8;
    for _ in 0..TRIES {
        let reference = Reference::random(rng);
        if by_reference(conn, &reference).await?.is_none() {
            return Ok(reference);
        }
    }
    Err(Failure::Unreadable("too many references are taken"))
}

/// The columns that every new reservation needs.
pub(crate) fn draft(
    performance_id: i64,
    reference: &Reference,
    party: PartySize,
    locale: Locale,
    source: ReservationSource,
    now: chrono::DateTime<chrono::Utc>,
) -> ActiveModel {
    ActiveModel {
        performance_id: Set(performance_id),
        reference: Set(reference.as_str().to_owned()),
        status: Set(ReservationStatus::Pending),
        source: Set(source),
        party_size: Set(party.get()),
        admitted: Set(0),
        locale: Set(locale),
        notes: Set(String::new()),
        confirmation_generation: Set(1),
        ticket_generation: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    }
}
