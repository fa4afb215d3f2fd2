use booking::reservation::{self, CancelError};
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{Cancellation, TokenRequest};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call, token};

/// `POST /api/reservations/cancel`.
#[derive(Debug)]
pub struct Cancel;

refusals! {
    Refusals {
        404: "`token_unknown`",
        409: "`already_checked_in`; `performance_past`",
    }
}

#[OpenApi]
impl Cancel {
    /// Gives the seats back
    ///
    /// By the confirmation or the ticket token. Seats are free at once. May be repeated.
    #[oai(path = "/api/reservations/cancel", method = "post", operation_id = "cancelReservation", tag = "Tag::Booking")]
    async fn cancel(&self, call: Call, body: Body<TokenRequest>) -> Result<Answer<Cancellation>, Refused<Refusals>> {
        let presented = token(&body.0.token)?;
        let cancelled = reservation::cancel(call.db(), &call.house.site, call.now, &presented, &call.visitor()).await?;
        Ok(Answer(Cancellation { reference: cancelled.reference, status: cancelled.status.into() }))
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::TokenUnknown => Self::token_unknown(),
            CancelError::AlreadyCheckedIn => {
                Self::conflict("already_checked_in", "People of this party have been admitted already.")
            }
            CancelError::PerformancePast => Self::conflict("performance_past", "The performance has begun."),
            CancelError::Failure(failure) => failure.into(),
        }
    }
}
