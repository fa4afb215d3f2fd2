//! The company books for a guest who called or wrote.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{DeliveryKind, Locale, ReservationSource, TokenPurpose};
use rand::CryptoRng;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::audit::{self, Actor, Subject};
use crate::reservation::{PENDING_FOR, confirm_held, draft, free_reference};
use crate::values::{EmailAddress, GuestName, Notes, PartySize, Phone};
use crate::{Failure, Site, delivery, seats, token, transaction};

/// A booking for a guest.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Which performance.
    pub performance_id: i64,
    /// Name for the guest list.
    pub name: GuestName,
    /// Where mails go. Not needed by a guest who is confirmed at once and will give his name at the door.
    pub email: Option<EmailAddress>,
    /// For urgent news.
    pub phone: Option<Phone>,
    /// How many come.
    pub party_size: PartySize,
    /// What the company should know.
    pub notes: Notes,
    /// Language of mails and pages.
    pub locale: Locale,
    /// Whether the seats are his at once; else he is asked to confirm by mail.
    pub confirm: bool,
}

/// Why the company cannot book.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// There is no such performance.
    #[error("there is no such performance")]
    PerformanceNotFound,
    /// The performance is called off.
    #[error("the performance is cancelled")]
    PerformanceCancelled,
    /// The performance has begun: whoever comes now is a walk-in.
    #[error("the performance has begun")]
    PerformancePast,
    /// Too few seats are left.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left.
        available: i32,
    },
    /// Who is to confirm by mail needs an address.
    #[error("an address is needed to ask for confirmation")]
    AddressNeeded,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Books for a guest. The company decides, so booking windows, hidden performances and the largest party of an online
/// booking do not stop it; seats do.
///
/// # Errors
/// [`BookError`]; nothing was recorded then.
pub async fn book(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    booking: Booking,
    actor: &Actor,
) -> Result<reservation::Model, BookError> {
    if !booking.confirm && booking.email.is_none() {
        return Err(BookError::AddressNeeded);
    }
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, rng, booking, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    booking: Booking,
    actor: &Actor,
) -> Result<reservation::Model, BookError> {
    let mut held = seats::lock(txn, booking.performance_id).await?.ok_or(BookError::PerformanceNotFound)?;
    if held.performance().cancelled_at.is_some() {
        return Err(BookError::PerformanceCancelled);
    }
    let starts_at = held.performance().starts_at;
    if starts_at <= now {
        return Err(BookError::PerformancePast);
    }
    let (party, confirm) = (booking.party_size, booking.confirm);
    held.fits(party).map_err(|full| BookError::NotEnoughSeats { available: full.available })?;
    let booked = record(txn, site, now, rng, booking, starts_at, actor).await?;
    if confirm {
        held.take(party).map_err(|full| BookError::NotEnoughSeats { available: full.available })?;
        return Ok(confirm_held(txn, site, now, booked, actor).await?.0);
    }
    let kind = DeliveryKind::ConfirmationRequest;
    delivery::queue(txn, site, now, &booked, kind, actor.request_id.as_deref()).await?;
    Ok(booked)
}

async fn record(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    booking: Booking,
    starts_at: DateTime<Utc>,
    actor: &Actor,
) -> Result<reservation::Model, Failure> {
    let reference = free_reference(txn, rng).await?;
    let source = ReservationSource::Manual;
    let row = reservation::ActiveModel {
        name: Set(booking.name.into_string()),
        email: Set(booking.email.map(EmailAddress::into_string)),
        phone: Set(booking.phone.map(Phone::into_string)),
        notes: Set(booking.notes.into_string()),
        expires_at: Set(Some((now + PENDING_FOR).min(starts_at))),
        ..draft(booking.performance_id, &reference, booking.party_size, booking.locale, source, now)
    };
    let booked = reservation::Entity::insert(row).exec_with_returning(txn).await?;
    token::issue(txn, site.keys(), TokenPurpose::Confirmation, &booked, now).await?;
    let detail = json!({"party_size": booked.party_size});
    audit::record(txn, now, actor, "reservation.booked", Subject::Reservation(booked.id), detail).await?;
    Ok(booked)
}
