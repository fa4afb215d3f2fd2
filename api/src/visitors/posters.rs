use booking::poster;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use crate::answer::WebpPicture;
use crate::document::Tag;
use crate::problem::{Problem, Refused, refusals};
use crate::request::Call;

/// `GET /api/posters/{name}`.
#[derive(Debug)]
pub struct Posters;

refusals! { NoSuchPoster { 404: "`not_found`: there is no such picture, or another took its place" } }

#[OpenApi]
impl Posters {
    /// The poster of a show, or the company's logo
    ///
    /// Its name is made of its content, so it may be kept for ever.
    #[oai(path = "/api/posters/:name", method = "get", operation_id = "getPosterFile", tag = "Tag::Programme")]
    async fn get(
        &self,
        call: Call,
        /// As `poster_image` or `logo_path` names it.
        name: Path<String>,
    ) -> Result<WebpPicture, Refused<NoSuchPoster>> {
        let picture = poster::read(call.db(), &name).await?;
        Ok(WebpPicture(picture.ok_or_else(|| Problem::not_found("There is no such picture."))?))
    }
}
