use booking::check_in::{self, Admission, AdmitError, Presented};
use entity::value::CheckInSource;
use poem_openapi::OpenApi;

use super::{not_admitted, people, presented, unknown};
use crate::answer::Answer;
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{CheckInRequest, CheckInResult};
use crate::measure;
use crate::problem::{Refused, refusals};
use crate::request::{Body, Call};

/// `POST /api/check-in/confirm`.
#[derive(Debug)]
pub struct Admit;

refusals! {
    Refusals {
        404: "`token_unknown`; `not_found`: no reservation has this reference",
        409: "`already_checked_in` with when and by whom; `wrong_performance`; `not_confirmed`; `cancelled`; each with \
              what is known of the reservation",
    }
}

#[OpenApi]
impl Admit {
    /// Lets people in
    ///
    /// By ticket or by reference; all of the party who remain, or some of them.
    #[oai(path = "/api/check-in/confirm", method = "post", operation_id = "admit", tag = "Tag::Door")]
    async fn admit(
        &self,
        call: Call,
        staff: DoorStaff,
        body: Body<CheckInRequest>,
    ) -> Result<Answer<CheckInResult>, Refused<Refusals>> {
        let asked = body.0;
        let admitted = asked.admitted.map(people).transpose()?;
        let presented = presented(asked.token, asked.reference)?;
        let usual_source = match presented {
            Presented::Ticket(_) => CheckInSource::QrScan,
            Presented::Reference(_) => CheckInSource::Manual,
        };
        let admission = Admission {
            presented,
            performance_id: asked.performance_id,
            admitted,
            source: asked.source.map_or(usual_source, CheckInSource::from),
            user_id: staff.user.id,
        };
        let actor = call.staff(staff.user.id);
        let verdict = match check_in::admit(call.db(), &call.house.site, call.now, &admission, &actor).await {
            Ok(verdict) => verdict,
            Err(AdmitError::Unknown) => {
                measure::check_in_unknown();
                return Err(unknown(&admission.presented).into());
            }
            Err(error) => return Err(not_admitted(error, call.here()).into()),
        };
        measure::check_in(verdict.outcome);
        Ok(Answer(CheckInResult::of(verdict, call.here())))
    }
}
