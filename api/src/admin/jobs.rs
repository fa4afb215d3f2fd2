use booking::job::monitor::{self, JobFilter};
use booking::job::operate::{self, JobError};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::queues::reason;
use super::reservations::named;
use crate::answer::{Answer, NoContent};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{
    DiscardRequest, FailedJobs, FailedJobsList, Job, JobDetail, JobList, JobStatus, Retried, RetryRequest,
};
use crate::problem::{Nothing, Problem, Refused, refusals};
use crate::request::{Body, Call, OptionalBody, given, page};

/// `/admin/jobs`.
#[derive(Debug)]
pub struct Jobs;

refusals! { NoSuchJob { 404: "`not_found`: there is no such job" } }
refusals! { NoSuchQueue { 404: "`not_found`: there is no such queue" } }
refusals! {
    LeftAlone {
        404: "`not_found`: there is no such job",
        409: "`job_running`: a worker has it; `job_done`; `no_recipient`: the guest's personal data were removed",
    }
}

#[OpenApi]
impl Jobs {
    /// Jobs, latest first
    #[oai(path = "/admin/jobs", method = "get", operation_id = "listJobs", tag = "Tag::Jobs")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Where they stand.
        status: Query<Option<JobStatus>>,
        /// Of this queue.
        queue: Query<Option<String>>,
        /// About this reservation: its number or its reference.
        reservation: Query<Option<String>>,
        /// Given up for this cause, as `/admin/jobs/failed` puts it.
        #[oai(validator(max_length = 1000))]
        cause: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<JobList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let reservation_id = match given(reservation) {
            Some(text) => Some(named(&call, &text).await?),
            None => None,
        };
        let (status, queue, cause) = (status.0.map(Into::into), given(queue), given(cause));
        let filter = JobFilter { status, queue, reservation_id, cause };
        let found = monitor::list(call.db(), &filter, wanted).await?;
        let here = call.here();
        Ok(Answer(JobList::page(found, wanted, |entry| Job::of(entry, here))))
    }

    /// Jobs that were given up, by queue and cause
    #[oai(path = "/admin/jobs/failed", method = "get", operation_id = "listFailedJobs", tag = "Tag::Jobs")]
    async fn failed(&self, call: Call, _admin: Administrator) -> Result<Answer<FailedJobsList>, Refused<Nothing>> {
        let groups = monitor::failed(call.db()).await?;
        let here = call.here();
        Ok(Answer(FailedJobsList::whole(groups.into_iter().map(|group| FailedJobs::of(group, here)).collect())))
    }

    /// A job
    ///
    /// Its payload is ids and a version; no job carries secrets.
    #[oai(path = "/admin/jobs/:id", method = "get", operation_id = "getJob", tag = "Tag::Jobs")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The job.
        id: Path<String>,
    ) -> Result<Answer<JobDetail>, Refused<NoSuchJob>> {
        let found = monitor::find(call.db(), &id).await?.ok_or_else(no_such_job)?;
        Ok(Answer(JobDetail::of(found, call.here())))
    }

    /// Starts a job anew that was given up, or one now that waits for its time
    ///
    /// No attempt counts any more, and the mail it is about waits again.
    #[oai(path = "/admin/jobs/:id/retry", method = "post", operation_id = "retryJob", tag = "Tag::Jobs")]
    async fn retry(
        &self,
        call: Call,
        admin: Administrator,
        /// The job.
        id: Path<String>,
    ) -> Result<Answer<JobDetail>, Refused<LeftAlone>> {
        operate::retry(call.db(), call.now, &id, &call.staff(admin.user.id)).await?;
        let found = monitor::find(call.db(), &id).await?.ok_or_else(no_such_job)?;
        Ok(Answer(JobDetail::of(found, call.here())))
    }

    /// Starts all jobs of a queue anew that were given up, or those of one cause
    ///
    /// Mails that have no recipient any more stay given up.
    #[oai(path = "/admin/jobs/retry", method = "post", operation_id = "retryJobs", tag = "Tag::Jobs")]
    async fn retry_all(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<RetryRequest>,
    ) -> Result<Answer<Retried>, Refused<NoSuchQueue>> {
        let RetryRequest { queue, cause } = body.0;
        let actor = call.staff(admin.user.id);
        let retried = operate::retry_failed(call.db(), call.now, &queue, cause.as_deref(), &actor).await?;
        Ok(Answer(Retried { retried }))
    }

    /// Removes a job that waits or was given up
    ///
    /// The mail it is about is given up for good. The audit log keeps what it was.
    #[oai(path = "/admin/jobs/:id/discard", method = "post", operation_id = "discardJob", tag = "Tag::Jobs")]
    async fn discard(
        &self,
        call: Call,
        admin: Administrator,
        /// The job.
        id: Path<String>,
        body: OptionalBody<DiscardRequest>,
    ) -> Result<NoContent, Refused<LeftAlone>> {
        let reason = reason(body.0.reason.as_deref())?;
        operate::discard(call.db(), call.now, &id, &reason, &call.staff(admin.user.id)).await?;
        Ok(NoContent)
    }
}

fn no_such_job() -> Problem {
    Problem::not_found("There is no such job.")
}

impl From<JobError> for Problem {
    fn from(error: JobError) -> Self {
        match error {
            JobError::Unknown => no_such_job(),
            JobError::Running => Self::conflict("job_running", "A worker has this job just now."),
            JobError::Done => Self::conflict("job_done", "This job is done."),
            JobError::NoRecipient => {
                Self::conflict("no_recipient", "The personal data of this mail's recipient were removed.")
            }
            JobError::Failure(failure) => failure.into(),
        }
    }
}
