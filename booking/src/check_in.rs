//! At the door (domain.md, Check-in): who may enter, who is in, and by whose hand.

mod admit;
mod guests;
mod undo;
mod walk_in;

pub use admit::{Admission, AdmitError, Presented, admit, verify};
pub use guests::{Evening, Guest, guests, performances_between};
pub use undo::{UndoError, undo};
pub use walk_in::{WalkIn, WalkInError, walk_in};

use chrono::{DateTime, Utc};
use entity::value::ReservationStatus;
use entity::{check_in, reservation, staff_user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;
use crate::catalogue::PerformanceView;

/// What staff see after a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// May enter, in whole or the rest of the party.
    Ready,
    /// Everybody of the party is in.
    AlreadyCheckedIn,
    /// The ticket is for another performance.
    WrongPerformance,
    /// The reservation was never confirmed.
    NotConfirmed,
    /// The reservation is cancelled.
    Cancelled,
    /// Let in just now.
    CheckedIn,
}

impl Outcome {
    /// The text in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::AlreadyCheckedIn => "already_checked_in",
            Self::WrongPerformance => "wrong_performance",
            Self::NotConfirmed => "not_confirmed",
            Self::Cancelled => "cancelled",
            Self::CheckedIn => "checked_in",
        }
    }
}

/// An admission that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAdmission {
    /// When.
    pub at: DateTime<Utc>,
    /// Display name of who let them in.
    pub by: String,
}

/// A reservation as staff see it at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// What to do.
    pub outcome: Outcome,
    /// Whose party.
    pub reservation: reservation::Model,
    /// What they booked.
    pub performance: PerformanceView,
    /// When somebody of the party was last let in, and by whom.
    pub last: Option<LastAdmission>,
}

/// What staff should do with a reservation at the door of `at_door`, or of any door.
fn outcome_for(reservation: &reservation::Model, at_door: Option<i64>) -> Outcome {
    if at_door.is_some_and(|performance| performance != reservation.performance_id) {
        return Outcome::WrongPerformance;
    }
    match reservation.status {
        ReservationStatus::Cancelled => Outcome::Cancelled,
        ReservationStatus::Pending | ReservationStatus::Expired => Outcome::NotConfirmed,
        ReservationStatus::Confirmed if reservation.admitted >= reservation.party_size => Outcome::AlreadyCheckedIn,
        ReservationStatus::Confirmed => Outcome::Ready,
    }
}

async fn verdict<C: ConnectionTrait>(
    conn: &C,
    reservation: reservation::Model,
    performance: PerformanceView,
    outcome: Outcome,
) -> Result<Verdict, Failure> {
    let last = last_admission(conn, reservation.id).await?;
    Ok(Verdict { outcome, reservation, performance, last })
}

async fn last_admission<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Option<LastAdmission>, Failure> {
    let found = check_in::Entity::find()
        .filter(check_in::Column::ReservationId.eq(reservation_id))
        .filter(check_in::Column::UndoneAt.is_null())
        .order_by_desc(check_in::Column::Id)
        .find_also_related(staff_user::Entity)
        .one(conn)
        .await?;
    Ok(found.map(|(row, user)| LastAdmission {
        at: row.created_at,
        by: user.map(|user| user.display_name).unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn programs_at_the_door_tell_outcomes_by_these_texts() {
        let all = [
            Outcome::Ready,
            Outcome::AlreadyCheckedIn,
            Outcome::WrongPerformance,
            Outcome::NotConfirmed,
            Outcome::Cancelled,
            Outcome::CheckedIn,
        ];
        let texts = ["ready", "already_checked_in", "wrong_performance", "not_confirmed", "cancelled", "checked_in"];
        assert_eq!(all.map(Outcome::as_str), texts);
    }
}
