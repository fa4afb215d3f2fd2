use booking::staff::reset::Requested;
use booking::staff::second_factor::FactorError;
use booking::staff::{administration, reset, second_factor};
use booking::values::EmailAddress;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::no_such_user;
use crate::answer::NoContent;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::NewPassword;
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Call, OptionalBody};

/// The rule counts the last hour's links; some of them are older by now.
const RESET_AGAIN_SECONDS: u64 = 3600;

/// What an administrator does for users who cannot get in.
#[derive(Debug)]
pub struct ResetPasswords;

refusals! {
    NotReset {
        404: "`not_found`: there is no such user",
        409: "`no_address`: without a new password a mail is sent, and there is no address to send it to; `user_disabled`: \
              the link would open nothing",
        429: "`rate_limited`, with `Retry-After`: as many links were sent in the last hour as may be",
    }
}
refusals! {
    NotRemoved {
        404: "`not_found`: there is no such user, or they have no second factor",
    }
}

#[OpenApi]
impl ResetPasswords {
    /// Gives a user a new password, or sends a link to set one
    ///
    /// With a new password all sessions of the user end at once; with the link, when it is used.
    #[oai(
        path = "/admin/users/:id/reset-password",
        method = "post",
        operation_id = "resetPassword",
        tag = "Tag::House"
    )]
    async fn reset(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
        body: OptionalBody<NewPassword>,
    ) -> Result<NoContent, Refused<NotReset>> {
        let view = administration::find(call.db(), call.now, id.0).await?.ok_or_else(no_such_user)?;
        let (user, actor) = (view.user, call.staff(admin.user.id));
        if let Some(password) = body.0.password {
            let known = [user.username.as_str(), &user.display_name, user.email.as_deref().unwrap_or_default()];
            let password = call.house.passwords.choose("password", password, &known).await??;
            administration::set_password(call.db(), call.now, user.id, password, &actor).await?;
            return Ok(NoContent);
        }
        let email = user.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
        let email = email.ok_or_else(|| Problem::conflict("no_address", "This user has no email address."))?;
        let rng = &mut platform::clock::randomness();
        match reset::request(call.db(), &call.house.site, call.now, rng, &email, &actor).await? {
            Requested::Queued => Ok(NoContent),
            Requested::ByNobody => {
                Err(Problem::conflict("user_disabled", "This user is disabled: a link would open nothing.").into())
            }
            Requested::TooOften => Err(Problem::rate_limited(RESET_AGAIN_SECONDS).into()),
        }
    }

    /// Removes the second factor of a user who lost it
    #[oai(
        path = "/admin/users/:id/second-factor",
        method = "delete",
        operation_id = "removeSecondFactorOfUser",
        tag = "Tag::House"
    )]
    async fn remove_second_factor(
        &self,
        call: Call,
        admin: Administrator,
        /// The user.
        id: Path<i64>,
    ) -> Result<NoContent, Refused<NotRemoved>> {
        match second_factor::remove(call.db(), call.now, id.0, &call.staff(admin.user.id)).await {
            Ok(()) => Ok(NoContent),
            Err(FactorError::Failure(failure)) => Err(failure.into()),
            Err(FactorError::UserUnknown) => Err(no_such_user().into()),
            Err(_) => Err(Problem::not_found("This user has no second factor.").into()),
        }
    }
}
