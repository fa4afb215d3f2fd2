use booking::reservation::desk::{self, ConfirmError};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::{no_such_reservation, told};
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::ReservationDetail;
use crate::measure::{self, By};
use crate::problem::{Problem, Refused, refusals};
use crate::request::Call;

/// `POST /admin/reservations/{id}/confirm`.
#[derive(Debug)]
pub struct ConfirmForGuest;

refusals! {
    NotConfirmed {
        404: "`not_found`: there is no such reservation",
        409: "`not_enough_seats` with `available_seats`; `expired`: the request lapsed; `reservation_cancelled`: it is \
              cancelled, or its performance called off",
    }
}

#[OpenApi]
impl ConfirmForGuest {
    /// Confirms a request for a guest
    ///
    /// As the guest would by the link in the mail. Repeatable.
    #[oai(
        path = "/admin/reservations/:id/confirm",
        method = "post",
        operation_id = "confirmForGuest",
        tag = "Tag::Reservations"
    )]
    async fn confirm(
        &self,
        call: Call,
        admin: Administrator,
        /// The reservation.
        id: Path<i64>,
    ) -> Result<Answer<ReservationDetail>, Refused<NotConfirmed>> {
        let confirmed = desk::confirm(call.db(), &call.house.site, call.now, id.0, &call.staff(admin.user.id)).await?;
        if confirmed.confirmed_at == Some(call.now) {
            measure::reservation_confirmed(By::Staff);
        }
        Ok(Answer(told(&call, id.0).await?))
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::NotFound => no_such_reservation(),
            ConfirmError::Expired => Self::conflict("expired", "This request has lapsed. Book anew."),
            ConfirmError::Cancelled => Self::conflict("reservation_cancelled", "This reservation is cancelled."),
            ConfirmError::NotEnoughSeats { available } => {
                measure::seats_lacked("confirm");
                Self::not_enough_seats(available)
            }
            ConfirmError::Failure(failure) => failure.into(),
        }
    }
}
