mod logo;

pub use logo::CompanyLogo;

use booking::company;
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{CompanyEdit, CompanySettings};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call};

/// `/admin/company`.
#[derive(Debug)]
pub struct Company;

refusals! { NotSaved { 409: "`stale` with `current_version`: somebody else has edited it meanwhile" } }

#[OpenApi]
impl Company {
    /// What the company says of itself on its site
    #[oai(path = "/admin/company", method = "get", operation_id = "getCompany", tag = "Tag::House")]
    async fn get(&self, call: Call, _admin: Administrator) -> Result<Answer<CompanySettings>, Refused<Nothing>> {
        Ok(Answer(CompanySettings::of(company::read(call.db()).await?, call.here())))
    }

    /// Edits what the company says of itself
    #[oai(path = "/admin/company", method = "put", operation_id = "updateCompany", tag = "Tag::House")]
    async fn update(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<CompanyEdit>,
    ) -> Result<Answer<CompanySettings>, Refused<NotSaved>> {
        let Body(edit) = body;
        let version = edit.version;
        let current = company::read(call.db()).await?;
        if current.version != version {
            return Err(Problem::stale(current.version).into());
        }
        let draft = edit.over(current).parse()?;
        let saved = company::update(call.db(), call.now, version, draft, &call.staff(admin.user.id)).await?;
        Ok(Answer(CompanySettings::of(saved, call.here())))
    }
}
