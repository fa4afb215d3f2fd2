mod cancel;
mod repeat;
mod switch;

pub use cancel::CancelPerformance;
pub use repeat::RepeatPerformance;
pub use switch::SwitchPerformance;

use booking::listing::{Search, Sort};
use booking::season::performance::{
    self, Edit, PerformanceFilter, PerformanceForm, PerformanceRow, PerformanceSort, SaveError,
};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::refusal::no_such_record;
use crate::answer::{Answer, Created, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::PerformanceStatus;
use crate::json::admin::{
    EditedPerformance, ManagedPerformance, ManagedPerformanceList, NewPerformance, PerformanceEdit,
};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call, Faults, given, instant, page};

/// `/admin/performances`.
#[derive(Debug)]
pub struct ManagePerformances;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such performance" } }
refusals! {
    NotSaved {
        404: "`not_found`: there is no such performance",
        409: "`stale` with `current_version`: somebody else has edited it meanwhile; `capacity_below_confirmed` with \
              `confirmed_seats`",
    }
}
refusals! {
    NotDeleted {
        404: "`not_found`: there is no such performance",
        409: "`in_use` with `used_by_reservations`: somebody has booked; call it off instead",
    }
}

#[OpenApi]
impl ManagePerformances {
    /// All performances, published or not
    #[oai(path = "/admin/performances", method = "get", operation_id = "listManagedPerformances", tag = "Tag::Season")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Words of the show's title or the venue's name or town.
        q: Query<Option<String>>,
        /// Of this show.
        show_id: Query<Option<i64>>,
        /// At this venue.
        venue_id: Query<Option<i64>>,
        /// Starting at or after this time (`2026-05-15T20:30:00+02:00`) or day (`2026-05-15`).
        from: Query<Option<String>>,
        /// Starting before this time or day.
        to: Query<Option<String>>,
        /// Where they stand now.
        status: Query<Option<PerformanceStatus>>,
        /// Published ones, or the others.
        published: Query<Option<bool>>,
        /// `starts_at`, `show`, `venue`, `confirmed_seats` or `updated_at`, with a hyphen before it for descending order;
        /// by time, where unset.
        sort: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<ManagedPerformanceList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let zone = call.house.zone;
        let mut faults = Faults::default();
        let search = faults.take(Search::parse(&q.0.unwrap_or_default()));
        let from = faults.take(given(from).map(|text| instant("from", &text, zone)).transpose());
        let to = faults.take(given(to).map(|text| instant("to", &text, zone)).transpose());
        let usual = Sort::ascending(PerformanceSort::Start);
        let sort = faults.take(given(sort).map_or(Ok(usual), |text| Sort::parse(&text)));
        let (Some(search), Some(from), Some(to), Some(sort)) = (search, from, to, sort) else {
            return Err(Problem::from(faults).into());
        };
        let filter = PerformanceFilter {
            search,
            show_id: show_id.0,
            venue_id: venue_id.0,
            from,
            to,
            status: status.0.map(Into::into),
            published: published.0,
        };
        let found = performance::list(call.db(), call.now, &filter, sort, wanted).await?;
        let here = call.here();
        Ok(Answer(ManagedPerformanceList::page(found, wanted, |row| ManagedPerformance::of(row, here))))
    }

    /// Makes a performance
    #[oai(path = "/admin/performances", method = "post", operation_id = "createPerformance", tag = "Tag::Season")]
    async fn create(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewPerformance>,
    ) -> Result<Created<ManagedPerformance>, Refused<Nothing>> {
        let draft = PerformanceForm::from(body.0).parse(call.house.zone)?;
        let made = performance::create(call.db(), call.now, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, made.performance.id).await?))
    }

    /// A performance
    #[oai(
        path = "/admin/performances/:id",
        method = "get",
        operation_id = "getManagedPerformance",
        tag = "Tag::Season"
    )]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Edits a performance
    ///
    /// Where date or venue change, guests get a mail unless they are not to be told, and requests that wait lapse at the
    /// new beginning at the latest.
    #[oai(path = "/admin/performances/:id", method = "put", operation_id = "updatePerformance", tag = "Tag::Season")]
    async fn update(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
        body: Body<PerformanceEdit>,
    ) -> Result<Answer<EditedPerformance>, Refused<NotSaved>> {
        let Body(asked) = body;
        let (version, tell_guests) = (asked.version, asked.tell_guests);
        let current = performance::get(call.db(), id.0).await?.ok_or_else(no_such_record)?.performance;
        if current.version != version {
            return Err(Problem::stale(current.version).into());
        }
        let draft = asked.over(&current).parse(call.house.zone)?;
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        let edit = Edit { version, draft, tell_guests };
        let edited = performance::update(call.db(), site, call.now, id.0, edit, &actor).await?;
        Ok(Answer(EditedPerformance { performance: told(&call, id.0).await?, mails_queued: edited.mails }))
    }

    /// Deletes a performance that nobody ever booked
    #[oai(path = "/admin/performances/:id", method = "delete", operation_id = "deletePerformance", tag = "Tag::Season")]
    async fn delete(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NotDeleted>> {
        performance::delete(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}

async fn told(call: &Call, id: i64) -> Result<ManagedPerformance, Problem> {
    let row: PerformanceRow = performance::row(call.db(), id).await?.ok_or_else(no_such_record)?;
    Ok(ManagedPerformance::of(row, call.here()))
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::NotFound => no_such_record(),
            SaveError::Invalid(faults) => faults.into(),
            SaveError::Stale(current) => Self::stale(current.performance.version),
            SaveError::CapacityBelowConfirmed { confirmed } => Self::capacity_below_confirmed(confirmed),
            SaveError::Failure(failure) => failure.into(),
        }
    }
}
