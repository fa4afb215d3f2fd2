use booking::catalogue::{self, Paged, PerformanceFilter};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::public_performance;
use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{PerformanceDetail, PerformanceList, PerformanceSummary};
use crate::problem::{Nothing, Refused, refusals};
use crate::request::{Call, Faults, given, instant, is_slug, page};

/// `/api/performances`.
#[derive(Debug)]
pub struct Performances;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such public performance" } }

#[OpenApi]
impl Performances {
    /// Performances in order of time
    ///
    /// Those to come, unless `from` asks for earlier ones.
    #[oai(path = "/api/performances", method = "get", operation_id = "listPerformances", tag = "Tag::Programme")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the query")]
    async fn list(
        &self,
        call: Call,
        /// Only of this show, by its name in addresses.
        show: Query<Option<String>>,
        /// Only at this venue, by its name in addresses.
        venue: Query<Option<String>>,
        /// Starting then or later: an instant (RFC 3339), or the beginning of a day of the site (`2026-05-16`). Now,
        /// where unset.
        from: Query<Option<String>>,
        /// Starting before: an instant, or the beginning of a day of the site.
        to: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<PerformanceList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let mut faults = Faults::default();
        let zone = call.house.zone;
        let from = given(from).and_then(|text| faults.take(instant("from", &text, zone)));
        let to = given(to).and_then(|text| faults.take(instant("to", &text, zone)));
        faults.none()?;
        let (show, venue) = (given(show), given(venue));
        let filter = PerformanceFilter { show, venue, from: from.or(Some(call.now)), to };
        let named = [&filter.show, &filter.venue].into_iter().flatten().all(|slug| is_slug(slug));
        let found = if named {
            catalogue::performances(call.db(), &filter, wanted).await?
        } else {
            Paged { results: Vec::new(), total: 0 }
        };
        let here = call.here();
        Ok(Answer(PerformanceList {
            results: found.results.into_iter().map(|view| PerformanceSummary::of(view, here)).collect(),
            total: found.total,
            page: wanted.number,
            page_size: wanted.size,
        }))
    }

    /// A performance in full
    #[oai(path = "/api/performances/:id", method = "get", operation_id = "getPerformance", tag = "Tag::Programme")]
    async fn get(
        &self,
        call: Call,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<PerformanceDetail>, Refused<NoSuchPerformance>> {
        let view = public_performance(&call, id.0).await?;
        Ok(Answer(PerformanceDetail::of(view, call.here())))
    }
}
