use booking::reservation::{self, ConfirmError};
use poem::http::StatusCode;
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{Confirmation, PerformanceDetail, TokenRequest};
use crate::measure::{self, By};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call, token};

/// `POST /api/reservations/confirm`.
#[derive(Debug)]
pub struct Confirm;

refusals! {
    Refusals {
        404: "`token_unknown`",
        409: "`not_enough_seats` with `available_seats`; `reservation_cancelled`",
        410: "`token_expired`: it was not confirmed in time",
    }
}

#[OpenApi]
impl Confirm {
    /// Confirms a reservation
    ///
    /// Takes the seats and issues the ticket. May be repeated.
    #[oai(
        path = "/api/reservations/confirm",
        method = "post",
        operation_id = "confirmReservation",
        tag = "Tag::Booking"
    )]
    async fn confirm(&self, call: Call, body: Body<TokenRequest>) -> Result<Answer<Confirmation>, Refused<Refusals>> {
        let presented = token(&body.0.token)?;
        let confirmed =
            reservation::confirm(call.db(), &call.house.site, call.now, &presented, &call.visitor()).await?;
        if !confirmed.already_confirmed {
            measure::reservation_confirmed(By::Guest);
        }
        Ok(Answer(Confirmation {
            reference: confirmed.reservation.reference,
            status: confirmed.reservation.status.into(),
            party_size: confirmed.reservation.party_size,
            performance: PerformanceDetail::of(confirmed.performance, call.here()),
            ticket_token: confirmed.ticket_token.expose().to_owned(),
            already_confirmed: confirmed.already_confirmed,
        }))
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::TokenUnknown => Self::token_unknown(),
            ConfirmError::TokenExpired => {
                Self::new(StatusCode::GONE, "token_expired", "This reservation was not confirmed in time.")
            }
            ConfirmError::NotEnoughSeats { available } => {
                measure::seats_lacked("confirm");
                Self::not_enough_seats(available)
            }
            ConfirmError::Cancelled => Self::conflict("reservation_cancelled", "This reservation is cancelled."),
            ConfirmError::Failure(failure) => failure.into(),
        }
    }
}
