//! What operators see of the worker in figures.

use std::time::Duration;

use entity::value::DeliveryStatus;

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn operators_see_jobs_mails_and_queues_by_outcome() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    let sent = r#"worker_emails_total{kind="confirmation_request",outcome="sent"}"#;
    let failed = r#"worker_emails_total{kind="confirmation_request",outcome="failed"}"#;
    for nothing_yet in [sent, failed, r#"worker_jobs_total{queue="emails",outcome="done"}"#] {
        assert_eq!(worker.measures(nothing_yet).await, Some(0.0), "{nothing_yet}");
    }
    let welcome = theatre.request(&Guest::new()).await.id;
    let unwelcome = theatre.request(&Guest::at("refuse.test")).await.id;
    theatre.until_delivery(welcome, DeliveryStatus::Sent, SOON).await;
    theatre.until_delivery(unwelcome, DeliveryStatus::Failed, SOON).await;
    let figures = [
        (sent, 1.0),
        (failed, 1.0),
        (r#"worker_jobs_total{queue="emails",outcome="done"}"#, 1.0),
        (r#"worker_jobs_total{queue="emails",outcome="failed"}"#, 1.0),
        ("worker_smtp_duration_seconds_count", 2.0),
        (r#"worker_job_duration_seconds_count{queue="emails"}"#, 2.0),
        (r#"worker_queue_failed_jobs{queue="emails"}"#, 1.0),
        (r#"worker_queue_pending_jobs{queue="emails"}"#, 0.0),
    ];
    for (figure, expected) in figures {
        until(figure, SOON, async || worker.measures(figure).await.filter(|value| (value - expected).abs() < 0.1))
            .await;
    }
    assert!(worker.measures("process_resident_memory_bytes").await.unwrap() > 1_000_000.0);
    let most = worker.measures("worker_database_pool_max_connections").await;
    assert_eq!(most, Some(5.0));
    test_metrics::check(&worker.exposition().await, "worker");
}

#[tokio::test]
async fn a_queue_that_waits_shows_how_many_and_for_how_long() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    theatre
        .run("INSERT INTO queue_states (name, paused_at, paused_reason) VALUES ('emails', now(), 'a rehearsal')")
        .await;
    until("the pause is measured", SOON, async || {
        worker.measures(r#"worker_queue_paused{queue="emails"}"#).await.filter(|paused| *paused > 0.5)
    })
    .await;
    theatre.request(&Guest::new()).await;
    for figure in
        [r#"worker_queue_pending_jobs{queue="emails"}"#, r#"worker_queue_oldest_pending_seconds{queue="emails"}"#]
    {
        until(figure, SOON, async || worker.measures(figure).await.filter(|value| *value > 0.5)).await;
    }
}
