//! People without a reservation, at the door, while seats last.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{CheckInSource, Locale, ReservationSource, ReservationStatus};
use rand::CryptoRng;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::{Outcome, Verdict, admit};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::performance_of;
use crate::reservation as rules;
use crate::values::{GuestName, PartySize};
use crate::{Failure, seats, transaction};

/// Name on the guest list of people who gave none.
const UNNAMED: &str = "Walk-in";

/// A party at the door.
#[derive(Debug, Clone)]
pub struct WalkIn {
    /// The performance at hand.
    pub performance_id: i64,
    /// How many.
    pub party_size: PartySize,
    /// Name, when they gave one.
    pub name: Option<GuestName>,
    /// Who lets them in.
    pub user_id: i64,
}

/// Why a party at the door is not let in.
#[derive(Debug, thiserror::Error)]
pub enum WalkInError {
    /// There is no such performance.
    #[error("there is no such performance")]
    PerformanceNotFound,
    /// The performance is called off.
    #[error("the performance is cancelled")]
    PerformanceCancelled,
    /// Too few seats are left.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left.
        available: i32,
    },
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Books, confirms and admits a party in one transaction. The door decides, so booking windows and the largest party
/// of an online booking do not count here; seats do.
///
/// # Errors
/// [`WalkInError`]; nothing was changed then.
pub async fn walk_in(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    party: WalkIn,
    actor: &Actor,
) -> Result<Verdict, WalkInError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, rng, party, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    party: WalkIn,
    actor: &Actor,
) -> Result<Verdict, WalkInError> {
    let mut held = seats::lock(txn, party.performance_id).await?.ok_or(WalkInError::PerformanceNotFound)?;
    if held.performance().cancelled_at.is_some() {
        return Err(WalkInError::PerformanceCancelled);
    }
    held.take(party.party_size).map_err(|full| WalkInError::NotEnoughSeats { available: full.available })?;
    let reference = rules::free_reference(txn, rng).await?;
    let source = ReservationSource::WalkIn;
    let row = reservation::ActiveModel {
        status: Set(ReservationStatus::Confirmed),
        name: Set(party.name.map_or_else(|| UNNAMED.to_owned(), GuestName::into_string)),
        confirmed_at: Set(Some(now)),
        ..rules::draft(party.performance_id, &reference, party.party_size, Locale::Italian, source, now)
    };
    let booked = reservation::Entity::insert(row).exec_with_returning(txn).await.map_err(Failure::from)?;
    let subject = Subject::Reservation(booked.id);
    audit::record(txn, now, actor, "reservation.walk_in", subject, json!({"party_size": booked.party_size})).await?;
    let all = booked.party_size;
    let admitted = admit::write(txn, now, &booked, all, CheckInSource::WalkIn, party.user_id, actor).await?;
    let (reservation, last) = admitted.ok_or(Failure::Unreadable("a reservation that was just booked"))?;
    let performance = performance_of(txn, &reservation).await?;
    Ok(Verdict { outcome: Outcome::CheckedIn, reservation, performance, last: Some(last) })
}
