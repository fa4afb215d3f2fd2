use booking::season::performance::{self, PerformanceRow, SeriesForm};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::told;
use crate::answer::{Answer, Created};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{DuplicateRequest, ManagedPerformance, ManagedPerformanceList, NewSeries};
use crate::problem::{Nothing, Refused, refusals};
use crate::request::{Body, Call, OptionalBody};

/// `POST /admin/performances/series` and `POST /admin/performances/{id}/duplicate`.
#[derive(Debug)]
pub struct RepeatPerformance;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such performance" } }

#[OpenApi]
impl RepeatPerformance {
    /// Makes several performances of one show at one venue
    ///
    /// All or none. Answers them in order of time.
    #[oai(path = "/admin/performances/series", method = "post", operation_id = "createSeries", tag = "Tag::Season")]
    async fn series(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewSeries>,
    ) -> Result<Created<ManagedPerformanceList>, Refused<Nothing>> {
        let draft = SeriesForm::from(body.0).parse(call.house.zone)?;
        let made = performance::create_series(call.db(), call.now, draft, &call.staff(admin.user.id)).await?;
        let here = call.here();
        // Nobody can have booked what was made just now.
        let rows = made.into_iter().map(|view| PerformanceRow { view, pending_seats: 0, admitted_seats: 0 });
        Ok(Answer(ManagedPerformanceList::whole(rows.map(|row| ManagedPerformance::of(row, here)).collect())))
    }

    /// Makes the same once more, on another date
    ///
    /// Hidden from visitors at first, since its date still wants a look.
    #[oai(
        path = "/admin/performances/:id/duplicate",
        method = "post",
        operation_id = "duplicatePerformance",
        tag = "Tag::Season"
    )]
    async fn duplicate(
        &self,
        call: Call,
        admin: Administrator,
        /// The original.
        id: Path<i64>,
        body: OptionalBody<DuplicateRequest>,
    ) -> Result<Created<ManagedPerformance>, Refused<NoSuchPerformance>> {
        let (zone, actor) = (call.house.zone, call.staff(admin.user.id));
        let starts_at = body.0.starts_at;
        let made = performance::duplicate(call.db(), call.now, zone, id.0, starts_at.as_deref(), &actor).await?;
        Ok(Answer(told(&call, made.performance.id).await?))
    }
}
