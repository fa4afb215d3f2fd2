//! A worker that has nothing to do.

use std::time::Duration;

use booking::job::payload::EMAILS;
use booking::job::queue_state;

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, now};

const WATCHED: Duration = Duration::from_secs(3);
/// Looks into the queues cost a tenth of this.
const LITTLE: Duration = Duration::from_millis(900);

#[tokio::test]
async fn a_worker_that_has_nothing_to_do_leaves_the_processor_alone() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    // There are jobs, and they were announced, but they must not be taken.
    queue_state::pause(&theatre.db, EMAILS, now(), "a test").await.unwrap();
    for _ in 0..3 {
        theatre.request(&Guest::new()).await;
    }
    let before = worker.processor_time();
    tokio::time::sleep(WATCHED).await;
    let after = worker.processor_time();
    assert!(after < before + LITTLE, "{before:?}, then {after:?}");
}
