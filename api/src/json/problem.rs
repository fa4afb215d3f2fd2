use chrono::{DateTime, FixedOffset};
use poem_openapi::Object;

use super::{CheckInResult, Outcome, PerformanceSummary};

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Object)]
pub struct FieldError {
    /// Name of the field, parameter or header.
    pub field: String,
    /// Stable, machine-readable: `required`, `unknown`, `invalid`, `too_long`, `out_of_range`.
    pub code: String,
    /// English sentence for people.
    pub message: String,
}

/// Why a request was refused (RFC 9457).
#[derive(Debug, Default, Object)]
#[oai(rename = "Problem", skip_serializing_if_is_none)]
pub struct ProblemDocument {
    /// `about:blank`: `code` tells problems apart.
    #[oai(rename = "type")]
    pub ty: String,
    /// What the status means.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// English sentence for people.
    pub detail: String,
    /// Stable and machine-readable.
    pub code: String,
    /// Name of the request in our logs.
    pub request_id: String,
    /// What is wrong with which field.
    pub errors: Option<Vec<FieldError>>,
    /// Seats that are left.
    pub available_seats: Option<i32>,
    /// Largest party of one online booking.
    pub max_party_size: Option<i32>,
    /// When it makes sense to try again, seconds.
    pub retry_after_seconds: Option<u64>,
    /// The version that the record has now.
    pub current_version: Option<i32>,
    /// Performances that need the record.
    pub used_by_performances: Option<u64>,
    /// Reservations that need the record.
    pub used_by_reservations: Option<u64>,
    /// Seats of confirmed reservations.
    pub confirmed_seats: Option<i32>,
    /// At the door: what to do.
    pub outcome: Option<Outcome>,
    /// At the door: name of the reservation.
    pub reference: Option<String>,
    /// At the door: name of the guest.
    pub name: Option<String>,
    /// At the door: how many come.
    pub party_size: Option<i32>,
    /// At the door: how many are in.
    pub admitted: Option<i32>,
    /// At the door: what they booked.
    pub performance: Option<PerformanceSummary>,
    /// At the door: when somebody of the party was last let in.
    pub checked_in_at: Option<DateTime<FixedOffset>>,
    /// At the door: display name of who let them in.
    pub checked_in_by: Option<String>,
}

impl ProblemDocument {
    /// Adds what staff must see of a reservation that does not enter.
    pub fn add_verdict(&mut self, verdict: CheckInResult) {
        self.outcome = Some(verdict.outcome);
        self.reference = Some(verdict.reference);
        self.name = Some(verdict.name);
        self.party_size = Some(verdict.party_size);
        self.admitted = Some(verdict.admitted);
        self.performance = Some(verdict.performance);
        self.checked_in_at = verdict.checked_in_at;
        self.checked_in_by = verdict.checked_in_by;
    }
}
