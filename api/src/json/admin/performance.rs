use booking::season::performance::{PerformanceForm, PerformanceRow, SeriesForm, Terms};
use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};
use entity::performance::Model;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use super::or_as_it_was;
use crate::json::list::list;
use crate::json::{Here, PerformanceStatus, ShowRef, VenueRef};

/// A performance, as the company keeps it.
#[derive(Debug, Object)]
pub struct ManagedPerformance {
    /// Row id.
    pub id: i64,
    /// What is played.
    pub show_id: i64,
    /// What is played, named.
    pub show: ShowRef,
    /// Where.
    pub venue_id: i64,
    /// Where, named.
    pub venue: VenueRef,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// When people may enter.
    #[oai(nullable)]
    pub doors_open_at: Option<DateTime<FixedOffset>>,
    /// Seats of the room.
    pub room_capacity: i32,
    /// Chairs added for this evening.
    pub additional_seats: i32,
    /// Seats kept outside online booking.
    pub manually_occupied_seats: i32,
    /// Seats of confirmed reservations.
    pub confirmed_seats: i32,
    /// Seats that nobody has taken.
    pub available_seats: i32,
    /// People of requests that wait for their confirmation; they take no seats.
    pub pending_seats: i64,
    /// People who are in.
    pub admitted_seats: i64,
    /// Whether the company takes bookings for it at all; `status` says whether it does now.
    pub is_booking_enabled: bool,
    /// Bookings are taken from then on.
    #[oai(nullable)]
    pub booking_opens_at: Option<DateTime<FixedOffset>>,
    /// Bookings are taken until then; until it starts, where unset.
    #[oai(nullable)]
    pub booking_closes_at: Option<DateTime<FixedOffset>>,
    /// Largest party of one online booking.
    pub max_party_size: i32,
    /// Whether visitors see it.
    pub is_published: bool,
    /// Where it stands.
    pub status: PerformanceStatus,
    /// When it was called off.
    #[oai(nullable)]
    pub cancelled_at: Option<DateTime<FixedOffset>>,
    /// Grows with each edit; an edit names the version that was read.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<FixedOffset>,
    /// When it was last edited.
    pub updated_at: DateTime<FixedOffset>,
}

list! {
    /// Performances, as the company keeps them.
    ManagedPerformanceList of ManagedPerformance
}

impl ManagedPerformance {
    /// The JSON of a performance.
    #[must_use]
    pub fn of(row: PerformanceRow, here: Here) -> Self {
        let PerformanceRow { view, pending_seats, admitted_seats } = row;
        let (available_seats, status) = (view.available_seats(), view.status(here.now).into());
        let performance = view.performance;
        Self {
            id: performance.id,
            show_id: performance.show_id,
            show: view.show.into(),
            venue_id: performance.venue_id,
            venue: view.venue.into(),
            starts_at: here.tell(performance.starts_at),
            doors_open_at: here.tell_if(performance.doors_open_at),
            room_capacity: performance.room_capacity,
            additional_seats: performance.additional_seats,
            manually_occupied_seats: performance.manually_occupied_seats,
            confirmed_seats: performance.confirmed_seats,
            available_seats,
            pending_seats,
            admitted_seats,
            is_booking_enabled: performance.is_booking_enabled,
            booking_opens_at: here.tell_if(performance.booking_opens_at),
            booking_closes_at: here.tell_if(performance.booking_closes_at),
            max_party_size: performance.max_party_size,
            is_published: performance.is_published,
            status,
            cancelled_at: here.tell_if(performance.cancelled_at),
            version: performance.version,
            created_at: here.tell(performance.created_at),
            updated_at: here.tell(performance.updated_at),
        }
    }
}

/// A performance after an edit.
#[derive(Debug, Object)]
pub struct EditedPerformance {
    /// As it is now.
    #[oai(flatten)]
    pub performance: ManagedPerformance,
    /// Mails to guests that were queued for it.
    #[oai(validator(minimum(value = "0")))]
    pub mails_queued: u64,
}

