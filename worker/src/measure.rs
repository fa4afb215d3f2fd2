//! What the worker counts and times. Labels are from closed sets: no address, no id.

use std::time::Duration;

use booking::job::monitor;
use booking::job::payload::QUEUES;
use entity::value::{DeliveryKind, StaffMailKind};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use sea_orm::{DatabaseConnection, Iterable as _};
use tokio_util::sync::CancellationToken;

/// Pause between two looks at the queues' depths.
const SAMPLE_EVERY: Duration = Duration::from_secs(5);

/// A look that takes longer is given up.
const SAMPLE_TIMEOUT: Duration = Duration::from_secs(15);

const JOBS: &str = "worker_jobs_total";
const JOB_SECONDS: &str = "worker_job_duration_seconds";
const EMAILS: &str = "worker_emails_total";
const SMTP_SECONDS: &str = "worker_smtp_duration_seconds";
const LOGINS_REFUSED: &str = "worker_smtp_logins_refused_total";
const PENDING: &str = "worker_queue_pending_jobs";
const RUNNING: &str = "worker_queue_running_jobs";
const FAILED: &str = "worker_queue_failed_jobs";
const OLDEST: &str = "worker_queue_oldest_pending_seconds";
const PAUSED: &str = "worker_queue_paused";

/// How a run of a job ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Well.
    Done,
    /// It will be tried again.
    Retried,
    /// For good.
    Failed,
}

impl Outcome {
    const ALL: [Self; 3] = [Self::Done, Self::Retried, Self::Failed];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Failed => "failed",
        }
    }
}

/// What became of an attempt to send a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// The server took it.
    Sent,
    /// It will be tried again.
    Retried,
    /// Given up.
    Failed,
    /// Nobody wants it any more.
    Obsolete,
}

impl Sending {
    const ALL: [Self; 4] = [Self::Sent, Self::Retried, Self::Failed, Self::Obsolete];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Retried => "retried",
            Self::Failed => "failed",
            Self::Obsolete => "obsolete",
        }
    }
}

/// Tells scrapers what the figures mean. What may be counted is shown as nought until then: a counter that appears with
/// its first event hides that event from whoever asks for its increase.
pub fn describe() {
    describe_counter!(JOBS, Unit::Count, "Runs of jobs, by queue and outcome");
    describe_histogram!(JOB_SECONDS, Unit::Seconds, "Time of one run of a job");
    describe_counter!(EMAILS, Unit::Count, "Attempts to send a mail, by kind and outcome");
    describe_histogram!(SMTP_SECONDS, Unit::Seconds, "Time of one conversation with the mail server");
    describe_counter!(LOGINS_REFUSED, Unit::Count, "Times that the mail server refused our login");
    describe_gauge!(PENDING, Unit::Count, "Jobs that wait, those whose time is to come included");
    describe_gauge!(RUNNING, Unit::Count, "Jobs handed to a worker");
    describe_gauge!(FAILED, Unit::Count, "Jobs given up");
    describe_gauge!(OLDEST, Unit::Seconds, "How long the oldest job that is due has waited");
    describe_gauge!(PAUSED, Unit::Count, "1 while the queue is paused");
    for (queue, outcome) in QUEUES.iter().flat_map(|queue| Outcome::ALL.map(|outcome| (*queue, outcome))) {
        counter!(JOBS, "queue" => queue, "outcome" => outcome.as_str()).increment(0);
    }
    let kinds = DeliveryKind::iter().map(DeliveryKind::as_str).chain(StaffMailKind::iter().map(StaffMailKind::as_str));
    for (kind, sending) in kinds.flat_map(|kind| Sending::ALL.map(|sending| (kind, sending))) {
        counter!(EMAILS, "kind" => kind, "outcome" => sending.as_str()).increment(0);
    }
    counter!(LOGINS_REFUSED).increment(0);
}

/// Counts one run of a job.
pub fn job(queue: &'static str, outcome: Outcome, took: Duration) {
    counter!(JOBS, "queue" => queue, "outcome" => outcome.as_str()).increment(1);
    histogram!(JOB_SECONDS, "queue" => queue).record(took);
}

/// Counts one attempt to send a mail.
pub fn email(kind: &'static str, sending: Sending) {
    counter!(EMAILS, "kind" => kind, "outcome" => sending.as_str()).increment(1);
}

/// Times one conversation with the mail server.
pub fn smtp(took: Duration) {
    histogram!(SMTP_SECONDS).record(took);
}

/// The mail server refused our login.
pub fn smtp_login_refused() {
    counter!(LOGINS_REFUSED).increment(1);
}

/// Watches how many jobs wait, until `end`.
pub async fn watch_queues(db: &DatabaseConnection, end: &CancellationToken) {
    loop {
        match tokio::time::timeout(SAMPLE_TIMEOUT, monitor::queues(db)).await {
            Ok(Ok(queues)) => queues.iter().for_each(show),
            Ok(Err(error)) => {
                tracing::debug!(error = %platform::telemetry::chain(&error), "the queues' depths are unknown now");
            }
            Err(_) => tracing::debug!("the queues' depths are unknown now: the database keeps silent"),
        }
        tokio::select! {
            () = end.cancelled() => return,
            () = tokio::time::sleep(SAMPLE_EVERY) => {}
        }
    }
}

fn show(queue: &monitor::QueueDepth) {
    let name = queue.name.clone();
    let set = |metric: &'static str, value: f64| gauge!(metric, "queue" => name.clone()).set(value);
    set(PENDING, count(queue.pending));
    set(RUNNING, count(queue.running));
    set(FAILED, count(queue.failed));
    set(OLDEST, queue.oldest_pending_seconds);
    set(PAUSED, if queue.paused { 1.0 } else { 0.0 });
}

/// Gauges are floating-point; a queue of more than four thousand million jobs has other worries.
fn count(jobs: i64) -> f64 {
    f64::from(u32::try_from(jobs).unwrap_or(u32::MAX))
}
