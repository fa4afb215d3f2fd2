//! What surrounds every job. Time limits, panics, retries and crash loops are dealt with here and not by the queue's
//! own layers, which strand a job that times out and retry at once what fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use apalis_core::error::{AbortError, BoxDynError};
use apalis_core::task::attempt::Attempt;
use apalis_core::task::data::Data;
use apalis_core::task::metadata::MetadataStore;
use apalis_core::task::task_id::TaskId;
use booking::Failure;
use booking::delivery::{backoff, with_jitter};
use booking::job::payload::{Payload, decode};
use booking::job::{run_log, trace};
use platform::traces;
use rand::RngExt;
use sea_orm::DbErr;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, Span};

use super::{Done, Job, JobError};
use crate::measure::{self, Outcome};
use crate::workshop::Workshop;

/// What is noted in a job's row, before and after its run, is answered within this time or given up.
const ANSWERED: Duration = Duration::from_secs(5);

/// Runs jobs, each as a task of its own: one that outlives its worker's connection to the queue still ends by itself,
/// within its time limit.
#[derive(Debug, Clone)]
pub struct Runner {
    workshop: Arc<Workshop>,
    time_limit: Duration,
    tasks: TaskTracker,
}

impl Runner {
    /// Runs with `workshop`, each job for `time_limit` at most.
    #[must_use]
    pub fn new(workshop: Arc<Workshop>, time_limit: Duration) -> Self {
        Self { workshop, time_limit, tasks: TaskTracker::new() }
    }