/// A performance that is called off.
#[derive(Debug, Object)]
pub struct CalledOff {
    /// As it is now.
    #[oai(flatten)]
    pub performance: ManagedPerformance,
    /// Reservations that were cancelled with it.
    #[oai(validator(minimum(value = "0")))]
    pub reservations_cancelled: u64,
    /// Mails that were queued, one a guest.
    #[oai(validator(minimum(value = "0")))]
    pub mails_queued: u64,
}

const fn yes() -> bool {
    true
}

const fn usual_party() -> i64 {
    10
}

/// A performance to be made. Times are by the clock on the theatre's wall (`2026-05-15T20:30`) or carry its offset.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewPerformance {
    /// What is played.
    pub show_id: i64,
    /// Where.
    pub venue_id: i64,
    /// When.
    #[oai(validator(max_length = 40))]
    pub starts_at: String,
    /// When people may enter, not after the beginning.
    #[oai(validator(max_length = 40))]
    pub doors_open_at: Option<String>,
    /// Seats of the room.
    pub room_capacity: i64,
    /// Chairs added for this evening.
    #[oai(default)]
    pub additional_seats: i64,
    /// Seats kept outside online booking, no more than there are.
    #[oai(default)]
    pub manually_occupied_seats: i64,
    /// Whether the company takes bookings for it.
    #[oai(default = "yes")]
    pub is_booking_enabled: bool,
    /// Bookings are taken from then on; at once, where unset.
    #[oai(validator(max_length = 40))]
    pub booking_opens_at: Option<String>,
    /// Bookings are taken until then, not after the beginning; until the beginning, where unset.
    #[oai(validator(max_length = 40))]
    pub booking_closes_at: Option<String>,
    /// Largest party of one online booking.
    #[oai(default = "usual_party")]
    pub max_party_size: i64,
    /// Whether visitors see it.
    #[oai(default = "yes")]
    pub is_published: bool,
}

impl From<NewPerformance> for PerformanceForm {
    fn from(new: NewPerformance) -> Self {
        Self {
            terms: Terms {
                show_id: new.show_id,
                venue_id: new.venue_id,
                room_capacity: new.room_capacity,
                additional_seats: new.additional_seats,
                manually_occupied_seats: new.manually_occupied_seats,
                max_party_size: new.max_party_size,
                is_booking_enabled: new.is_booking_enabled,
                is_published: new.is_published,
            },
            starts_at: new.starts_at,
            doors_open_at: new.doors_open_at,
            booking_opens_at: new.booking_opens_at,
            booking_closes_at: new.booking_closes_at,
        }
    }
}

/// An edit of a performance. What is left out stays as it is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PerformanceEdit {
    /// The version that was read.
    pub version: i32,
    /// What is played; cannot change once somebody has booked.
    pub show_id: Option<i64>,
    /// Where.
    pub venue_id: Option<i64>,
    /// When.
    #[oai(validator(max_length = 40))]
    pub starts_at: Option<String>,
    /// When people may enter, not after the beginning; `null` for no word about it.
    #[oai(validator(max_length = 40))]
    pub doors_open_at: MaybeUndefined<String>,
    /// Seats of the room.
    pub room_capacity: Option<i64>,
    /// Chairs added for this evening.
    pub additional_seats: Option<i64>,
    /// Seats kept outside online booking, no more than there are.
    pub manually_occupied_seats: Option<i64>,
    /// Whether the company takes bookings for it.
    pub is_booking_enabled: Option<bool>,
    /// Bookings are taken from then on; `null`: at once.
    #[oai(validator(max_length = 40))]
    pub booking_opens_at: MaybeUndefined<String>,
    /// Bookings are taken until then, not after the beginning; `null`: until the beginning.
    #[oai(validator(max_length = 40))]
    pub booking_closes_at: MaybeUndefined<String>,
    /// Largest party of one online booking.
    pub max_party_size: Option<i64>,
    /// Whether visitors see it.
    pub is_published: Option<bool>,
    /// Whether guests get a mail if date or venue change.
    #[oai(default = "yes")]
    pub tell_guests: bool,
}

