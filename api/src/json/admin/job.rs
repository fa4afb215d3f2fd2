use booking::job::monitor::{self, FailedGroup, JobEntry};
use chrono::{DateTime, FixedOffset};
use poem_openapi::{Enum, Object};
use serde_json::Value;

use super::DeliveryKind;
use crate::json::Here;
use crate::json::list::list;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits for its first or next start.
    Pending,
    /// In a worker's hands.
    Running,
    /// Given up; somebody has to look.
    Failed,
    /// Done.
    Done,
}

impl From<monitor::JobStatus> for JobStatus {
    fn from(status: monitor::JobStatus) -> Self {
        match status {
            monitor::JobStatus::Pending => Self::Pending,
            monitor::JobStatus::Running => Self::Running,
            monitor::JobStatus::Failed => Self::Failed,
            monitor::JobStatus::Done => Self::Done,
        }
    }
}

impl From<JobStatus> for monitor::JobStatus {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Pending => Self::Pending,
            JobStatus::Running => Self::Running,
            JobStatus::Failed => Self::Failed,
            JobStatus::Done => Self::Done,
        }
    }
}

/// A job.
#[derive(Debug, Object)]
pub struct Job {
    /// Its name, a ULID.
    pub id: String,
    /// Its queue.
    pub queue: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Starts so far.
    pub attempts: i32,
    /// Starts no earlier than this; while `pending`, its next run.
    pub run_at: DateTime<FixedOffset>,
    /// When its last run ended, well or not.
    #[oai(nullable)]
    pub done_at: Option<DateTime<FixedOffset>>,
    /// What its last run failed of.
    #[oai(nullable)]
    pub last_error: Option<String>,
}

list! {
    /// Jobs, latest first.
    JobList of Job
}

impl Job {
    /// The JSON of a job.
    #[must_use]
    pub fn of(entry: JobEntry, here: Here) -> Self {
        Self {
            id: entry.id,
            queue: entry.queue,
            status: entry.status.into(),
            attempts: entry.attempts,
            run_at: here.tell(entry.run_at),
            done_at: here.tell_if(entry.done_at),
            last_error: entry.last_error,
        }
    }
}

/// A job in full.
#[derive(Debug, Object)]
pub struct JobDetail {
    /// As in the list.
    #[oai(flatten)]
    pub job: Job,
    /// What it carries: ids and a version. None when it is of a kind or version that is not known here.
    #[oai(nullable)]
    pub payload: Option<Value>,
    /// Higher goes first.
    pub priority: i32,
    /// Runs in a row that began and never ended.
    pub unfinished_runs: i32,
    /// The worker that has it, or had it last.
    #[oai(nullable)]
    pub worker: Option<String>,
    /// When that worker took it.
    #[oai(nullable)]
    pub taken_at: Option<DateTime<FixedOffset>>,
    /// The request that caused it.
    #[oai(nullable)]
    pub request_id: Option<String>,
    /// The reservation it is about, where there is one.
    #[oai(nullable)]
    pub reservation_id: Option<i64>,
    /// Reference of that reservation.
    #[oai(nullable)]
    pub reference: Option<String>,
    /// What kind of mail it sends to the guest, when it sends one.
    #[oai(nullable)]
    pub mail_kind: Option<DeliveryKind>,
}

impl JobDetail {
    /// The JSON of a job in full.
    #[must_use]
    pub fn of(detail: monitor::JobDetail, here: Here) -> Self {
        let about = detail.about;
        Self {
            reservation_id: about.as_ref().map(|about| about.reservation_id),
            mail_kind: about.as_ref().and_then(|about| about.mail).map(DeliveryKind::from),
            reference: about.map(|about| about.reference),
            job: Job::of(detail.entry, here),
            payload: detail.payload,
            priority: detail.priority,
            unfinished_runs: detail.unfinished_runs,
            worker: detail.worker,
            taken_at: here.tell_if(detail.taken_at),
            request_id: detail.request_id,
        }
    }
}

/// Jobs of one queue that were given up for one cause.
#[derive(Debug, Object)]
pub struct FailedJobs {
    /// The queue.
    pub queue: String,
    /// Why; numbers and names that differ from mail to mail are `#`.
    pub cause: String,
    /// How many.
    #[oai(validator(minimum(value = "1")))]
    pub count: u64,
    /// When the first of them was given up.
    #[oai(nullable)]
    pub first_at: Option<DateTime<FixedOffset>>,
    /// When the last of them was given up.
    #[oai(nullable)]
    pub last_at: Option<DateTime<FixedOffset>>,
}

list! {
    /// What failed and waits for somebody to look, the most frequent trouble first.
    FailedJobsList of FailedJobs
}

impl FailedJobs {
    /// The JSON of jobs that failed alike.
    #[must_use]
    pub fn of(group: FailedGroup, here: Here) -> Self {
        Self {
            queue: group.queue,
            cause: group.cause,
            count: group.count,
            first_at: here.tell_if(group.first_at),
            last_at: here.tell_if(group.last_at),
        }
    }
}

/// Which failed jobs to start anew.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct RetryRequest {
    /// All of this queue,
    #[oai(validator(max_length = 100))]
    pub queue: String,
    /// or only those that failed for this cause, as the list of failed jobs puts it.
    #[oai(validator(max_length = 1000))]
    pub cause: Option<String>,
}

/// Jobs that were started anew.
#[derive(Debug, Object)]
pub struct Retried {
    /// How many.
    #[oai(validator(minimum(value = "0")))]
    pub retried: u64,
}

/// Why a job is given up.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct DiscardRequest {
    /// In words for other operators.
    #[oai(validator(max_length = 300))]
    pub reason: Option<String>,
}
