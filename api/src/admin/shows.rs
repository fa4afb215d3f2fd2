mod poster;

pub use poster::ManagePoster;

use booking::listing::{Search, Sort};
use booking::season::show::{self, ShowFilter, ShowForm, ShowSort};
use entity::show::Model;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::refusal::no_such_record;
use crate::answer::{Answer, Created, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{ManagedShow, ManagedShowList, NewShow, ShowEdit};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call, Faults, given, page};

/// `/admin/shows`.
#[derive(Debug)]
pub struct ManageShows;

refusals! { NoSuchShow { 404: "`not_found`: there is no such show" } }
refusals! {
    NotSaved {
        404: "`not_found`: there is no such show",
        409: "`stale` with `current_version`: somebody else has edited it meanwhile",
    }
}
refusals! {
    NotDeleted {
        404: "`not_found`: there is no such show",
        409: "`in_use` with `used_by_performances`: it has performances",
    }
}

#[OpenApi]
impl ManageShows {
    /// All shows, published or not
    #[oai(path = "/admin/shows", method = "get", operation_id = "listManagedShows", tag = "Tag::Season")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Words of title, summary or slug.
        q: Query<Option<String>>,
        /// Published ones, or the others.
        published: Query<Option<bool>>,
        /// `title`, `created_at` or `updated_at`, with a hyphen before it for descending order; by title, where unset.
        sort: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<ManagedShowList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let mut faults = Faults::default();
        let search = faults.take(Search::parse(&q.0.unwrap_or_default()));
        let sort = faults.take(given(sort).map_or(Ok(Sort::ascending(ShowSort::Title)), |text| Sort::parse(&text)));
        let (Some(search), Some(sort)) = (search, sort) else { return Err(Problem::from(faults).into()) };
        let filter = ShowFilter { search, published: published.0 };
        let found = show::list(call.db(), &filter, sort, wanted).await?;
        let here = call.here();
        Ok(Answer(ManagedShowList::page(found, wanted, |row| ManagedShow::of(row, here))))
    }

    /// Makes a show
    #[oai(path = "/admin/shows", method = "post", operation_id = "createShow", tag = "Tag::Season")]
    async fn create(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewShow>,
    ) -> Result<Created<ManagedShow>, Refused<Nothing>> {
        let draft = ShowForm::from(body.0).parse()?;
        let made = show::create(call.db(), call.now, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, made).await?))
    }

    /// A show
    #[oai(path = "/admin/shows/:id", method = "get", operation_id = "getManagedShow", tag = "Tag::Season")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<Answer<ManagedShow>, Refused<NoSuchShow>> {
        let found = show::get(call.db(), id.0).await?.ok_or_else(no_such_record)?;
        Ok(Answer(told(&call, found).await?))
    }

    /// Edits a show
    ///
    /// The poster has its own operation.
    #[oai(path = "/admin/shows/:id", method = "put", operation_id = "updateShow", tag = "Tag::Season")]
    async fn update(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
        body: Body<ShowEdit>,
    ) -> Result<Answer<ManagedShow>, Refused<NotSaved>> {
        let Body(edit) = body;
        let version = edit.version;
        let current = show::get(call.db(), id.0).await?.ok_or_else(no_such_record)?;
        if current.version != version {
            return Err(Problem::stale(current.version).into());
        }
        let draft = edit.over(current).parse()?;
        let saved = show::update(call.db(), call.now, id.0, version, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, saved).await?))
    }

    /// Deletes a show that was never played
    #[oai(path = "/admin/shows/:id", method = "delete", operation_id = "deleteShow", tag = "Tag::Season")]
    async fn delete(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NotDeleted>> {
        show::delete(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }

    /// Shows a production to visitors
    ///
    /// Takes no version: whoever throws a switch means it, whatever else was edited. Repeatable.
    #[oai(path = "/admin/shows/:id/publish", method = "post", operation_id = "publishShow", tag = "Tag::Season")]
    async fn publish(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<Answer<ManagedShow>, Refused<NoSuchShow>> {
        let saved = show::set_published(call.db(), call.now, id.0, true, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, saved).await?))
    }

    /// Hides a production from visitors, with all its performances
    ///
    /// Guests keep their reservations. Repeatable.
    #[oai(path = "/admin/shows/:id/unpublish", method = "post", operation_id = "unpublishShow", tag = "Tag::Season")]
    async fn unpublish(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<Answer<ManagedShow>, Refused<NoSuchShow>> {
        let saved = show::set_published(call.db(), call.now, id.0, false, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, saved).await?))
    }
}

async fn told(call: &Call, show: Model) -> Result<ManagedShow, Problem> {
    let row = show::counted(call.db(), vec![show]).await?.pop().ok_or_else(no_such_record)?;
    Ok(ManagedShow::of(row, call.here()))
}
