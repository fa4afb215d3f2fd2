use booking::check_in::{self, AdmitError};
use poem_openapi::OpenApi;

use super::{not_admitted, presented, unknown};
use crate::answer::Answer;
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{CheckInResult, VerifyRequest};
use crate::problem::{Refused, refusals};
use crate::request::{Body, Call};

/// `POST /api/check-in/verify`.
#[derive(Debug)]
pub struct Verify;

refusals! { Refusals { 404: "`token_unknown`; `not_found`: no reservation has this reference" } }

#[OpenApi]
impl Verify {
    /// What to do with a ticket
    ///
    /// By ticket or by reference. Changes nothing.
    #[oai(path = "/api/check-in/verify", method = "post", operation_id = "verifyTicket", tag = "Tag::Door")]
    async fn verify(
        &self,
        call: Call,
        _staff: DoorStaff,
        body: Body<VerifyRequest>,
    ) -> Result<Answer<CheckInResult>, Refused<Refusals>> {
        let VerifyRequest { token, reference, performance_id } = body.0;
        let presented = presented(token, reference)?;
        let verdict = check_in::verify(call.db(), &call.house.site, &presented, performance_id).await.map_err(
            |error| match error {
                AdmitError::Unknown => unknown(&presented),
                error => not_admitted(error, call.here()),
            },
        )?;
        Ok(Answer(CheckInResult::of(verdict, call.here())))
    }
}
