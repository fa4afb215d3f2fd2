use booking::staff::second_factor::{self, FactorError};
use booking::ticket::qr;
use chrono::{DateTime, Utc};
use entity::staff_user;
use poem_openapi::OpenApi;

use super::{Session, prove};
use crate::answer::{Answer, Created, NoContent};
use crate::document::Tag;
use crate::json::{Enrolment, FactorCode, PasswordProof, RecoveryCodes, SecondFactor};
use crate::problem::{Nothing, Problem, Refused, fault, refusals};
use crate::request::{Body, Call};

/// `/api/auth/second-factor`: one's own.
#[derive(Debug)]
pub struct OwnSecondFactor;

refusals! { InForce { 409: "`second_factor_in_force`: it has to be removed first" } }
refusals! { Missing { 409: "`no_second_factor`" } }
refusals! {
    NotConfirmed {
        409: "`no_second_factor`: none was begun; `second_factor_in_force`",
        429: "`rate_limited`, with `Retry-After`: too many wrong codes lately",
    }
}

#[OpenApi]
impl OwnSecondFactor {
    /// Where one's second factor stands
    #[oai(path = "/api/auth/second-factor", method = "get", operation_id = "getSecondFactor", tag = "Tag::Session")]
    async fn get(&self, call: Call, session: Session) -> Result<Answer<SecondFactor>, Refused<Nothing>> {
        let standing = second_factor::standing(call.db(), session.user.id).await?;
        Ok(Answer(SecondFactor::of(standing, call.here())))
    }

    /// Begins a second factor
    ///
    /// Time-based codes of an app (RFC 6238). Logins ask for it once a first code is confirmed; beginning again makes a
    /// new secret.
    #[oai(path = "/api/auth/second-factor", method = "post", operation_id = "beginSecondFactor", tag = "Tag::Session")]
    async fn begin(
        &self,
        call: Call,
        session: Session,
        body: Body<PasswordProof>,
    ) -> Result<Created<Enrolment>, Refused<InForce>> {
        prove(&call, &session, body.0.current_password).await?;
        let user = session.user;
        let (site, rng, company) = (&call.house.site, &mut platform::clock::randomness(), &call.house.company);
        let begun = second_factor::enrol(call.db(), site, call.now, rng, user.id, company, &call.staff(user.id)).await;
        let begun = begun.map_err(|error| unchanged(error, call.now))?;
        Ok(Answer(Enrolment {
            qr_svg: drawn(&begun.otpauth_url)?,
            secret: begun.secret,
            otpauth_url: begun.otpauth_url,
        }))
    }

    /// Brings a second factor into force by a first code
    ///
    /// Answers recovery codes, which are shown this once.
    #[oai(
        path = "/api/auth/second-factor/confirm",
        method = "post",
        operation_id = "confirmSecondFactor",
        tag = "Tag::Session"
    )]
    async fn confirm(
        &self,
        call: Call,
        session: Session,
        body: Body<FactorCode>,
    ) -> Result<Answer<RecoveryCodes>, Refused<NotConfirmed>> {
        let user = session.user.id;
        let (site, rng) = (&call.house.site, &mut platform::clock::randomness());
        let codes = second_factor::confirm(call.db(), site, call.now, rng, user, &body.0.code, &call.staff(user)).await;
        let codes = codes.map_err(|error| unchanged(error, call.now))?;
        Ok(Answer(RecoveryCodes { recovery_codes: codes.expose().to_vec() }))
    }

    /// Makes new recovery codes
    ///
    /// The old ones open nothing any more.
    #[oai(
        path = "/api/auth/second-factor/recovery-codes",
        method = "post",
        operation_id = "renewRecoveryCodes",
        tag = "Tag::Session"
    )]
    async fn renew(
        &self,
        call: Call,
        session: Session,
        body: Body<PasswordProof>,
    ) -> Result<Answer<RecoveryCodes>, Refused<Missing>> {
        prove(&call, &session, body.0.current_password).await?;
        let staff_user::Model { id, .. } = session.user;
        let rng = &mut platform::clock::randomness();
        let codes = second_factor::renew_recovery_codes(call.db(), call.now, rng, id, &call.staff(id)).await;
        let codes = codes.map_err(|error| unchanged(error, call.now))?;
        Ok(Answer(RecoveryCodes { recovery_codes: codes.expose().to_vec() }))
    }

    /// Removes one's second factor, with its recovery codes
    #[oai(
        path = "/api/auth/second-factor/remove",
        method = "post",
        operation_id = "removeSecondFactor",
        tag = "Tag::Session"
    )]
    async fn remove(
        &self,
        call: Call,
        session: Session,
        body: Body<PasswordProof>,
    ) -> Result<NoContent, Refused<Missing>> {
        prove(&call, &session, body.0.current_password).await?;
        let id = session.user.id;
        let removed = second_factor::remove(call.db(), call.now, id, &call.staff(id)).await;
        removed.map_err(|error| unchanged(error, call.now))?;
        Ok(NoContent)
    }
}

fn drawn(url: &str) -> Result<String, Problem> {
    let code = qr::Code::of(url).map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a second factor could not be drawn");
        Problem::internal()
    })?;
    Ok(code.svg())
}

fn unchanged(error: FactorError, now: DateTime<Utc>) -> Problem {
    match error {
        FactorError::UserUnknown => Problem::unauthorized(),
        FactorError::InForce => {
            Problem::conflict("second_factor_in_force", "A second factor is in force. Remove it first.")
        }
        FactorError::Missing => Problem::conflict("no_second_factor", "There is no second factor."),
        FactorError::WrongCode => fault("code", "invalid", "is wrong, or was used before").into(),
        FactorError::TooMany { until } => Problem::rate_limited_until(until, now),
        FactorError::Failure(failure) => failure.into(),
    }
}
