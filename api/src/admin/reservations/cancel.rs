use booking::reservation::desk::{self, CancelError};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::{no_such_reservation, told};
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{CancelRequest, ReservationDetail};
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Call, OptionalBody};

/// `POST /admin/reservations/{id}/cancel`.
#[derive(Debug)]
pub struct CancelForGuest;

refusals! {
    NotCancelled {
        404: "`not_found`: there is no such reservation",
        409: "`already_checked_in`: somebody of the party is in; `performance_past`",
    }
}

#[OpenApi]
impl CancelForGuest {
    /// Cancels for a guest
    ///
    /// The seats are free at once, and the guest gets a mail unless not to be told. Repeatable.
    #[oai(
        path = "/admin/reservations/:id/cancel",
        method = "post",
        operation_id = "cancelForGuest",
        tag = "Tag::Reservations"
    )]
    async fn cancel(
        &self,
        call: Call,
        admin: Administrator,
        /// The reservation.
        id: Path<i64>,
        body: OptionalBody<CancelRequest>,
    ) -> Result<Answer<ReservationDetail>, Refused<NotCancelled>> {
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        desk::cancel(call.db(), site, call.now, id.0, body.0.tell_guest, &actor).await?;
        Ok(Answer(told(&call, id.0).await?))
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => no_such_reservation(),
            CancelError::AlreadyCheckedIn => {
                Self::conflict("already_checked_in", "People of this party have been admitted.")
            }
            CancelError::PerformancePast => Self::conflict("performance_past", "This performance has begun."),
            CancelError::Failure(failure) => failure.into(),
        }
    }
}
