//! A database that is away for a while.

use std::time::{Duration, Instant};

use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{DatabaseServer, Guest, MailServer, Theatre, WorkerProcess, until};

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
}

#[tokio::test]
async fn a_queue_that_cannot_be_read_for_a_while_is_read_again() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    theatre.run("ALTER FUNCTION apalis.get_jobs RENAME TO gone").await;
    let guest = Guest::new();
    theatre.request(&guest).await;
    until("each slot has failed and tried again", SOON, async || (theatre.starts_of(&worker).await > 14).then_some(()))
        .await;
    theatre.run("ALTER FUNCTION apalis.gone RENAME TO get_jobs").await;
    server.mail_to(&guest, RECOVERED).await;
}
