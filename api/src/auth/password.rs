use booking::staff::account;
use poem_openapi::OpenApi;

use super::{Session, prove};
use crate::answer::NoContent;
use crate::document::Tag;
use crate::json::PasswordChange;
use crate::problem::{Nothing, Refused};
use crate::request::{Body, Call};

/// `POST /api/auth/password`.
#[derive(Debug)]
pub struct Password;

#[OpenApi]
impl Password {
    /// Changes one's own password
    ///
    /// All other sessions of the user end.
    #[oai(path = "/api/auth/password", method = "post", operation_id = "changePassword", tag = "Tag::Session")]
    async fn change(
        &self,
        call: Call,
        session: Session,
        body: Body<PasswordChange>,
    ) -> Result<NoContent, Refused<Nothing>> {
        let Body(PasswordChange { current_password, new_password }) = body;
        prove(&call, &session, current_password).await?;
        let user = &session.user;
        let known = [user.username.as_str(), &user.display_name, user.email.as_deref().unwrap_or_default()];
        let hash = call.house.passwords.choose("new_password", new_password, &known).await??.into_string();
        account::set_password(call.db(), call.now, user, hash, Some(&session.token), &call.staff(user.id)).await?;
        Ok(NoContent)
    }
}
