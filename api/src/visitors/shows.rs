use booking::catalogue;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{ShowDetail, ShowList, ShowSummary};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Call, is_slug};

/// `/api/shows`.
#[derive(Debug)]
pub struct Shows;

refusals! { NoSuchShow { 404: "`not_found`: there is no such published show" } }

#[OpenApi]
impl Shows {
    /// The season
    ///
    /// All published shows, those that play soonest first.
    #[oai(path = "/api/shows", method = "get", operation_id = "listShows", tag = "Tag::Programme")]
    async fn list(&self, call: Call) -> Result<Answer<ShowList>, Refused<Nothing>> {
        let shows = catalogue::shows(call.db(), call.now).await?;
        let here = call.here();
        Ok(Answer(ShowList::whole(shows.into_iter().map(|show| ShowSummary::of(show, here)).collect())))
    }

    /// A show with its coming performances
    #[oai(path = "/api/shows/:slug", method = "get", operation_id = "getShow", tag = "Tag::Programme")]
    async fn get(
        &self,
        call: Call,
        /// The show's name in addresses.
        slug: Path<String>,
    ) -> Result<Answer<ShowDetail>, Refused<NoSuchShow>> {
        let found = if is_slug(&slug) { catalogue::show_by_slug(call.db(), &slug, call.now).await? } else { None };
        let (show, performances) = found.ok_or_else(|| Problem::not_found("There is no such show."))?;
        Ok(Answer(ShowDetail::of(show, performances, call.here())))
    }
}
