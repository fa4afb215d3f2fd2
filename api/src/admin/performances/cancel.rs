use booking::season::performance::{self, CancelError};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::told;
use crate::admin::refusal::no_such_record;
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{CalledOff, ManagedPerformance};
use crate::problem::{Problem, Refused, refusals};
use crate::request::Call;

/// `POST /admin/performances/{id}/cancel` and its way back.
#[derive(Debug)]
pub struct CancelPerformance;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such performance" } }
refusals! {
    NotCancelled {
        404: "`not_found`: there is no such performance",
        409: "`performance_past`: it began more than twelve hours ago",
    }
}

#[OpenApi]
impl CancelPerformance {
    /// Calls a performance off
    ///
    /// Cancels its reservations and mails every guest. Repeatable: a second call mails nobody.
    #[oai(
        path = "/admin/performances/:id/cancel",
        method = "post",
        operation_id = "cancelPerformance",
        tag = "Tag::Season"
    )]
    async fn cancel(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<CalledOff>, Refused<NotCancelled>> {
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        let done = performance::cancel(call.db(), site, call.now, id.0, &actor).await?;
        Ok(Answer(CalledOff {
            performance: told(&call, id.0).await?,
            reservations_cancelled: done.reservations,
            mails_queued: done.mails,
        }))
    }

    /// Takes the calling off back
    ///
    /// The performance takes bookings again; its reservations stay cancelled, since their guests were told so. Repeatable.
    #[oai(
        path = "/admin/performances/:id/reinstate",
        method = "post",
        operation_id = "reinstatePerformance",
        tag = "Tag::Season"
    )]
    async fn reinstate(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        performance::reinstate(call.db(), call.now, id.0, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }
}

impl From<CancelError> for Problem {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => no_such_record(),
            CancelError::Past => Self::conflict("performance_past", "This performance is over."),
            CancelError::Failure(failure) => failure.into(),
        }
    }
}
