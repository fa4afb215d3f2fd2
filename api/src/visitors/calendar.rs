use booking::catalogue::{self, Page, PerformanceFilter, PerformanceStatus, PerformanceView};
use chrono::TimeDelta;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::public_performance;
use crate::answer::CalendarFile;
use crate::document::Tag;
use crate::problem::{Nothing, Refused, refusals};
use crate::request::Call;

/// Length of an evening whose show has none given.
const USUAL_LENGTH: TimeDelta = TimeDelta::hours(2);
/// No company plays more often in one season.
const LONGEST_SEASON: u64 = 1000;

/// `calendar.ics`, of the season and of one performance.
#[derive(Debug)]
pub struct Calendars;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such public performance" } }

#[OpenApi]
impl Calendars {
    /// The season as a calendar to subscribe to
    ///
    /// All public performances to come; those called off are marked.
    #[oai(path = "/api/calendar.ics", method = "get", operation_id = "seasonCalendar", tag = "Tag::Programme")]
    async fn season(&self, call: Call) -> Result<CalendarFile, Refused<Nothing>> {
        let to_come = PerformanceFilter { from: Some(call.now), ..PerformanceFilter::default() };
        let all = Page { number: 1, size: LONGEST_SEASON };
        let found = catalogue::performances(call.db(), &to_come, all).await?;
        Ok(CalendarFile { text: calendar(&call, &found.results), name: "season.ics".to_owned() })
    }

    /// A performance as a calendar entry
    #[oai(
        path = "/api/performances/:id/calendar.ics",
        method = "get",
        operation_id = "performanceCalendar",
        tag = "Tag::Programme"
    )]
    async fn performance(
        &self,
        call: Call,
        /// The performance.
        id: Path<i64>,
    ) -> Result<CalendarFile, Refused<NoSuchPerformance>> {
        let view = public_performance(&call, id.0).await?;
        let name = format!("{}-{}.ics", view.show.slug, view.performance.id);
        Ok(CalendarFile { text: calendar(&call, &[view]), name })
    }
}

fn calendar(call: &Call, performances: &[PerformanceView]) -> String {
    let mut calendar = Calendar::new();
    calendar.append_property(Property::new("PRODID", format!("-//{}//AzioneLab//IT", call.house.site.host())));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&call.house.company);
    for view in performances {
        calendar.push(event(call, view));
    }
    calendar.to_string()
}

/// The entry's name is the performance's, as in the calendars that go with mails, so that a later copy replaces an
/// earlier one.
fn event(call: &Call, view: &PerformanceView) -> Event {
    let PerformanceView { performance, show, venue } = view;
    let site = &call.house.site;
    let length = show.duration_minutes.map_or(USUAL_LENGTH, |minutes| TimeDelta::minutes(minutes.into()));
    let place = [venue.name.as_str(), venue.address.as_str(), venue.city.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let status = match view.status(call.now) {
        PerformanceStatus::Cancelled => EventStatus::Cancelled,
        _ => EventStatus::Confirmed,
    };
    Event::new()
        .uid(&format!("performance-{}@{}", performance.id, site.host()))
        // When the row last changed, not now: the same state makes the same file.
        .timestamp(performance.updated_at)
        .sequence(u32::try_from(performance.version).unwrap_or_default())
        .starts(performance.starts_at)
        .ends(performance.starts_at + length)
        .summary(&show.title)
        .description(&show.summary)
        .location(&place.join(", "))
        .url(site.page(&format!("shows/{}", show.slug)).as_str())
        .status(status)
        .done()
}
