use booking::staff::account;
use poem_openapi::OpenApi;

use super::Session;
use crate::answer::NoContent;
use crate::document::Tag;
use crate::json::PasswordChange;
use crate::problem::{Nothing, Problem, Refused, fault};
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
        let user = &session.user;
        call.house.limits.password(call.client.subscriber(), &user.username)?;
        if !call.house.passwords.verify(current_password, Some(user.password_hash.clone())).await? {
            let wrong = fault("current_password", "invalid", "is not the password so far");
            return Err(Problem::validation(vec![wrong]).into());
        }
        let known = [user.username.as_str(), &user.display_name, user.email.as_deref().unwrap_or_default()];
        let hash = call.house.passwords.choose("new_password", new_password, &known).await??.into_string();
        account::set_password(call.db(), call.now, user, hash, Some(&session.token), &call.staff(user.id)).await?;
        Ok(NoContent)
    }
}
