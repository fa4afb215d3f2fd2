use booking::check_in;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use crate::answer::Answer;
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{CheckInPerformance, CheckInPerformanceList};
use crate::problem::{Nothing, Refused};
use crate::request::{Call, day, given, today};

/// `GET /api/check-in/performances`.
#[derive(Debug)]
pub struct Evenings;

#[OpenApi]
impl Evenings {
    /// A day's performances, with how many are in
    #[oai(
        path = "/api/check-in/performances",
        method = "get",
        operation_id = "listCheckInPerformances",
        tag = "Tag::Door"
    )]
    async fn list(
        &self,
        call: Call,
        _staff: DoorStaff,
        /// A day of the site, such as `2026-05-16`; today, where unset.
        date: Query<Option<String>>,
    ) -> Result<Answer<CheckInPerformanceList>, Refused<Nothing>> {
        let zone = call.house.zone;
        let (from, to) = match given(date) {
            Some(text) => day("date", &text, zone)?,
            None => today(call.now, zone),
        };
        let evenings = check_in::performances_between(call.db(), from, to).await?;
        let here = call.here();
        let results = evenings.into_iter().map(|evening| CheckInPerformance::of(evening, here)).collect();
        Ok(Answer(CheckInPerformanceList::whole(results)))
    }
}
