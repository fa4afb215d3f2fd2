//! Jobs that panic or never end, run by the worker's own handler: the stock layers for both would leave them stranded.

use std::sync::Arc;
use std::time::Duration;

use apalis_core::error::AbortError;
use apalis_core::task::attempt::Attempt;
use apalis_core::task::data::Data;
use apalis_core::task::metadata::MetadataStore;
use apalis_core::task::task_id::TaskId;
use booking::Failure;
use booking::job::payload::SendEmail;
use chrono::TimeDelta;
use entity::value::DeliveryStatus;
use worker::job::{Done, Job, JobError, Runner, handle};
use worker::workshop::Workshop;

use crate::stage::{Guest, Theatre, now};

const TIME_LIMIT: Duration = Duration::from_millis(300);

/// Panics.
struct Falls;

impl Job for Falls {
    type Payload = SendEmail;

    async fn run(_: &Arc<Workshop>, _: &SendEmail, _: Option<&str>) -> Result<Done, JobError> {
        panic!("the set falls down")
    }

    async fn abandon(_: &Workshop, _: &SendEmail, _: &str) -> Result<(), Failure> {
        Ok(())
    }
}

/// Never ends.
struct Waits;

impl Job for Waits {
    type Payload = SendEmail;

    async fn run(_: &Arc<Workshop>, _: &SendEmail, _: Option<&str>) -> Result<Done, JobError> {
        std::future::pending().await
    }

    async fn abandon(workshop: &Workshop, payload: &SendEmail, cause: &str) -> Result<(), Failure> {
        let (id, now) = (payload.delivery_id, workshop.clock.now());
        booking::delivery::mark_failed(&workshop.db, id, now, cause, None).await
    }
}

/// Runs the job of a mail as its queue would for the `attempt`-th time; answers what the queue is told, and whether
/// that is the end of it.
async fn run<J: Job>(theatre: &Theatre, id: i64, attempt: usize) -> (String, bool) {
    let row = theatre.job_of(id).await;
    let payload = format!(r#"{{"v":1,"delivery_id":{id}}}"#).into_bytes();
    let runner = Data::new(Runner::new(theatre.workshop(), TIME_LIMIT));
    let attempt = Attempt::new_with_value(attempt);
    let told = handle::<J>(payload, TaskId::from_string(row.id), attempt, MetadataStore::new(), runner).await;
    let error = told.expect_err("the run fails");
    (error.to_string(), error.is::<AbortError>())
}

#[tokio::test]
async fn a_job_that_panics_is_tried_again_later() {
    let theatre = Theatre::open().await;
    let id = theatre.request(&Guest::new()).await.id;
    let (cause, ended) = run::<Falls>(&theatre, id, 1).await;
    assert_eq!((cause.as_str(), ended), ("the job panicked", false));
    let job = theatre.job_of(id).await;
    assert!(job.run_at > now() + TimeDelta::seconds(40), "not at once: {}", job.run_at);
    assert_eq!(job.unfinished_runs, 0, "the run ended, though badly");
}

#[tokio::test]
async fn a_job_that_never_ends_is_broken_off_and_given_up_after_a_day() {
    let theatre = Theatre::open().await;
    let id = theatre.request(&Guest::new()).await.id;
    let (cause, ended) = run::<Waits>(&theatre, id, 6).await;
    assert!(cause.starts_with("the job was not done after") && !ended, "{cause}");
    let job = theatre.job_of(id).await;
    assert!(job.run_at > now() + TimeDelta::minutes(95), "the sixth pause is two hours: {}", job.run_at);

    let (_, ended) = run::<Waits>(&theatre, id, 17).await;
    assert!(ended, "nothing is tried for ever");
    let delivery = theatre.delivery(id).await;
    assert_eq!(delivery.status, DeliveryStatus::Failed);
    assert!(delivery.last_error.unwrap().starts_with("the job was not done after"));
}
