//! The evening as a calendar file (RFC 5545). Calendars are shared, so it holds no token.

use booking::catalogue::PerformanceView;
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::Locale;
use icalendar::{Calendar, Component, Event, EventLike, Property};

/// Length of an evening whose show has none given.
const USUAL_LENGTH: TimeDelta = TimeDelta::hours(2);

/// What the entry says.
pub struct Evening<'a> {
    pub performance: &'a PerformanceView,
    pub reference: &'a str,
    pub company: &'a str,
    /// Host of the site: names are unique in it.
    pub host: &'a str,
    pub locale: Locale,
    /// When the entry was written.
    pub stamp: DateTime<Utc>,
}

/// The file. The entry's name is the performance's, the same in each copy, so that a second one replaces the first.
pub fn file(evening: &Evening<'_>) -> String {
    let PerformanceView { performance, show, venue } = evening.performance;
    let length = show.duration_minutes.map_or(USUAL_LENGTH, |minutes| TimeDelta::minutes(minutes.into()));
    let place = [venue.name.as_str(), venue.address.as_str(), venue.city.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let note = match evening.locale {
        Locale::Italian => format!("{}. Prenotazione {}.", evening.company, evening.reference),
        Locale::English => format!("{}. Booking {}.", evening.company, evening.reference),
    };
    let event = Event::new()
        .uid(&format!("performance-{}@{}", performance.id, evening.host))
        .timestamp(evening.stamp)
        .starts(performance.starts_at)
        .ends(performance.starts_at + length)
        .summary(&show.title)
        .location(&place.join(", "))
        .description(&note)
        .done();
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", format!("-//{}//AzioneLab//{}", evening.host, evening.locale)));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.push(event);
    calendar.to_string()
}
