use booking::catalogue;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{Venue, VenueList};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Call, is_slug};

/// `/api/venues`.
#[derive(Debug)]
pub struct Venues;

refusals! { NoSuchVenue { 404: "`not_found`: there is no such venue" } }

#[OpenApi]
impl Venues {
    /// The places the company plays in
    #[oai(path = "/api/venues", method = "get", operation_id = "listVenues", tag = "Tag::Programme")]
    async fn list(&self, call: Call) -> Result<Answer<VenueList>, Refused<Nothing>> {
        let venues = catalogue::venues(call.db()).await?;
        Ok(Answer(VenueList::whole(venues.into_iter().map(Venue::from).collect())))
    }

    /// A place
    #[oai(path = "/api/venues/:slug", method = "get", operation_id = "getVenue", tag = "Tag::Programme")]
    async fn get(
        &self,
        call: Call,
        /// The venue's name in addresses.
        slug: Path<String>,
    ) -> Result<Answer<Venue>, Refused<NoSuchVenue>> {
        let found = if is_slug(&slug) { catalogue::venue_by_slug(call.db(), &slug).await? } else { None };
        Ok(Answer(found.ok_or_else(|| Problem::not_found("There is no such venue."))?.into()))
    }
}
