//! Sweeps on schedule.

use std::time::Duration;

use booking::job;
use booking::job::payload::{Maintain, Sweep};
use entity::value::DeliveryStatus;
use sqlx::Row as _;

use crate::stage::{Guest, Job, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn two_workers_tick_and_one_sweep_is_left_that_lets_old_requests_lapse() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    let late = theatre.request(&Guest::new()).await.id;
    theatre.until_delivery(late, DeliveryStatus::Sent, SOON).await;
    theatre.run("UPDATE reservations SET expires_at = now() - interval '1 second'").await;
    // What a broken-off acknowledgement leaves behind.
    let stranded = theatre.request(&Guest::new()).await.id;
    theatre.until_job(stranded, &["Done"], SOON).await;
    theatre
        .run("UPDATE apalis.jobs SET status = 'Running', done_at = now() - interval '2 minutes' WHERE job_type = 'emails' AND status = 'Done'")
        .await;

    let slot = (now().timestamp() / 60 + 1) * 60;
    let key = format!("ExpireRequests:{slot}");
    let sweep = until("the minute's sweep is done", Duration::from_secs(80), async || {
        Job::by_key(&theatre.pool, "maintenance", &key).await.filter(|job| job.status == "Done")
    })
    .await;
    assert_eq!(sweep.attempts, 1);
    let row =
        sqlx::query("SELECT count(*) FILTER (WHERE status = 'expired') AS expired, count(*) AS all FROM reservations")
            .fetch_one(&theatre.pool)
            .await
            .unwrap();
    assert_eq!((row.get::<i64, _>("expired"), row.get::<i64, _>("all")), (1, 2));
    theatre.until_job(stranded, &["Done"], SOON).await;
    assert_eq!(server.mails().await.len(), 2, "the freed job found its mail sent");
    for worker in &workers {
        assert!(!worker.log().contains("could not be queued"), "the second tick is no failure:\n{}", worker.log());
    }
}

#[tokio::test]
async fn jobs_done_long_ago_go_and_failed_ones_stay() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let (old, fresh) = (theatre.request(&Guest::new()).await.id, theatre.request(&Guest::new()).await.id);
    let failed = theatre.request(&Guest::at("refuse.test")).await.id;
    theatre.until_job(old, &["Done"], SOON).await;
    theatre.until_job(fresh, &["Done"], SOON).await;
    theatre.until_job(failed, &["Killed"], SOON).await;
    for id in [old, failed] {
        sqlx::query("UPDATE apalis.jobs SET done_at = now() - interval '8 days' WHERE idempotency_key = $1")
            .bind(format!("delivery:{id}"))
            .execute(&theatre.pool)
            .await
            .unwrap();
    }
    job::enqueue(&theatre.db, &Maintain::new(Sweep::Purge, 0), None).await.unwrap();
    until("the sweep is done", SOON, async || {
        Some(theatre.job("maintenance", "Purge:0").await).filter(|job| job.status == "Done")
    })
    .await;
    let mut left = Vec::new();
    for id in [old, fresh, failed] {
        left.push(Job::by_key(&theatre.pool, "emails", &format!("delivery:{id}")).await.is_some());
    }
    assert_eq!(left, [false, true, true]);
}
