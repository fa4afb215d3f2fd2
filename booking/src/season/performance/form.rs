//! What is typed of a performance.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::performance::ActiveModel;
use sea_orm::ActiveValue::Set;

use super::terms::{CheckedTerms, Terms};
use crate::site_time;
use crate::values::{Faults, Invalid};

/// A performance as typed. Times are by the clock on the theatre's wall, or carry an offset (see
/// [`site_time::parse`]).
#[derive(Debug, Clone)]
pub struct PerformanceForm {
    /// What it offers.
    pub terms: Terms,
    /// When it begins.
    pub starts_at: String,
    /// When people may enter, not after the beginning; unset or empty for no word about it.
    pub doors_open_at: Option<String>,
    /// Bookings are taken from then on; at once, where unset or empty.
    pub booking_opens_at: Option<String>,
    /// Bookings are taken until then, not after the beginning; until the beginning, where unset or empty.
    pub booking_closes_at: Option<String>,
}

/// A performance that is fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerformanceDraft {
    pub(super) terms: CheckedTerms,
    pub(super) times: Times,
}

/// The times of a performance, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "they are called as the columns are")]
pub(super) struct Times {
    pub starts_at: DateTime<Utc>,
    pub doors_open_at: Option<DateTime<Utc>>,
    pub booking_opens_at: Option<DateTime<Utc>>,
    pub booking_closes_at: Option<DateTime<Utc>>,
}

impl PerformanceForm {
    /// Reads the form, with times of `zone`.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(&self, zone: Tz) -> Result<PerformanceDraft, Vec<Invalid>> {
        let mut faults = Faults::default();
        let terms = self.terms.check(&mut faults);
        let times = Times {
            starts_at: faults.take(site_time::parse("starts_at", &self.starts_at, zone)),
            doors_open_at: faults.take(optional("doors_open_at", self.doors_open_at.as_deref(), zone)),
            booking_opens_at: faults.take(optional("booking_opens_at", self.booking_opens_at.as_deref(), zone)),
            booking_closes_at: faults.take(optional("booking_closes_at", self.booking_closes_at.as_deref(), zone)),
        };
        times.check_order(&mut faults);
        faults.none()?;
        Ok(PerformanceDraft { terms, times })
    }
}

fn optional(field: &'static str, text: Option<&str>, zone: Tz) -> Result<Option<DateTime<Utc>>, Invalid> {
    site_time::parse_optional(field, text, zone)
}

impl Times {
    /// Notes times that come before what they should follow; silent about times that could not be read.
    pub fn check_order(&self, faults: &mut Faults) {
        if faults.concern("starts_at") {
            return;
        }
        if self.doors_open_at.is_some_and(|doors| doors > self.starts_at) {
            faults.add(doors_after_start());
        }
        if self.booking_closes_at.is_some_and(|closes| closes > self.starts_at) {
            let message = "must not be after the performance begins";
            faults.add(Invalid::new("booking_closes_at", "out_of_range", message));
        }
        if faults.concern("booking_closes_at") {
            return;
        }
        let until = self.booking_closes_at.unwrap_or(self.starts_at);
        if self.booking_opens_at.is_some_and(|opens| opens >= until) {
            faults.add(window_reversed());
        }
    }
}

impl PerformanceDraft {
    /// The columns that are typed.
    pub(super) fn columns(self) -> ActiveModel {
        let Self { terms, times } = self;
        let house = terms.house;
        ActiveModel {
            show_id: Set(terms.show_id),
            venue_id: Set(terms.venue_id),
            starts_at: Set(times.starts_at),
            doors_open_at: Set(times.doors_open_at),
            room_capacity: Set(house.room_capacity),
            additional_seats: Set(house.additional_seats),
            manually_occupied_seats: Set(house.manually_occupied_seats),
            is_booking_enabled: Set(terms.is_booking_enabled),
            booking_opens_at: Set(times.booking_opens_at),
            booking_closes_at: Set(times.booking_closes_at),
            max_party_size: Set(terms.max_party_size),
            is_published: Set(terms.is_published),
            ..Default::default()
        }
    }
}

pub(super) fn doors_after_start() -> Invalid {
    Invalid::new("doors_open_at", "out_of_range", "must not be after the performance begins")
}

pub(super) fn window_reversed() -> Invalid {
    let message = "must be before bookings close, and before the performance begins";
    Invalid::new("booking_opens_at", "out_of_range", message)
}
