use booking::staff::session;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::Session;
use crate::answer::{Answer, NoContent};
use crate::document::Tag;
use crate::json::admin::{SessionList, UserSession};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::Call;

/// `/api/auth/sessions`: one's own.
#[derive(Debug)]
pub struct OwnSessions;

refusals! { NoSuchSession { 404: "`not_found`: there is no such session of yours" } }

#[OpenApi]
impl OwnSessions {
    /// Where one is logged in, last used first
    #[oai(path = "/api/auth/sessions", method = "get", operation_id = "listSessions", tag = "Tag::Session")]
    async fn list(&self, call: Call, own: Session) -> Result<Answer<SessionList>, Refused<Nothing>> {
        let sessions = session::list(call.db(), call.now, own.user.id).await?;
        let here = call.here();
        let told = sessions.into_iter().map(|view| UserSession::of(view, Some(own.id), here));
        Ok(Answer(SessionList::whole(told.collect())))
    }

    /// Logs one out everywhere else
    #[oai(path = "/api/auth/sessions", method = "delete", operation_id = "endOtherSessions", tag = "Tag::Session")]
    async fn end_others(&self, call: Call, own: Session) -> Result<NoContent, Refused<Nothing>> {
        let id = own.user.id;
        session::revoke_all(call.db(), call.now, id, Some(&own.token), &call.staff(id)).await?;
        Ok(NoContent)
    }

    /// Ends one of one's sessions
    #[oai(path = "/api/auth/sessions/:id", method = "delete", operation_id = "endSession", tag = "Tag::Session")]
    async fn end(
        &self,
        call: Call,
        own: Session,
        /// The session.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NoSuchSession>> {
        let user = own.user.id;
        if session::revoke(call.db(), call.now, user, id.0, &call.staff(user)).await? {
            Ok(NoContent)
        } else {
            Err(Problem::not_found("There is no such session of yours.").into())
        }
    }
}
