use booking::ticket::{self, TicketError};
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::document::Tag;
use crate::json::{PerformanceDetail, Ticket, TokenRequest};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call, token};

/// `POST /api/tickets/view`.
#[derive(Debug)]
pub struct ViewTicket;

refusals! { Refusals { 404: "`token_unknown`" } }

#[OpenApi]
impl ViewTicket {
    /// The ticket that a ticket token opens
    ///
    /// Changes nothing. A POST, so that the token stays out of addresses and logs.
    #[oai(path = "/api/tickets/view", method = "post", operation_id = "viewTicket", tag = "Tag::Booking")]
    async fn view(&self, call: Call, body: Body<TokenRequest>) -> Result<Answer<Ticket>, Refused<Refusals>> {
        let presented = token(&body.0.token)?;
        let seen = ticket::view(call.db(), &call.house.site, &presented).await?;
        Ok(Answer(Ticket {
            reference: seen.reservation.reference,
            status: seen.reservation.status.into(),
            name: seen.reservation.name,
            party_size: seen.reservation.party_size,
            admitted: seen.reservation.admitted,
            performance: PerformanceDetail::of(seen.performance, call.here()),
            qr_svg: seen.qr_svg,
        }))
    }
}

impl From<TicketError> for Problem {
    fn from(error: TicketError) -> Self {
        match error {
            TicketError::TokenUnknown => Self::token_unknown(),
            TicketError::Failure(failure) => failure.into(),
        }
    }
}
