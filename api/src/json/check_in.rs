use booking::check_in::{self, Evening, Verdict};
use chrono::{DateTime, FixedOffset};
use entity::value::CheckInSource;
use poem_openapi::{Enum, Object};

use super::{Here, PerformanceStatus, PerformanceSummary, ReservationStatus, ShowRef, VenueRef};

/// What staff should do with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
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

impl From<check_in::Outcome> for Outcome {
    fn from(outcome: check_in::Outcome) -> Self {
        match outcome {
            check_in::Outcome::Ready => Self::Ready,
            check_in::Outcome::AlreadyCheckedIn => Self::AlreadyCheckedIn,
            check_in::Outcome::WrongPerformance => Self::WrongPerformance,
            check_in::Outcome::NotConfirmed => Self::NotConfirmed,
            check_in::Outcome::Cancelled => Self::Cancelled,
            check_in::Outcome::CheckedIn => Self::CheckedIn,
        }
    }
}

/// A performance as staff see it in their list.
#[derive(Debug, Object)]
pub struct CheckInPerformance {
    /// Row id.
    pub id: i64,
    /// What is played.
    pub show: ShowRef,
    /// Where.
    pub venue: VenueRef,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// When people may enter.
    #[oai(nullable)]
    pub doors_open_at: Option<DateTime<FixedOffset>>,
    /// Where it stands.
    pub status: PerformanceStatus,
    /// People who are expected.
    pub confirmed_seats: i32,
    /// People who are in.
    pub admitted_seats: i64,
    /// Seats that nobody has taken.
    pub available_seats: i32,
}

impl CheckInPerformance {
    /// The JSON of a performance for staff.
    #[must_use]
    pub fn of(evening: Evening, here: Here) -> Self {
        let Evening { performance: view, admitted_seats } = evening;
        Self {
            available_seats: view.available_seats(),
            status: view.status(here.now).into(),
            id: view.performance.id,
            show: view.show.into(),
            venue: view.venue.into(),
            starts_at: here.tell(view.performance.starts_at),
            doors_open_at: here.tell_if(view.performance.doors_open_at),
            confirmed_seats: view.performance.confirmed_seats,
            admitted_seats,
        }
    }
}

/// A line of the guest list. No contact details: the door does not need them.
#[derive(Debug, Object)]
pub struct Guest {
    /// Name of the reservation.
    pub reference: String,
    /// Of the guest.
    pub name: String,
    /// How many come.
    pub party_size: i32,
    /// How many are in.
    pub admitted: i32,
    /// Where the reservation stands.
    pub status: ReservationStatus,
}

impl From<check_in::Guest> for Guest {
    fn from(guest: check_in::Guest) -> Self {
        Self {
            reference: guest.reference,
            name: guest.name,
            party_size: guest.party_size,
            admitted: guest.admitted,
            status: guest.status.into(),
        }
    }
}

/// Whom to look at: exactly one of `token` and `reference`.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct VerifyRequest {
    /// The token, bare or as the link that the QR code holds.
    #[oai(validator(max_length = 1000))]
    pub token: Option<String>,
    /// The reservation's reference, as people type it.
    #[oai(validator(max_length = 100))]
    pub reference: Option<String>,
    /// The performance at hand; any, where unset.
    pub performance_id: Option<i64>,
}

/// How guests were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ScanSource {
    /// Their QR code was scanned.
    QrScan,
    /// By name or reference.
    Manual,
}

impl From<ScanSource> for CheckInSource {
    fn from(source: ScanSource) -> Self {
        match source {
            ScanSource::QrScan => Self::QrScan,
            ScanSource::Manual => Self::Manual,
        }
    }
}

/// Whom to let in: exactly one of `token` and `reference`.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct CheckInRequest {
    /// The token, bare or as the link that the QR code holds.
    #[oai(validator(max_length = 1000))]
    pub token: Option<String>,
    /// The reservation's reference, as people type it.
    #[oai(validator(max_length = 100))]
    pub reference: Option<String>,
    /// The performance at hand; any, where unset.
    pub performance_id: Option<i64>,
    /// How many of the party; all who remain, where unset.
    pub admitted: Option<i64>,
    /// How they were found; by the kind of what was presented, where unset.
    pub source: Option<ScanSource>,
}

/// Whose last admission to take back.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct UndoRequest {
    /// The reservation's reference, as people type it.
    #[oai(validator(max_length = 100))]
    pub reference: String,
}

/// A party without a reservation.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct WalkInRequest {
    /// The performance at hand.
    pub performance_id: i64,
    /// How many.
    pub party_size: i64,
    /// Name for the guest list.
    #[oai(validator(max_length = 100))]
    pub name: Option<String>,
}

/// A reservation as staff see it at the door.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CheckInResult {
    /// What to do.
    pub outcome: Outcome,
    /// Name of the reservation.
    pub reference: String,
    /// Of the guest.
    pub name: String,
    /// How many come.
    pub party_size: i32,
    /// How many are in.
    pub admitted: i32,
    /// What they booked.
    pub performance: PerformanceSummary,
    /// When somebody of the party was last let in.
    pub checked_in_at: Option<DateTime<FixedOffset>>,
    /// Display name of who let them in.
    pub checked_in_by: Option<String>,
}

impl CheckInResult {
    /// The JSON of a verdict.
    #[must_use]
    pub fn of(verdict: Verdict, here: Here) -> Self {
        let last = verdict.last;
        Self {
            outcome: verdict.outcome.into(),
            reference: verdict.reservation.reference,
            name: verdict.reservation.name,
            party_size: verdict.reservation.party_size,
            admitted: verdict.reservation.admitted,
            performance: PerformanceSummary::of(verdict.performance, here),
            checked_in_at: last.as_ref().map(|last| here.tell(last.at)),
            checked_in_by: last.map(|last| last.by),
        }
    }
}
