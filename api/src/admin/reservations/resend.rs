use booking::reservation::desk::{self, ResendError};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::no_such_reservation;
use crate::answer::{Answer, Promised};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{Resent, ResentRequest};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Call, OptionalBody};

/// `POST /admin/reservations/{id}/resend`.
#[derive(Debug)]
pub struct ResendToGuest;

refusals! {
    NotResent {
        404: "`not_found`: there is no such reservation",
        409: "`nothing_to_send`: it is cancelled or lapsed, or its performance over or called off; `no_address`: there is \
              no address to send to",
    }
}

#[OpenApi]
impl ResendToGuest {
    /// Sends a guest once more what they wait for
    ///
    /// The confirmation request of a pending reservation, the ticket of a confirmed one: the very same link or ticket,
    /// unless it is to be reset.
    #[oai(
        path = "/admin/reservations/:id/resend",
        method = "post",
        operation_id = "resendToGuest",
        tag = "Tag::Reservations"
    )]
    async fn resend(
        &self,
        call: Call,
        admin: Administrator,
        /// The reservation.
        id: Path<i64>,
        body: OptionalBody<ResentRequest>,
    ) -> Result<Promised<Resent>, Refused<NotResent>> {
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        let resent = desk::resend(call.db(), site, call.now, id.0, body.0.reset, &actor).await?;
        Ok(Answer(resent.into()))
    }
}

impl From<ResendError> for Problem {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NotFound => no_such_reservation(),
            ResendError::NothingToSend => {
                Self::conflict("nothing_to_send", "There is nothing that this guest still waits for.")
            }
            ResendError::AddressNeeded => Self::conflict("no_address", "This reservation has no email address."),
            ResendError::Failure(failure) => failure.into(),
        }
    }
}
