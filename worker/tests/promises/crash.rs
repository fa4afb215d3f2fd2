//! Workers that die, or seem to, in the middle of a mail.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);
/// The promise (domain.md, Jobs).
const RESCUED: Duration = Duration::from_secs(45);
/// Longer than any worker waits for an answer.
const NO_ANSWER: u32 = 120_000;

/// An evening on which a worker was killed while it sent a mail.
struct Evening {
    theatre: Theatre,
    guest: Guest,
    delivery_id: i64,
    killed_at: DateTime<Utc>,
    how: &'static str,
    /// Copies that were at the server before.
    copies: usize,
    _survivors: Vec<WorkerProcess>,
}

/// Books a seat, and kills the worker that is sending the mail.
async fn kill_in_mid_send(
    theatre: Theatre,
    server: &MailServer,
    copies: usize,
    mut workers: Vec<WorkerProcess>,
) -> Evening {
    let guest = Guest::new();
    let before = server.connections().await;
    let delivery_id = theatre.request(&guest).await.id;
    until("the mail is being sent", SOON, async || {
        let there = server.mails_to(&guest).await.len() == copies && server.connections().await > before;
        there.then_some(())
    })
    .await;
    let job = theatre.job_of(delivery_id).await;
    assert_eq!(job.unfinished_runs, 1, "a run has begun and not ended");
    let holder = job.lock_by.unwrap();
    let victim = workers.iter().position(|worker| holder.contains(&worker.name_part())).unwrap();
    workers.swap_remove(victim).kill();
    let killed_at = now();
    let how = if workers.is_empty() { "restarted" } else { "another one was running" };
    if workers.is_empty() {
        workers.push(WorkerProcess::start(&theatre, server).await);
    }
    Evening { theatre, guest, delivery_id, killed_at, how, copies, _survivors: workers }
}

#[tokio::test]
async fn a_mail_whose_worker_was_killed_ten_times_out_of_ten_arrives_within_45_seconds() {
    // One server lets no byte through, the other takes the whole mail and keeps silent: a kill before, a kill after.
    let (before, after) = (MailServer::start(), MailServer::start());
    let mut casts = Vec::new();
    for number in 0..10 {
        let theatre = Theatre::open().await;
        let server = if number % 4 < 2 { &before } else { &after };
        let mut workers = vec![WorkerProcess::start(&theatre, server).await];
        if number % 2 == 1 {
            workers.push(WorkerProcess::start(&theatre, server).await);
        }
        casts.push((theatre, server, workers));
    }
    before.line("frozen").await;
    after.behave(json!({"delay_ms": NO_ANSWER})).await;
    let mut evenings = Vec::new();
    for (theatre, server, workers) in casts {
        let copies = usize::from(std::ptr::eq(server, &raw const after));
        evenings.push((server, kill_in_mid_send(theatre, server, copies, workers).await));
    }
    before.line("up").await;
    after.behave(json!({"delay_ms": 0})).await;

    let mut waits = Vec::new();
    for (server, evening) in &evenings {
        let Evening { theatre, guest, delivery_id, killed_at, how, copies, .. } = evening;
        let mails = until("the mail arrives after all", RESCUED, async || {
            Some(server.mails_to(guest).await).filter(|mails| mails.len() > *copies)
        })
        .await;
        let waited = mails[*copies].arrived_ms - killed_at.timestamp_millis();
        waits.push((waited, *how, *copies));
        assert!(mails.iter().all(|mail| mail.message_id == mails[0].message_id), "copies are known for copies");
        let sent = theatre.until_delivery(*delivery_id, DeliveryStatus::Sent, SOON).await;
        assert_eq!(sent.attempts, 2);
        let job = theatre.until_job(*delivery_id, &["Done"], SOON).await;
        assert_eq!(job.unfinished_runs, 0);
        assert_eq!(server.mails_to(guest).await.len(), copies + 1, "one extra copy at most");
    }
    for (waited, how, copies) in &waits {
        println!("killed, {how}, {copies} copies there: arrived after {waited} ms");
    }
    let promised = i64::try_from(RESCUED.as_millis()).unwrap();
    assert!(waits.iter().all(|(waited, ..)| *waited < promised), "{waits:?}");
}

#[tokio::test]
async fn a_job_that_killed_five_workers_is_given_up_and_shown() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let (deadly, unlucky) = (theatre.request(&Guest::new()).await.id, theatre.request(&Guest::new()).await.id);
    // What five killed workers leave behind, and four.
    for (id, runs) in [(deadly, "5"), (unlucky, "4")] {
        sqlx::query(
            "UPDATE apalis.jobs SET metadata = metadata || hstore('unfinished_runs', $2) WHERE idempotency_key = $1",
        )
        .bind(format!("delivery:{id}"))
        .bind(runs)
        .execute(&theatre.pool)
        .await
        .unwrap();
    }
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let failed = theatre.until_delivery(deadly, DeliveryStatus::Failed, SOON).await;
    assert!(failed.last_error.unwrap().contains("never ended"));
    assert_eq!(failed.attempts, 0);
    let job = theatre.until_job(deadly, &["Killed"], SOON).await;
    assert!(job.result.unwrap().contains("5 runs began and never ended"));
    theatre.until_delivery(unlucky, DeliveryStatus::Sent, SOON).await;
    assert_eq!(server.mails().await.len(), 1);
}

#[tokio::test]
async fn a_worker_that_was_frozen_and_wakes_up_later_does_no_harm() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"delay_ms": NO_ANSWER})).await;
    let sleeper = WorkerProcess::start(&theatre, &server).await;
    let guest = Guest::new();
    let id = theatre.request(&guest).await.id;
    server.mail_to(&guest, SOON).await;
    sleeper.freeze();
    server.behave(json!({"delay_ms": 0})).await;

    let mut rescuer = WorkerProcess::start(&theatre, &server).await;
    theatre.until_delivery(id, DeliveryStatus::Sent, RESCUED).await;
    let done = theatre.until_job(id, &["Done"], SOON).await;
    assert!(done.lock_by.unwrap().contains(&rescuer.name_part()));

    sleeper.thaw();
    sleeper.says("will be tried again", SOON).await;
    rescuer.terminate();
    assert_eq!(rescuer.ended(SOON).await.code(), Some(0));
    // It works on as if nothing had been, and what it did not finish stays finished.
    let next = Guest::new();
    theatre.request(&next).await;
    server.mail_to(&next, SOON).await;
    let (delivery, job) = (theatre.delivery(id).await, theatre.job_of(id).await);
    assert_eq!((delivery.status, job.status.as_str()), (DeliveryStatus::Sent, "Done"));
    let mails = server.mails_to(&guest).await;
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].message_id, mails[1].message_id);
}