impl PerformanceEdit {
    /// The whole form, with what was there where nothing is said.
    #[must_use]
    pub fn over(self, current: &Model) -> PerformanceForm {
        PerformanceForm {
            terms: Terms {
                show_id: self.show_id.unwrap_or(current.show_id),
                venue_id: self.venue_id.unwrap_or(current.venue_id),
                room_capacity: self.room_capacity.unwrap_or(current.room_capacity.into()),
                additional_seats: self.additional_seats.unwrap_or(current.additional_seats.into()),
                manually_occupied_seats: self.manually_occupied_seats.unwrap_or(current.manually_occupied_seats.into()),
                max_party_size: self.max_party_size.unwrap_or(current.max_party_size.into()),
                is_booking_enabled: self.is_booking_enabled.unwrap_or(current.is_booking_enabled),
                is_published: self.is_published.unwrap_or(current.is_published),
            },
            starts_at: self.starts_at.unwrap_or_else(|| written(current.starts_at)),
            doors_open_at: or_as_it_was(self.doors_open_at, current.doors_open_at.map(written)),
            booking_opens_at: or_as_it_was(self.booking_opens_at, current.booking_opens_at.map(written)),
            booking_closes_at: or_as_it_was(self.booking_closes_at, current.booking_closes_at.map(written)),
        }
    }
}

/// A stored time as a form holds it: with `Z`, which names the instant itself.
fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Several performances of one show at one venue, to be made at once: all or none.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewSeries {
    /// What is played.
    pub show_id: i64,
    /// Where.
    pub venue_id: i64,
    /// When each begins: different times, in any order, by the clock on the theatre's wall (`2026-05-15T20:30`) or with
    /// its offset.
    #[oai(validator(max_items = 100))]
    pub starts_at: Vec<String>,
    /// So long before the beginning people may enter, minutes.
    pub doors_open_minutes_before: Option<i64>,
    /// Seats of the room.
    pub room_capacity: i64,
    /// Chairs added.
    #[oai(default)]
    pub additional_seats: i64,
    /// Seats kept outside online booking, no more than there are.
    #[oai(default)]
    pub manually_occupied_seats: i64,
    /// Whether the company takes bookings for them.
    #[oai(default = "yes")]
    pub is_booking_enabled: bool,
    /// Bookings for all of them are taken from then on; at once, where unset.
    #[oai(validator(max_length = 40))]
    pub booking_opens_at: Option<String>,
    /// Bookings are taken until so long before the beginning, minutes; until the beginning, where unset.
    pub booking_closes_minutes_before: Option<i64>,
    /// Largest party of one online booking.
    #[oai(default = "usual_party")]
    pub max_party_size: i64,
    /// Whether visitors see them.
    #[oai(default = "yes")]
    pub is_published: bool,
}

impl From<NewSeries> for SeriesForm {
    fn from(new: NewSeries) -> Self {
        Self {
            terms: Terms {
                show_id: new.show_id,
                venue_id: new.venue_id,
                room_capacity: new.room_capacity,
                additional_seats: new.additional_seats,
                manually_occupied_seats: new.manually_occupied_seats,
                max_party_size: new.max_party_size,
                is_booking_enabled: new.is_booking_enabled,
                is_published: new.is_published,
            },
            starts_at: new.starts_at,
            doors_open_minutes_before: new.doors_open_minutes_before,
            booking_opens_at: new.booking_opens_at,
            booking_closes_minutes_before: new.booking_closes_minutes_before,
        }
    }
}

/// When the same is played once more.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct DuplicateRequest {
    /// When it begins; a week after the original by the wall's clock, where unset.
    #[oai(validator(max_length = 40))]
    pub starts_at: Option<String>,
}
