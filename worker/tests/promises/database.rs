//! A database that is away for a while.

use std::time::{Duration, Instant};

use booking::job::payload::EMAILS;
use booking::job::queue_state;
use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{DatabaseServer, Guest, MailServer, Plan, Theatre, Wire, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);
/// The promise (domain.md, Jobs).
const RECOVERED: Duration = Duration::from_secs(30);

/// Books a seat as soon as the database answers, and waits for the mail.
async fn book_after_the_outage(theatre: &Theatre, server: &MailServer) -> Duration {
    let back = Instant::now();
    let guest = Guest::new();
    until("a booking works again", SOON, async || theatre.try_request(&guest).await.ok()).await;
    server.mail_to(&guest, RECOVERED).await;
    back.elapsed()
}

/// Slots of one worker: for mails to guests and to users, tickets, posters, sweeps.
const SLOTS: i64 = 4 + 1 + 2 + 1 + 1;

#[tokio::test]
async fn after_the_database_crashed_mails_go_out_by_themselves() {
    let mut database = DatabaseServer::start();
    let (theatre, server) = (Theatre::open_at(&database.url).await, MailServer::start());
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    let first = Guest::new();
    theatre.request(&first).await;
    server.mail_to(&first, SOON).await;

    // Once in the middle of a mail, so that its end can be noted nowhere.
    server.behave(json!({"delay_ms": 1_500})).await;
    let halved = Guest::new();
    let id = theatre.request(&halved).await.id;
    server.mail_to(&halved, SOON).await;
    database.crash();
    database.come_back();
    server.behave(json!({"delay_ms": 0})).await;
    let took = book_after_the_outage(&theatre, &server).await;
    println!("a mail after a crash of the database: {} ms", took.as_millis());
    assert!(took < RECOVERED, "{took:?}");

    // Once for longer than anybody waits for a connection.
    database.crash();
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert!(worker.is_running(), "it waits for its database:\n{}", worker.log());
    database.come_back();
    let took = book_after_the_outage(&theatre, &server).await;
    println!("a mail after 12 s without database: {} ms", took.as_millis());
    assert!(took < RECOVERED, "{took:?}");

    // The mail that was cut in half is told apart by its row: sent, and not for ever again.
    theatre.until_delivery(id, DeliveryStatus::Sent, Duration::from_secs(45)).await;
    let job = theatre.until_job(id, &["Done"], SOON).await;
    assert!(job.attempts <= 3, "{job:?}");
    let copies = server.mails_to(&halved).await;
    assert!(copies.len() <= 2 && copies.iter().all(|mail| mail.message_id == copies[0].message_id));

    // And a worker that is asked to end does not wait for a database that is away.
    database.crash();
    worker.terminate();
    let status = worker.ended(Duration::from_secs(40)).await;
    assert_eq!(status.code(), Some(0), "{}", worker.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_went_dead_without_a_word_are_given_up() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let (wire, url) = Wire::to(theatre.url()).await;
    let plan = Plan::new(&theatre, &server).env("DATABASE_URL", &url);
    // Twice, in the middle of much work, with a pool that has nothing to spare: what an outage keeps must not add up.
    let worker = plan.env("DATABASE_POOL_SIZE", "3").start().await;
    for round in 1..=2 {
        queue_state::pause(&theatre.db, EMAILS, now(), "much work at once").await.unwrap();
        for _ in 0..30 {
            theatre.request(&Guest::new()).await;
        }
        let before = server.mails().await.len();
        queue_state::resume(&theatre.db, EMAILS).await.unwrap();
        server.count(before + 5, SOON).await;
        wire.cut();
        tokio::time::sleep(Duration::from_secs(7)).await;
        wire.mend();

        let back = Instant::now();
        let guest = Guest::new();
        theatre.request(&guest).await;
        server.mail_to(&guest, RECOVERED).await;
        println!("a mail after silence {round} of the database: {} ms", back.elapsed().as_millis());
        let what = "all slots are at work again";
        until(what, RECOVERED, async || (theatre.slots_alive(&worker).await == SLOTS).then_some(())).await;
        println!("all slots after silence {round}: {} ms", back.elapsed().as_millis());
    }
}

#[tokio::test]
async fn a_queue_that_cannot_be_read_for_a_while_is_read_again() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    theatre.run("ALTER FUNCTION apalis.get_jobs RENAME TO gone").await;
    let guest = Guest::new();
    theatre.request(&guest).await;
    until("each slot has failed and tried again", SOON, async || {
        (theatre.starts_of(&worker).await > 2 * SLOTS).then_some(())
    })
    .await;
    theatre.run("ALTER FUNCTION apalis.gone RENAME TO get_jobs").await;
    server.mail_to(&guest, RECOVERED).await;
}
