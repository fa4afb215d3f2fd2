use booking::check_in::{self, Admission, Presented};
use booking::reservation::desk;
use booking::values::Reference;
use entity::value::CheckInSource;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::no_such_reservation;
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::CheckInResult;
use crate::json::admin::PartyCheckIn;
use crate::measure;
use crate::problem::{Refused, refusals};
use crate::request::{Call, OptionalBody};
use crate::staff::{not_admitted, people};

/// `POST /admin/reservations/{id}/check-in`.
#[derive(Debug)]
pub struct CheckInForGuest;

refusals! {
    NotAdmitted {
        404: "`not_found`: there is no such reservation",
        409: "`already_checked_in` with when and by whom; `not_confirmed`; `cancelled`; each with what is known of the \
              reservation",
    }
}

#[OpenApi]
impl CheckInForGuest {
    /// Lets a party in
    ///
    /// All who remain, or some of them.
    #[oai(
        path = "/admin/reservations/:id/check-in",
        method = "post",
        operation_id = "checkInForGuest",
        tag = "Tag::Reservations"
    )]
    async fn check_in(
        &self,
        call: Call,
        admin: Administrator,
        /// The reservation.
        id: Path<i64>,
        body: OptionalBody<PartyCheckIn>,
    ) -> Result<Answer<CheckInResult>, Refused<NotAdmitted>> {
        let admitted = body.0.admitted.map(people).transpose()?;
        let reference: Reference = desk::reference(call.db(), id.0).await?.ok_or_else(no_such_reservation)?;
        let admission = Admission {
            presented: Presented::Reference(reference),
            performance_id: None,
            admitted,
            source: CheckInSource::Manual,
            user_id: admin.user.id,
        };
        let actor = call.staff(admin.user.id);
        let verdict = match check_in::admit(call.db(), &call.house.site, call.now, &admission, &actor).await {
            Ok(verdict) => verdict,
            Err(check_in::AdmitError::Unknown) => return Err(no_such_reservation().into()),
            Err(error) => return Err(not_admitted(error, call.here()).into()),
        };
        measure::check_in(verdict.outcome);
        Ok(Answer(CheckInResult::of(verdict, call.here())))
    }
}
