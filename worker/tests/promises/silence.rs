//! A mail server that takes connections and says nothing.

use std::time::Duration;

use chrono::TimeDelta;
use entity::value::DeliveryStatus;

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, now, until};

/// Twice the pause between two signs of life, and some more for a busy machine; half of what makes a worker dead.
const LONGEST_SILENCE: f64 = 12.5;

#[tokio::test]
async fn workers_that_wait_for_a_silent_server_show_that_they_live_and_keep_their_jobs() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    server.line("frozen").await;
    // Eight slots wait seven seconds for each: together longer than a dead worker's job would be left alone.
    let mut deliveries = Vec::new();
    for _ in 0..32 {
        deliveries.push(theatre.request(&Guest::new()).await.id);
    }
    let begun = now();
    let mut longest: f64 = 0.0;
    until("each mail has been tried", Duration::from_secs(70), async || {
        let silence: f64 =
            sqlx::query_scalar("SELECT max(extract(epoch FROM now() - last_seen))::float8 FROM apalis.workers")
                .fetch_one(&theatre.pool)
                .await
                .unwrap();
        longest = longest.max(silence);
        let failed: i64 =
            sqlx::query_scalar("SELECT count(*) FROM apalis.jobs WHERE status = 'Failed' AND run_at > now()")
                .fetch_one(&theatre.pool)
                .await
                .unwrap();
        (failed == 32).then_some(())
    })
    .await;
    println!("longest silence of a worker: {longest:.1} s");
    assert!(longest < LONGEST_SILENCE, "{longest} s");
    assert!(now() - begun > TimeDelta::seconds(20), "the server held them up");
    for id in deliveries {
        let (delivery, job) = (theatre.delivery(id).await, theatre.job_of(id).await);
        assert_eq!((delivery.status, delivery.attempts, job.attempts), (DeliveryStatus::Queued, 1, 1));
        let planned = job.run_at - delivery.last_attempt_at.unwrap();
        assert!(planned > TimeDelta::seconds(48), "it was not tried again at once: {planned}");
    }
    for worker in &workers {
        assert!(!worker.log().contains("took over"), "nobody was taken for dead");
    }
}
