use booking::staff::session;
use poem::http::header;
use poem_openapi::OpenApi;
use poem_openapi::payload::Response;

use super::{Session, cookies};
use crate::answer::NoContent;
use crate::document::Tag;
use crate::problem::{Nothing, Refused};
use crate::request::Call;

/// `POST /api/auth/logout`.
#[derive(Debug)]
pub struct Logout;

#[OpenApi]
impl Logout {
    /// Ends the session
    #[oai(path = "/api/auth/logout", method = "post", operation_id = "logOut", tag = "Tag::Session")]
    async fn log_out(&self, call: Call, session: Session) -> Result<Response<NoContent>, Refused<Nothing>> {
        session::end(call.db(), &session.token).await?;
        let [ended, xsrf] = cookies::ended();
        Ok(Response::new(NoContent).header(header::SET_COOKIE, ended).header(header::SET_COOKIE, xsrf))
    }
}
