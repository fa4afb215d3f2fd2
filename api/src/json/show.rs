use booking::catalogue::{PerformanceView, ShowView};
use booking::poster;
use chrono::{DateTime, FixedOffset};
use entity::show::Model;
use poem_openapi::Object;

use super::{Here, PerformanceStatus, VenueRef};

/// A production, named.
#[derive(Debug, Object)]
pub struct ShowRef {
    /// As printed on the poster.
    pub title: String,
    /// Name in addresses.
    pub slug: String,
}

impl From<Model> for ShowRef {
    fn from(show: Model) -> Self {
        Self { title: show.title, slug: show.slug }
    }
}

/// A production in the season's list.
#[derive(Debug, Object)]
pub struct ShowSummary {
    /// Row id.
    pub id: i64,
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
    /// Its next performance that is not called off.
    #[oai(nullable)]
    pub next_performance_at: Option<DateTime<FixedOffset>>,
    /// How many such performances are to come.
    #[oai(validator(minimum(value = "0")))]
    pub upcoming_performances: i64,
}

impl ShowSummary {
    /// The JSON of a show.
    #[must_use]
    pub fn of(view: ShowView, here: Here) -> Self {
        Self {
            id: view.show.id,
            title: view.show.title,
            slug: view.show.slug,
            summary: view.show.summary,
            poster_image_small: view.show.poster_image.as_deref().and_then(poster::small_of),
            poster_image: view.show.poster_image,
            next_performance_at: here.tell_if(view.next_performance_at),
            upcoming_performances: view.upcoming_performances,
        }
    }
}

/// A production with its coming performances.
#[derive(Debug, Object)]
pub struct ShowDetail {
    /// Row id.
    pub id: i64,
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
    /// Its next performance that is not called off.
    #[oai(nullable)]
    pub next_performance_at: Option<DateTime<FixedOffset>>,
    /// How many such performances are to come.
    #[oai(validator(minimum(value = "0")))]
    pub upcoming_performances: i64,
    /// Paragraphs, separated by blank lines.
    pub description: String,
    /// Length without intervals, minutes.
    #[oai(nullable)]
    pub duration_minutes: Option<i32>,
    /// Coming performances in order of time, called-off ones included.
    pub performances: Vec<ShowPerformance>,
}

impl ShowDetail {
    /// The JSON of a show and its coming performances.
    #[must_use]
    pub fn of(view: ShowView, performances: Vec<PerformanceView>, here: Here) -> Self {
        let description = view.show.description.clone();
        let duration_minutes = view.show.duration_minutes;
        let summary = ShowSummary::of(view, here);
        Self {
            id: summary.id,
            title: summary.title,
            slug: summary.slug,
            summary: summary.summary,
            poster_image: summary.poster_image,
            poster_image_small: summary.poster_image_small,
            next_performance_at: summary.next_performance_at,
            upcoming_performances: summary.upcoming_performances,
            description,
            duration_minutes,
            performances: performances.into_iter().map(|view| ShowPerformance::of(view, here)).collect(),
        }
    }
}

/// A performance on its show's page.
#[derive(Debug, Object)]
pub struct ShowPerformance {
    /// Row id.
    pub id: i64,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// When people may enter.
    #[oai(nullable)]
    pub doors_open_at: Option<DateTime<FixedOffset>>,
    /// Where.
    pub venue: VenueRef,
    /// Whether the company takes bookings for it at all; `status` says whether it does now.
    pub booking_enabled: bool,
    /// Seats that nobody has taken.
    #[oai(validator(minimum(value = "0")))]
    pub available_seats: i32,
    /// Where it stands.
    pub status: PerformanceStatus,
}

impl ShowPerformance {
    fn of(view: PerformanceView, here: Here) -> Self {
        Self {
            available_seats: view.available_seats(),
            status: view.status(here.now).into(),
            id: view.performance.id,
            starts_at: here.tell(view.performance.starts_at),
            doors_open_at: here.tell_if(view.performance.doors_open_at),
            venue: view.venue.into(),
            booking_enabled: view.performance.is_booking_enabled,
        }
    }
}
