//! Jobs that nobody can do, and jobs that are there already.

use std::time::Duration;

use booking::job;
use booking::job::payload::SendEmail;
use entity::value::DeliveryStatus;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};

use crate::stage::{Guest, MailServer, Theatre, WorkerProcess, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_payload_that_cannot_be_read_fails_with_words_and_holds_up_nobody() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let broken = [
        ("not-json", "these are no words", "the payload is no JSON"),
        ("newer", r#"{"v":99,"delivery_id":1}"#, "payload version 99 is not known"),
        ("unversioned", r#"{"delivery_id":1}"#, "payload version (none) is not known"),
        ("fields", r#"{"v":1,"letter":"A"}"#, "does not have the fields"),
    ];
    for (key, payload, _) in broken {
        sqlx::query(
            "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, idempotency_key) \
             VALUES (apalis.generate_ulid(), 'emails', $2, 'Pending', 0, 100, now(), 99, $1)",
        )
        .bind(key)
        .bind(payload.as_bytes())
        .execute(&theatre.pool)
        .await
        .unwrap();
    }
    let good = theatre.request(&Guest::new()).await.id;
    let _worker = WorkerProcess::start(&theatre, &server).await;
    theatre.until_delivery(good, DeliveryStatus::Sent, SOON).await;
    for (key, _, words) in broken {
        let job = until("the broken job is given up", SOON, async || {
            Some(theatre.job("emails", key).await).filter(|job| job.status == "Killed")
        })
        .await;
        let result = job.result.unwrap();
        assert!(result.contains(words), "{key}: {result}");
        assert_eq!(job.attempts, 1, "{key}");
    }
}

#[tokio::test]
async fn a_row_that_would_end_every_worker_does_not_get_into_the_table() {
    let theatre = Theatre::open().await;
    // The queue's own worker ends on an id that is no ULID, and good jobs behind it would never run.
    for (id, status, constraint) in
        [("no-ulid", "Pending", "jobs_id_is_ulid"), ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "Waiting", "jobs_status_known")]
    {
        let refused = sqlx::query(
            "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority) \
             VALUES ($1, 'emails', '\\x', $2, 0, 100, now(), 0)",
        )
        .bind(id)
        .bind(status)
        .execute(&theatre.pool)
        .await
        .unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().constraint(), Some(constraint));
    }
}

#[tokio::test]
async fn a_job_about_a_mail_that_is_gone_is_simply_over() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    job::enqueue(&theatre.db, &SendEmail::new(4711), None).await.unwrap();
    let _worker = WorkerProcess::start(&theatre, &server).await;
    theatre.until_job(4711, &["Done"], SOON).await;
    assert_eq!(server.connections().await, 0);
}

#[tokio::test]
async fn a_job_that_is_there_already_does_not_take_its_transaction_back() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let (done, other) = (theatre.request(&Guest::new()).await.id, Guest::new());
    theatre.until_job(done, &["Done"], SOON).await;

    let txn = theatre.db.begin().await.unwrap();
    txn.execute_unprepared("UPDATE venues SET city = 'Trieste'").await.unwrap();
    job::enqueue(&txn, &SendEmail::new(done), None).await.unwrap();
    txn.commit().await.unwrap();
    let city: String = sqlx::query_scalar("SELECT city FROM venues").fetch_one(&theatre.pool).await.unwrap();
    assert_eq!(city, "Trieste");
    theatre.request(&other).await;
    server.mail_to(&other, SOON).await;
    assert_eq!(server.mails().await.len(), 2, "the first one is not sent again");
}