    /// Waits until nothing runs. Nothing new may be begun.
    pub async fn finish(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// One run of one job.
struct Run {
    id: String,
    attempt: u32,
    request_id: Option<String>,
    payload: Vec<u8>,
}

/// A job's verdict, for its row.
enum Verdict {
    Done,
    Later(String, Duration),
    Postponed(String, Duration),
    Never(String),
}

/// The handler of every queue: runs the job, and answers the queue. What is to be tried again has its time written to
/// the row before the queue hears of the failure, since the queue itself would start it at once.
///
/// # Errors
/// The cause, for the job's row; [`AbortError`] around it ends the job for good.
pub async fn handle<J: Job>(
    payload: Vec<u8>,
    id: TaskId,
    attempt: Attempt,
    metadata: MetadataStore,
    runner: Data<Runner>,
) -> Result<(), BoxDynError> {
    let run = Run {
        id: id.to_string(),
        attempt: u32::try_from(attempt.current()).unwrap_or(u32::MAX),
        request_id: metadata.get("request_id").filter(|id| !id.is_empty()).map(str::to_owned),
        payload,
    };
    let span = tracing::info_span!(
        "job",
        queue = J::Payload::QUEUE,
        job_id = run.id,
        attempt = run.attempt,
        request_id = run.request_id
    );
    if let Some(cause) = metadata.get("traceparent") {
        traces::go_on(&span, cause);
    }
    let workshop = Arc::clone(&runner.workshop);
    let time_limit = runner.time_limit;
    let task = runner.tasks.spawn(async move { supervise::<J>(&workshop, run, time_limit).await }.instrument(span));
    match task.await {
        Ok(Verdict::Done) => Ok(()),
        Ok(Verdict::Later(cause, _) | Verdict::Postponed(cause, _)) => Err(cause.into()),
        Ok(Verdict::Never(cause)) => Err(AbortError::new(cause).into()),
        Err(_) => Err("the job's supervision broke off".into()),
    }
}

async fn supervise<J: Job>(workshop: &Arc<Workshop>, run: Run, time_limit: Duration) -> Verdict {
    let started = Instant::now();
    let verdict = attempt::<J>(workshop, &run, time_limit).await;
    let (written, outcome) = match &verdict {
        Verdict::Done => (in_time(run_log::end(&workshop.db, &run.id)).await, Outcome::Done),
        Verdict::Later(cause, delay) => {
            tracing::warn!(cause, delay_seconds = delay.as_secs(), "the job will be tried again");
            (in_time(run_log::end_until(&workshop.db, &run.id, *delay)).await, Outcome::Retried)
        }
        Verdict::Postponed(cause, delay) => {
            tracing::warn!(cause, delay_seconds = delay.as_secs(), "the job is put off");
            (in_time(run_log::postpone(&workshop.db, &run.id, *delay)).await, Outcome::Retried)
        }
        Verdict::Never(cause) => {
            tracing::error!(cause, "the job is given up");
            (in_time(run_log::end(&workshop.db, &run.id)).await, Outcome::Failed)
        }
    };
    if let Err(error) = written {
        // The run counts as one that never ended, and the job may start again sooner than planned; both are harmless.
        tracing::warn!(error = %platform::telemetry::chain(&error), "the end of a run could not be noted");
    }
    measure::job(J::Payload::QUEUE, outcome, started.elapsed());
    verdict
}

/// One attempt, from the count of runs that never ended to the decision what comes next.
async fn attempt<J: Job>(workshop: &Arc<Workshop>, run: &Run, time_limit: Duration) -> Verdict {
    let payload = match serde_json::from_slice(&run.payload).map_err(|_| "the payload is no JSON".to_owned()) {
        Ok(raw) => decode::<J::Payload>(&raw).map_err(|error| error.to_string()),
        Err(cause) => Err(cause),
    };
    let payload = match payload {
        Ok(payload) => Arc::new(payload),
        Err(cause) => return Verdict::Never(cause),
    };
    let outcome = match in_time(run_log::begin(&workshop.db, &run.id)).await {
        Ok(earlier) if earlier >= run_log::MAX_UNFINISHED_RUNS => {
            Err(JobError::give_up(format!("{earlier} runs began and never ended: the job seems to end its worker")))
        }
        Ok(_) => guarded::<J>(workshop, &payload, run.request_id.as_deref(), time_limit).await,
        Err(failure) => Err(failure.into()),
    };
    let cause = match outcome {
        Ok(done) => {
            tracing::debug!(?done, "the job is done");
            return Verdict::Done;
        }
        Err(JobError::Retry { cause }) => match backoff(run.attempt) {
            Some(delay) => return Verdict::Later(cause, jittered(delay)),
            None => cause,
        },
        Err(JobError::Postpone { cause, delay }) => return Verdict::Postponed(cause, jittered(delay)),
        Err(JobError::GiveUp { cause }) => cause,
    };
    match in_time(J::abandon(workshop, &payload, &cause)).await {
        Ok(()) => Verdict::Never(cause),
        // Nothing vanishes: the job stays until people can see that it is given up.
        Err(failure) => Verdict::Later(unnoted(&failure), jittered(Duration::from_mins(1))),
    }
}

/// A connection that died without a word gives no answer; a slot that waited for it would be lost.
async fn in_time<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let silence = |_| Err(Failure::Unavailable(DbErr::Custom(format!("no answer within {} s", ANSWERED.as_secs()))));
    tokio::time::timeout(ANSWERED, work).await.unwrap_or_else(silence)
}

fn jittered(delay: Duration) -> Duration {
    with_jitter(delay, platform::clock::randomness().random())
}

fn unnoted(failure: &Failure) -> String {
    format!("given up, but that could not be noted: {failure}")
}

/// The job itself, with its time limit, in a task whose panic ends nothing else.
async fn guarded<J: Job>(
    workshop: &Arc<Workshop>,
    payload: &Arc<J::Payload>,
    request_id: Option<&str>,
    time_limit: Duration,
) -> Result<Done, JobError> {
    let (workshop, payload) = (Arc::clone(workshop), Arc::clone(payload));
    let request_id = request_id.map(str::to_owned);
    let cause = traces::traceparent(&Span::current());
    let work = trace::caused_by(cause, async move { J::run(&workshop, &payload, request_id.as_deref()).await });
    let mut task = AbortOnDrop(tokio::spawn(work.in_current_span()));
    match tokio::time::timeout(time_limit, &mut task.0).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(JobError::retry("the job panicked")),
        Err(_) => Err(JobError::retry(format!("the job was not done after {} s", time_limit.as_secs()))),
    }
}

/// A task that ends with whoever waits for it.
struct AbortOnDrop<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
