use poem_openapi::OpenApi;

use super::Known;
use crate::answer::Answer;
use crate::document::Tag;
use crate::json::SessionUser;
use crate::problem::{Nothing, Refused};

/// `GET /api/auth/me`.
#[derive(Debug)]
pub struct Me;

#[OpenApi]
impl Me {
    /// Who is logged in
    #[oai(path = "/api/auth/me", method = "get", operation_id = "whoAmI", tag = "Tag::Session")]
    #[expect(clippy::unused_async, reason = "operations are asynchronous, whatever they do")]
    async fn who_am_i(&self, known: Known) -> Result<Answer<SessionUser>, Refused<Nothing>> {
        Ok(Answer(SessionUser::from(&known.user)))
    }
}
