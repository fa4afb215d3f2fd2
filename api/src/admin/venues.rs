use booking::listing::{Search, Sort};
use booking::season::venue::{self, VenueFilter, VenueForm, VenueSort};
use entity::venue::Model;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::refusal::no_such_record;
use crate::answer::{Answer, Created, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{ManagedVenue, ManagedVenueList, NewVenue, VenueEdit};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call, Faults, given, page};

/// `/admin/venues`.
#[derive(Debug)]
pub struct ManageVenues;

refusals! { NoSuchVenue { 404: "`not_found`: there is no such venue" } }
refusals! {
    NotSaved {
        404: "`not_found`: there is no such venue",
        409: "`stale` with `current_version`: somebody else has edited it meanwhile",
    }
}
refusals! {
    NotDeleted {
        404: "`not_found`: there is no such venue",
        409: "`in_use` with `used_by_performances`: it has performances",
    }
}

#[OpenApi]
impl ManageVenues {
    /// All venues
    #[oai(path = "/admin/venues", method = "get", operation_id = "listManagedVenues", tag = "Tag::Season")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Words of name, address, town or slug.
        q: Query<Option<String>>,
        /// `name`, `city`, `created_at` or `updated_at`, with a hyphen before it for descending order; by name, where
        /// unset.
        sort: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<ManagedVenueList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let mut faults = Faults::default();
        let search = faults.take(Search::parse(&q.0.unwrap_or_default()));
        let sort = faults.take(given(sort).map_or(Ok(Sort::ascending(VenueSort::Name)), |text| Sort::parse(&text)));
        let (Some(search), Some(sort)) = (search, sort) else { return Err(Problem::from(faults).into()) };
        let found = venue::list(call.db(), &VenueFilter { search }, sort, wanted).await?;
        let here = call.here();
        Ok(Answer(ManagedVenueList::page(found, wanted, |row| ManagedVenue::of(row, here))))
    }

    /// Makes a venue
    #[oai(path = "/admin/venues", method = "post", operation_id = "createVenue", tag = "Tag::Season")]
    async fn create(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewVenue>,
    ) -> Result<Created<ManagedVenue>, Refused<Nothing>> {
        let draft = VenueForm::from(body.0).parse()?;
        let made = venue::create(call.db(), call.now, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, made).await?))
    }

    /// A venue
    #[oai(path = "/admin/venues/:id", method = "get", operation_id = "getManagedVenue", tag = "Tag::Season")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The venue.
        id: Path<i64>,
    ) -> Result<Answer<ManagedVenue>, Refused<NoSuchVenue>> {
        let found = venue::get(call.db(), id.0).await?.ok_or_else(no_such_record)?;
        Ok(Answer(told(&call, found).await?))
    }

    /// Edits a venue
    #[oai(path = "/admin/venues/:id", method = "put", operation_id = "updateVenue", tag = "Tag::Season")]
    async fn update(
        &self,
        call: Call,
        admin: Administrator,
        /// The venue.
        id: Path<i64>,
        body: Body<VenueEdit>,
    ) -> Result<Answer<ManagedVenue>, Refused<NotSaved>> {
        let Body(edit) = body;
        let version = edit.version;
        let current = venue::get(call.db(), id.0).await?.ok_or_else(no_such_record)?;
        if current.version != version {
            return Err(Problem::stale(current.version).into());
        }
        let draft = edit.over(current).parse()?;
        let saved = venue::update(call.db(), call.now, id.0, version, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, saved).await?))
    }

    /// Deletes a venue where nothing is or was played
    #[oai(path = "/admin/venues/:id", method = "delete", operation_id = "deleteVenue", tag = "Tag::Season")]
    async fn delete(
        &self,
        call: Call,
        admin: Administrator,
        /// The venue.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NotDeleted>> {
        venue::delete(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}

async fn told(call: &Call, venue: Model) -> Result<ManagedVenue, Problem> {
    let row = venue::counted(call.db(), vec![venue]).await?.pop().ok_or_else(no_such_record)?;
    Ok(ManagedVenue::of(row, call.here()))
}
