use booking::job::monitor;
use booking::job::operate::{self, QueueError};
use booking::values::Reason;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use crate::answer::{Answer, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{PauseRequest, QueueOverview};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Call, OptionalBody};

/// `GET /admin/queue`, and the switch of each queue.
#[derive(Debug)]
pub struct Queues;

refusals! { NoSuchQueue { 404: "`not_found`: there is no such queue" } }

#[OpenApi]
impl Queues {
    /// The job queues at a glance, and who works on them
    #[oai(path = "/admin/queue", method = "get", operation_id = "getQueue", tag = "Tag::Jobs")]
    async fn get(&self, call: Call, _admin: Administrator) -> Result<Answer<QueueOverview>, Refused<Nothing>> {
        Ok(Answer(queues(&call).await?))
    }

    /// Stops the start of jobs of a queue
    ///
    /// What runs goes on; every worker obeys within seconds. Repeatable.
    #[oai(path = "/admin/queues/:name/pause", method = "post", operation_id = "pauseQueue", tag = "Tag::Jobs")]
    async fn pause(
        &self,
        call: Call,
        admin: Administrator,
        /// The queue.
        name: Path<String>,
        body: OptionalBody<PauseRequest>,
    ) -> Result<NoContent, Refused<NoSuchQueue>> {
        let reason = reason(body.0.reason.as_deref())?;
        operate::pause(call.db(), call.now, &name, &reason, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }

    /// Lets a queue go on
    ///
    /// Repeatable.
    #[oai(path = "/admin/queues/:name/resume", method = "post", operation_id = "resumeQueue", tag = "Tag::Jobs")]
    async fn resume(
        &self,
        call: Call,
        admin: Administrator,
        /// The queue.
        name: Path<String>,
    ) -> Result<NoContent, Refused<NoSuchQueue>> {
        operate::resume(call.db(), call.now, &name, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}

/// All queues as they are now.
pub(super) async fn queues(call: &Call) -> Result<QueueOverview, Problem> {
    let depths = monitor::queues(call.db()).await?;
    let rates = monitor::rates(call.db()).await?;
    let pauses = monitor::pauses(call.db()).await?;
    let workers = monitor::workers(call.db()).await?;
    Ok(QueueOverview::of(depths, &rates, &pauses, workers, call.here()))
}

/// Why an operator stops something; that he did not say is a reason too.
pub(super) fn reason(given: Option<&str>) -> Result<Reason, Problem> {
    let given = given.map(str::trim).filter(|reason| !reason.is_empty());
    Ok(Reason::parse(given.unwrap_or("no reason given"))?)
}

impl From<QueueError> for Problem {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Unknown => Self::not_found("There is no such queue."),
            QueueError::Failure(failure) => failure.into(),
        }
    }
}
