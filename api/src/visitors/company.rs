use booking::company;
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::Company;
use crate::problem::{Nothing, Refused};
use crate::request::Call;

/// `GET /api/company`.
#[derive(Debug)]
pub struct AboutCompany;

#[OpenApi]
impl AboutCompany {
    /// Whose site this is
    #[oai(path = "/api/company", method = "get", operation_id = "getCompany", tag = "Tag::Programme")]
    async fn get(&self, call: Call) -> Result<Answer<Company>, Refused<Nothing>> {
        Ok(Answer(Company::of(company::read(call.db()).await?, &call.house.company)))
    }
}
