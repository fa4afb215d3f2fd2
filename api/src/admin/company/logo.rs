use booking::poster::{self, Owner, Picture, PosterError};
use poem_openapi::OpenApi;

use crate::admin::picture::unfit;
use crate::answer::{Answer, NoContent, Promised};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::Poster;
use crate::problem::{Nothing, Refused, refusals};
use crate::request::{Call, UploadedFile};

/// `/admin/company/logo`.
#[derive(Debug)]
pub struct CompanyLogo;

refusals! { NoLogo { 404: "`not_found`: the company has no logo" } }

#[OpenApi]
impl CompanyLogo {
    /// Sends the company's logo
    ///
    /// JPEG, PNG or WebP by its content, up to 5 MB and 40 megapixels; what is transparent stays so. It is prepared within
    /// seconds: coded anew in two sizes, without anything that was written beside. The site shows the logo it has until
    /// then.
    #[oai(path = "/admin/company/logo", method = "post", operation_id = "uploadLogo", tag = "Tag::House")]
    async fn upload(
        &self,
        call: Call,
        admin: Administrator,
        file: UploadedFile,
    ) -> Result<Promised<Poster>, Refused<Nothing>> {
        let picture = Picture::of(file.0).map_err(unfit)?;
        let standing = poster::upload(call.db(), call.now, Owner::Company, picture, &call.staff(admin.user.id)).await?;
        Ok(Answer(Poster::of(standing, call.here())))
    }

    /// Where the latest logo that was sent stands
    #[oai(path = "/admin/company/logo", method = "get", operation_id = "getLogo", tag = "Tag::House")]
    async fn get(&self, call: Call, _admin: Administrator) -> Result<Answer<Poster>, Refused<NoLogo>> {
        let standing = poster::standing(call.db(), Owner::Company).await?.ok_or(PosterError::Missing)?;
        Ok(Answer(Poster::of(standing, call.here())))
    }

    /// Removes the company's logo
    #[oai(path = "/admin/company/logo", method = "delete", operation_id = "removeLogo", tag = "Tag::House")]
    async fn remove(&self, call: Call, admin: Administrator) -> Result<NoContent, Refused<NoLogo>> {
        poster::remove(call.db(), call.now, Owner::Company, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}
