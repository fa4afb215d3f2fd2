//! A person asks to be forgotten (docs/adr/0021-guests-are-made-nobody.md).

use chrono::{DateTime, TimeDelta, Utc};
use entity::performance;
use entity::reservation::Model;
use entity::value::ReservationStatus;
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use serde_json::json;

use super::{anonymise, of_person};
use crate::audit::{self, Actor, Subject};
use crate::reservation as rules;
use crate::seats::{self, HeldSeats};
use crate::values::EmailAddress;
use crate::{Failure, transaction};

/// An evening is over so long after its beginning; until then a party may still stand at the door.
const EVENING: TimeDelta = TimeDelta::hours(6);

/// What becomes of seats that the person holds for performances to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upcoming {
    /// They stay his, and with them his name and address, until the evening is over.
    Keep,
    /// They are given back first. No mail tells him: whoever took his request does.
    Cancel,
}

/// A reservation that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Name of the reservation.
    pub reference: String,
    /// When its performance begins.
    pub starts_at: DateTime<Utc>,
}

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erased {
    /// Reservations without their person now, by reference; those in `cancelled` included.
    pub anonymised: Vec<String>,
    /// Reservations that were given back for it, by reference.
    pub cancelled: Vec<String>,
    /// Reservations that were left, since their seats are in use or to be used.
    pub kept: Vec<Kept>,
}

/// Takes a person out of all his reservations, now. Requests that he never confirmed are withdrawn. Confirmed seats of
/// performances to come, or of an evening that is not over, are left unless he gives them back ([`Upcoming::Cancel`]);
/// a party of which somebody is in is left in any case until the evening is over. Repeatable. The audit log says which
/// reservations, not whose.
///
/// # Errors
/// [`Failure`]; nothing was changed then.
pub async fn erase(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    email: &EmailAddress,
    upcoming: Upcoming,
    actor: &Actor,
) -> Result<Erased, Failure> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, email, upcoming, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    email: &EmailAddress,
    upcoming: Upcoming,
    actor: &Actor,
) -> Result<Erased, Failure> {
    let mut erased = Erased::default();
    let (mut ids, mut cancelled_ids, mut kept_ids) = (Vec::new(), Vec::new(), Vec::new());
    // Performances in order of id, each before its reservations: nobody else locks them the other way round.
    for seen in of_person(txn, email).await? {
        let missing = Failure::Unreadable("a reservation without performance");
        let mut held = seats::lock(txn, seen.performance_id).await?.ok_or(missing)?;
        let current = rules::lock(txn, seen.id).await?;
        match fate(&current, held.performance(), upcoming, now) {
            Fate::Keep => {
                kept_ids.push(current.id);
                erased.kept.push(Kept { reference: current.reference, starts_at: held.performance().starts_at });
                continue;
            }
            Fate::CancelAndAnonymise => {
                cancel(txn, now, &mut held, &current, actor).await?;
                cancelled_ids.push(current.id);
                erased.cancelled.push(current.reference.clone());
            }
            Fate::Anonymise => {}
        }
        ids.push(current.id);
        erased.anonymised.push(current.reference);
    }
    anonymise::write(txn, now, &ids, actor, &json!({"on_request": true})).await?;
    let detail = json!({"anonymised": ids, "cancelled": cancelled_ids, "kept": kept_ids});
    audit::record(txn, now, actor, "person.erased", Subject::Person, detail).await?;
    Ok(erased)
}

async fn cancel(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    held: &mut HeldSeats,
    current: &Model,
    actor: &Actor,
) -> Result<(), Failure> {
    rules::cancel_held(txn, now, held, current.clone(), actor).await.map(drop)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Anonymise,
    CancelAndAnonymise,
    Keep,
}

fn fate(reservation: &Model, performance: &performance::Model, upcoming: Upcoming, now: DateTime<Utc>) -> Fate {
    let over = performance.cancelled_at.is_some() || performance.starts_at + EVENING <= now;
    let begun = performance.starts_at <= now;
    match reservation.status {
        ReservationStatus::Cancelled | ReservationStatus::Expired => Fate::Anonymise,
        ReservationStatus::Pending => Fate::CancelAndAnonymise,
        ReservationStatus::Confirmed if over => Fate::Anonymise,
        ReservationStatus::Confirmed if upcoming == Upcoming::Cancel && !begun && reservation.admitted == 0 => {
            Fate::CancelAndAnonymise
        }
        ReservationStatus::Confirmed => Fate::Keep,
    }
}
