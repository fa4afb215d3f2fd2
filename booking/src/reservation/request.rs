//! A visitor asks for seats.

mod looks;
mod record;

use chrono::{DateTime, TimeDelta, Utc};
use entity::performance;
use entity::value::Locale;
use rand::CryptoRng;
use sea_orm::DatabaseConnection;
use serde::{Deserialize, Serialize};

use super::LOOKS;
use crate::audit::Actor;
use crate::catalogue::PerformanceStatus;
use crate::idempotency::{self, Claim, IdempotencyKey};
use crate::values::{EmailAddress, GuestName, Notes, PartySize, Phone};
use crate::{Failure, Site, seats, transaction};
pub(crate) use looks::Looks;
use looks::Seen;
use record::{Looked, Recorded};

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
/// does not fit now (domain.md, Seats 1). As it takes none, it does not hold the performance's seats, and nobody who books
/// waits for another.
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
    let mut kept =
        site.looks().again(request.performance_id, |performance| refusal(performance, &request, now).is_none());
    for _ in 0..LOOKS {
        let seen = match kept.take() {
            Some(seen) => seen,
            None => match look(db, site, now, &request, key).await? {
                Look::Open(seen) => seen,
                Look::Answered(requested) => return Ok(requested),
            },
        };
        match record::record(db, site, now, rng, &seen, &request, key, actor).await? {
            Recorded::Now(requested) => return Ok(requested),
            Recorded::InFlight => return Err(RequestError::IdempotencyInFlight),
            Recorded::NotAsLooked => site.looks().forget(request.performance_id),
        }
    }
    Err(Failure::Unreadable("a performance that changes all the time").into())
}

/// What a look finds that does not refuse.
enum Look {
    /// The party can be recorded.
    Open(Seen),
    /// It was, under the same key.
    Answered(Requested),
}

/// Looks at the performance as it is now, and keeps it for the requests that follow.
async fn look(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    request: &Request,
    key: Option<&IdempotencyKey>,
) -> Result<Look, RequestError> {
    let looked = record::look(db, request, key, now).await?;
    let Looked { performance, show, mut ids, known } = looked.ok_or(RequestError::PerformanceNotFound)?;
    if !matches!(known, Claim::New) {
        return answered(known)?.map(Look::Answered);
    }
    if !(performance.is_published && show.is_published) {
        return Err(RequestError::PerformanceNotFound);
    }
    if let Some(refusal) = refusal(&performance, request, now) {
        return match key {
            Some(key) => refuse(db, key, refusal, now).await.map(Look::Answered),
            None => Err(refusal.into()),
        };
    }
    let own = ids.pop().ok_or(Failure::Unreadable("the ids of a request"))?;
    site.looks().keep(&performance, ids);
    Ok(Look::Open(Seen { performance, ids: own }))
}

/// What a request was, by what is known of its key.
type Answer = Result<Requested, Refusal>;

/// The answer that a key is known by.
fn answered(known: Claim<Answer>) -> Result<Result<Requested, RequestError>, RequestError> {
    match known {
        Claim::Answered(answer) => Ok(answer.map_err(RequestError::from)),
        Claim::Mismatch => Err(RequestError::IdempotencyMismatch),
        Claim::InFlight | Claim::New => Err(RequestError::IdempotencyInFlight),
    }
}

/// A refusal is an answer: it is remembered under the key, unless that got one meanwhile.
async fn refuse(
    db: &DatabaseConnection,
    key: &IdempotencyKey,
    refusal: Refusal,
    now: DateTime<Utc>,
) -> Result<Requested, RequestError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        match idempotency::claim(&txn, key, now).await? {
            Claim::New => {
                let answer: Answer = Err(refusal);
                idempotency::remember(&txn, key, &answer, now).await?;
                Ok(answer.map_err(RequestError::from))
            }
            known => answered(known),
        }
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await?
}

fn refusal(performance: &performance::Model, request: &Request, now: DateTime<Utc>) -> Option<Refusal> {
    let max = performance.max_party_size;
    match PerformanceStatus::of(performance, now) {
        PerformanceStatus::Closed | PerformanceStatus::Cancelled | PerformanceStatus::Past => {
            Some(Refusal::BookingClosed)
        }
        PerformanceStatus::Open | PerformanceStatus::SoldOut if request.party_size.get() > max => {
            Some(Refusal::PartyTooLarge { max })
        }
        PerformanceStatus::Open | PerformanceStatus::SoldOut => seats::fits(performance, request.party_size)
            .err()
            .map(|full| Refusal::NotEnoughSeats { available: full.available }),
    }
}
