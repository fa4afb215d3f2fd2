//! A visitor asks for seats.

use chrono::{DateTime, TimeDelta, Utc};
use entity::reservation;
use entity::value::{DeliveryKind, Locale, ReservationSource, TokenPurpose};
use rand::CryptoRng;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, EntityTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{draft, free_reference};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::PerformanceStatus;
use crate::idempotency::{self, Claim, IdempotencyKey};
use crate::values::{EmailAddress, GuestName, Notes, PartySize, Phone};
use crate::{Failure, Site, catalogue, delivery, seats, token, transaction};

/// How long a request waits for its confirmation; never past the performance's beginning.
pub const PENDING_FOR: TimeDelta = TimeDelta::hours(24);

/// What a visitor asks for. He has accepted the privacy notice.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which performance.
    pub performance_id: i64,
    /// Name for the guest list.
    pub name: GuestName,
    /// Where the ticket goes.
    pub email: EmailAddress,
    /// For urgent news.
    pub phone: Option<Phone>,
    /// How many come.
    pub party_size: PartySize,
    /// What he wants us to know.
    pub notes: Notes,
    /// Language of mails and pages.
    pub locale: Locale,
}

/// The request that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requested {
    /// Name of the reservation.
    pub reference: String,
    /// It lapses then, unless confirmed.
    pub expires_at: DateTime<Utc>,
}

/// Why seats cannot be asked for.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no such performance that visitors may see.
    #[error("there is no such performance")]
    PerformanceNotFound,
    /// The performance takes no bookings now, is called off or over.
    #[error("bookings are closed")]
    BookingClosed,
    /// The party does not fit any more.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left.
        available: i32,
    },
    /// The performance takes smaller parties only.
    #[error("at most {max} people a booking")]
    PartyTooLarge {
        /// The largest party taken.
        max: i32,
    },
    /// The idempotency key was used for something else.
    #[error("the idempotency key belongs to another request")]
    IdempotencyMismatch,
    /// A request with this idempotency key is being worked on.
    #[error("a request with this idempotency key is in flight")]
    IdempotencyInFlight,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Refusals that are answers: a repeat under the same key gets them again.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Refusal {
    BookingClosed,
    NotEnoughSeats { available: i32 },
    PartyTooLarge { max: i32 },
}

impl From<Refusal> for RequestError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::BookingClosed => Self::BookingClosed,
            Refusal::NotEnoughSeats { available } => Self::NotEnoughSeats { available },
            Refusal::PartyTooLarge { max } => Self::PartyTooLarge { max },
        }
    }
}

/// Records a pending reservation and the mail that asks to confirm it. Takes no seats, but is refused when the party
/// does not fit now (domain.md, Seats 1).
///
/// # Errors
/// [`RequestError`]; nothing was recorded then, but for the answer under `key`.
pub async fn request(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    request: Request,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Requested, RequestError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, rng, request, key, actor).await;
    // A refusal is an answer: what is remembered of it under the key stays.
    transaction::end(txn, outcome).await?.map_err(RequestError::from)
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    request: Request,
    key: Option<&IdempotencyKey>,
    actor: &Actor,
) -> Result<Result<Requested, Refusal>, RequestError> {
    if let Some(key) = key {
        match idempotency::claim(txn, key, now).await? {
            Claim::New => {}
            Claim::Answered(answer) => return Ok(answer),
            Claim::Mismatch => return Err(RequestError::IdempotencyMismatch),
            Claim::InFlight => return Err(RequestError::IdempotencyInFlight),
        }
    }
    let held = seats::lock(txn, request.performance_id).await?.ok_or(RequestError::PerformanceNotFound)?;
    // Read once the row is held, so that a show unpublished meanwhile is not booked.
    let view = catalogue::performance(txn, request.performance_id).await?.ok_or(RequestError::PerformanceNotFound)?;
    if !view.is_public() {
        return Err(RequestError::PerformanceNotFound);
    }
    let answer = match refusal(&held, &request, now) {
        Some(refusal) => Err(refusal),
        None => Ok(record(txn, site, now, rng, request, held.performance().starts_at, actor).await?),
    };
    if let Some(key) = key {
        idempotency::remember(txn, key, &answer, now).await?;
    }
    Ok(answer)
}

fn refusal(held: &seats::HeldSeats, request: &Request, now: DateTime<Utc>) -> Option<Refusal> {
    let max = held.performance().max_party_size;
    match held.status(now) {
        PerformanceStatus::Closed | PerformanceStatus::Cancelled | PerformanceStatus::Past => {
            Some(Refusal::BookingClosed)
        }
        PerformanceStatus::Open | PerformanceStatus::SoldOut if request.party_size.get() > max => {
            Some(Refusal::PartyTooLarge { max })
        }
        PerformanceStatus::Open | PerformanceStatus::SoldOut => {
            held.fits(request.party_size).err().map(|full| Refusal::NotEnoughSeats { available: full.available })
        }
    }
}

async fn record(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    request: Request,
    starts_at: DateTime<Utc>,
    actor: &Actor,
) -> Result<Requested, Failure> {
    let reference = free_reference(txn, rng).await?;
    let expires_at = (now + PENDING_FOR).min(starts_at);
    let row = reservation::ActiveModel {
        name: Set(request.name.into_string()),
        email: Set(Some(request.email.into_string())),
        phone: Set(request.phone.map(Phone::into_string)),
        notes: Set(request.notes.into_string()),
        privacy_accepted_at: Set(Some(now)),
        expires_at: Set(Some(expires_at)),
        ..draft(request.performance_id, &reference, request.party_size, request.locale, ReservationSource::Online, now)
    };
    let row = reservation::Entity::insert(row).exec_with_returning(txn).await?;
    token::issue(txn, site.keys(), TokenPurpose::Confirmation, &row, now).await?;
    delivery::queue(txn, site, now, &row, DeliveryKind::ConfirmationRequest, actor.request_id.as_deref()).await?;
    let detail = json!({"party_size": row.party_size});
    audit::record(txn, now, actor, "reservation.requested", Subject::Reservation(row.id), detail).await?;
    Ok(Requested { reference: row.reference, expires_at })
}
