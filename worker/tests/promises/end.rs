//! SIGTERM.

use std::time::Duration;

use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_worker_asked_to_end_finishes_its_mail_and_takes_no_other() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"delay_ms": 4_000})).await;
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    let begun = theatre.request(&Guest::new()).await.id;
    server.count(1, SOON).await;
    worker.terminate();
    worker.says("asked to stop", SOON).await;
    let late = theatre.request(&Guest::new()).await.id;

    assert_eq!(worker.ended(Duration::from_secs(40)).await.code(), Some(0), "{}", worker.log());
    assert_eq!(theatre.delivery(begun).await.status, DeliveryStatus::Sent);
    assert_eq!(theatre.job_of(begun).await.status, "Done");
    let waiting = theatre.job_of(late).await;
    assert_eq!((waiting.status.as_str(), theatre.delivery(late).await.attempts), ("Pending", 0));
    assert_eq!(theatre.jobs_in("Queued").await + theatre.jobs_in("Running").await, 0);
    assert_eq!(server.mails().await.len(), 1);

    server.behave(json!({"delay_ms": 0})).await;
    let _next = WorkerProcess::start(&theatre, &server).await;
    theatre.until_delivery(late, DeliveryStatus::Sent, SOON).await;
}

#[tokio::test]
async fn an_idle_worker_asked_to_end_is_gone_at_once() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    worker.terminate();
    assert_eq!(worker.ended(Duration::from_secs(8)).await.code(), Some(0), "{}", worker.log());
}

#[tokio::test]
async fn a_worker_asked_to_end_while_the_mail_server_is_silent_leaves_its_mail_to_be_tried_again() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.line("frozen").await;
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    let id = theatre.request(&Guest::new()).await.id;
    until("the mail is being sent", SOON, async || (server.connections().await > 0).then_some(())).await;
    worker.terminate();
    assert_eq!(worker.ended(Duration::from_secs(40)).await.code(), Some(0), "{}", worker.log());
    let (delivery, job) = (theatre.delivery(id).await, theatre.job_of(id).await);
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Queued, 1));
    assert_eq!((job.status.as_str(), job.attempts, job.unfinished_runs), ("Failed", 1, 0));
    assert!(job.run_at > now());
}

#[tokio::test]
async fn a_worker_asked_twice_to_end_does_not_wait() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"delay_ms": 60_000})).await;
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    theatre.request(&Guest::new()).await;
    server.count(1, SOON).await;
    worker.terminate();
    worker.says("asked to stop", SOON).await;
    worker.terminate();
    worker.ended(Duration::from_secs(6)).await;
}
