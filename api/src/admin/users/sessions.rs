use booking::staff::{administration, session};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::no_such_user;
use crate::answer::{Answer, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{SessionList, UserSession};
use crate::problem::{Problem, Refused, refusals};
use crate::request::Call;

/// `/admin/users/{id}/sessions`.
#[derive(Debug)]
pub struct ManageSessions;

refusals! { NoSuchUser { 404: "`not_found`: there is no such user" } }
refusals! { NoSuchSession { 404: "`not_found`: the user has no such session" } }

#[OpenApi]
impl ManageSessions {
    /// Sessions of a user that are in force
    #[oai(path = "/admin/users/:id/sessions", method = "get", operation_id = "listSessionsOfUser", tag = "Tag::House")]
    async fn list(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<Answer<SessionList>, Refused<NoSuchUser>> {
        administration::find(call.db(), call.now, id.0).await?.ok_or_else(no_such_user)?;
        let sessions = session::list(call.db(), call.now, id.0).await?;
        let here = call.here();
        let told = sessions.into_iter().map(|view| UserSession::of(view, admin.session, here));
        Ok(Answer(SessionList::whole(told.collect())))
    }

    /// Ends all sessions of a user
    #[oai(
        path = "/admin/users/:id/sessions",
        method = "delete",
        operation_id = "endSessionsOfUser",
        tag = "Tag::House"
    )]
    async fn end_all(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NoSuchUser>> {
        administration::find(call.db(), call.now, id.0).await?.ok_or_else(no_such_user)?;
        session::revoke_all(call.db(), call.now, id.0, None, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }

    /// Ends one session of a user
    #[oai(
        path = "/admin/users/:id/sessions/:session",
        method = "delete",
        operation_id = "endSessionOfUser",
        tag = "Tag::House"
    )]
    async fn end(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
        /// The session.
        session: Path<i64>,
    ) -> Result<NoContent, Refused<NoSuchSession>> {
        if session::revoke(call.db(), call.now, id.0, session.0, &call.staff(admin.user.id)).await? {
            Ok(NoContent)
        } else {
            Err(Problem::not_found("The user has no such session.").into())
        }
    }
}
