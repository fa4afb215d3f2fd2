use booking::catalogue::{self, PerformanceView};
use booking::poster;
use chrono::{DateTime, FixedOffset};
use entity::show::Model as Show;
use poem_openapi::{Enum, Object};

use super::{Here, ShowRef, Venue, VenueRef};

/// Where a performance stands for somebody who wants to book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum PerformanceStatus {
    /// Takes bookings.
    Open,
    /// Would take bookings, had it seats.
    SoldOut,
    /// Takes no bookings now: switched off, not yet or no longer.
    Closed,
    /// Called off by the company.
    Cancelled,
    /// Has begun.
    Past,
}

impl From<catalogue::PerformanceStatus> for PerformanceStatus {
    fn from(status: catalogue::PerformanceStatus) -> Self {
        match status {
            catalogue::PerformanceStatus::Open => Self::Open,
            catalogue::PerformanceStatus::SoldOut => Self::SoldOut,
            catalogue::PerformanceStatus::Closed => Self::Closed,
            catalogue::PerformanceStatus::Cancelled => Self::Cancelled,
            catalogue::PerformanceStatus::Past => Self::Past,
        }
    }
}

impl From<PerformanceStatus> for catalogue::PerformanceStatus {
    fn from(status: PerformanceStatus) -> Self {
        match status {
            PerformanceStatus::Open => Self::Open,
            PerformanceStatus::SoldOut => Self::SoldOut,
            PerformanceStatus::Closed => Self::Closed,
            PerformanceStatus::Cancelled => Self::Cancelled,
            PerformanceStatus::Past => Self::Past,
        }
    }
}

/// A performance in a list.
#[derive(Debug, Object)]
pub struct PerformanceSummary {
    /// Row id.
    pub id: i64,
    /// What is played.
    pub show: ShowRef,
    /// Where.
    pub venue: VenueRef,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// Whether the company takes bookings for it at all; `status` says whether it does now.
    pub booking_enabled: bool,
    /// Seats that nobody has taken.
    #[oai(validator(minimum(value = "0")))]
    pub available_seats: i32,
    /// Where it stands.
    pub status: PerformanceStatus,
}

impl PerformanceSummary {
    /// The JSON of a performance in a list.
    #[must_use]
    pub fn of(view: PerformanceView, here: Here) -> Self {
        Self {
            available_seats: view.available_seats(),
            status: view.status(here.now).into(),
            id: view.performance.id,
            show: view.show.into(),
            venue: view.venue.into(),
            starts_at: here.tell(view.performance.starts_at),
            booking_enabled: view.performance.is_booking_enabled,
        }
    }
}

/// What is played, on a performance's page.
#[derive(Debug, Object)]
pub struct PerformanceShow {
    /// As printed on the poster.
    pub title: String,
    /// Name in addresses.
    pub slug: String,
    /// One or two sentences.
    pub summary: String,
    /// Path of the poster on the site.
    #[oai(nullable)]
    pub poster_image: Option<String>,
    /// Path of the same poster in a size for lists, where there is one.
    #[oai(nullable)]
    pub poster_image_small: Option<String>,
    /// Length without intervals, minutes.
    #[oai(nullable)]
    pub duration_minutes: Option<i32>,
}

impl From<Show> for PerformanceShow {
    fn from(show: Show) -> Self {
        Self {
            title: show.title,
            slug: show.slug,
            summary: show.summary,
            poster_image_small: show.poster_image.as_deref().and_then(poster::small_of),
            poster_image: show.poster_image,
            duration_minutes: show.duration_minutes,
        }
    }
}

/// A performance in full.
#[derive(Debug, Object)]
pub struct PerformanceDetail {
    /// Row id.
    pub id: i64,
    /// What is played.
    pub show: PerformanceShow,
    /// Where.
    pub venue: Venue,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// When people may enter.
    #[oai(nullable)]
    pub doors_open_at: Option<DateTime<FixedOffset>>,
    /// Whether the company takes bookings for it at all; `status` says whether it does now.
    pub booking_enabled: bool,
    /// Bookings are taken from then on.
    #[oai(nullable)]
    pub booking_opens_at: Option<DateTime<FixedOffset>>,
    /// Bookings are taken until then; until it starts, where unset.
    #[oai(nullable)]
    pub booking_closes_at: Option<DateTime<FixedOffset>>,
    /// Largest party of one online booking.
    #[oai(validator(minimum(value = "1")))]
    pub max_party_size: i32,
    /// Seats that nobody has taken.
    #[oai(validator(minimum(value = "0")))]
    pub available_seats: i32,
    /// Where it stands.
    pub status: PerformanceStatus,
}

impl PerformanceDetail {
    /// The JSON of a performance in full.
    #[must_use]
    pub fn of(view: PerformanceView, here: Here) -> Self {
        Self {
            available_seats: view.available_seats(),
            status: view.status(here.now).into(),
            id: view.performance.id,
            show: view.show.into(),
            venue: view.venue.into(),
            starts_at: here.tell(view.performance.starts_at),
            doors_open_at: here.tell_if(view.performance.doors_open_at),
            booking_enabled: view.performance.is_booking_enabled,
            booking_opens_at: here.tell_if(view.performance.booking_opens_at),
            booking_closes_at: here.tell_if(view.performance.booking_closes_at),
            max_party_size: view.performance.max_party_size,
        }
    }
}
