use booking::staff::reset::{self, ResetError};
use booking::values::EmailAddress;
use poem::http::StatusCode;
use poem_openapi::OpenApi;

use crate::answer::{Answer, NoContent, Promised, no_sooner};
use crate::document::Tag;
use crate::json::{Accepted, PasswordReset, PasswordResetRequest};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call, token};

/// `/api/auth/password-reset`.
#[derive(Debug)]
pub struct ResetPassword;

refusals! {
    NotReset {
        404: "`token_unknown`: no such link was sent, or a newer one made it void",
        410: "`token_expired`: the link is too old, or was used",
    }
}

#[OpenApi]
impl ResetPassword {
    /// Asks for a link to set a new password
    ///
    /// The answer is the same whether or not somebody has an account with this address.
    #[oai(
        path = "/api/auth/password-reset",
        method = "post",
        operation_id = "requestPasswordReset",
        tag = "Tag::Session"
    )]
    async fn request(
        &self,
        call: Call,
        body: Body<PasswordResetRequest>,
    ) -> Result<Promised<Accepted>, Refused<Nothing>> {
        let email = EmailAddress::parse(&body.0.email)?;
        call.house.limits.password(call.client.subscriber(), "")?;
        call.house.limits.email(&email)?;
        let (site, rng, visitor) = (&call.house.site, &mut platform::clock::randomness(), call.visitor());
        no_sooner(reset::request(call.db(), site, call.now, rng, &email, &visitor)).await?;
        Ok(Answer(Accepted {}))
    }

    /// Sets a new password by the link of a mail
    ///
    /// All sessions of the user end; the second factor stays.
    #[oai(
        path = "/api/auth/password-reset/complete",
        method = "post",
        operation_id = "completePasswordReset",
        tag = "Tag::Session"
    )]
    async fn complete(&self, call: Call, body: Body<PasswordReset>) -> Result<NoContent, Refused<NotReset>> {
        let Body(PasswordReset { token: text, new_password }) = body;
        call.house.limits.password(call.client.subscriber(), "")?;
        let presented = token(&text)?;
        let site = &call.house.site;
        let user = reset::owner(call.db(), site, call.now, &presented).await?;
        let known = [user.username.as_str(), &user.display_name, user.email.as_deref().unwrap_or_default()];
        let password = call.house.passwords.choose("new_password", new_password, &known).await??;
        reset::complete(call.db(), site, call.now, &presented, password, &call.staff(user.id)).await?;
        Ok(NoContent)
    }
}

impl From<ResetError> for Problem {
    fn from(error: ResetError) -> Self {
        match error {
            ResetError::TokenUnknown => {
                Self::new(StatusCode::NOT_FOUND, "token_unknown", "This link is not the newest one, or none of ours.")
            }
            ResetError::TokenExpired => {
                Self::new(StatusCode::GONE, "token_expired", "This link is too old, or was used. Ask for another.")
            }
            ResetError::Failure(failure) => failure.into(),
        }
    }
}
