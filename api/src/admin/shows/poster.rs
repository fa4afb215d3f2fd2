use booking::poster::{self, Owner, Picture, PosterError};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use crate::admin::picture::unfit;
use crate::answer::{Answer, NoContent, Promised};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::Poster;
use crate::problem::{Refused, refusals};
use crate::request::{Call, UploadedFile};

/// `/admin/shows/{id}/poster`.
#[derive(Debug)]
pub struct ManagePoster;

refusals! { NoSuchShow { 404: "`not_found`: there is no such show" } }
refusals! { NoPoster { 404: "`not_found`: there is no such show, or it has no poster" } }

#[OpenApi]
impl ManagePoster {
    /// Sends a picture for a show
    ///
    /// JPEG, PNG or WebP by its content, up to 5 MB and 40 megapixels. It is prepared within seconds: coded anew in two
    /// sizes, without anything that the camera wrote beside. The show keeps the poster it has until then.
    #[oai(path = "/admin/shows/:id/poster", method = "post", operation_id = "uploadPoster", tag = "Tag::Season")]
    async fn upload(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
        file: UploadedFile,
    ) -> Result<Promised<Poster>, Refused<NoSuchShow>> {
        let picture = Picture::of(file.0).map_err(unfit)?;
        let standing =
            poster::upload(call.db(), call.now, Owner::Show(id.0), picture, &call.staff(admin.user.id)).await?;
        Ok(Answer(Poster::of(standing, call.here())))
    }

    /// Where the latest picture that was sent for a show stands
    #[oai(path = "/admin/shows/:id/poster", method = "get", operation_id = "getPoster", tag = "Tag::Season")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<Answer<Poster>, Refused<NoPoster>> {
        let standing = poster::standing(call.db(), Owner::Show(id.0)).await?.ok_or(PosterError::Missing)?;
        Ok(Answer(Poster::of(standing, call.here())))
    }

    /// Removes a show's poster
    #[oai(path = "/admin/shows/:id/poster", method = "delete", operation_id = "removePoster", tag = "Tag::Season")]
    async fn remove(
        &self,
        call: Call,
        admin: Administrator,
        /// The show.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NoPoster>> {
        poster::remove(call.db(), call.now, Owner::Show(id.0), &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}
