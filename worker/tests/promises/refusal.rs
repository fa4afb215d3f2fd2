//! A mail server that is away, or does not want a mail.

use std::time::Duration;

use chrono::TimeDelta;
use entity::email_delivery;
use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{Guest, Job, MailServer, Theatre, WorkerProcess, never, until};

const SOON: Duration = Duration::from_secs(20);

/// Waits until so many attempts at a mail have failed, and its job waits for the next one.
async fn failed_attempts(theatre: &Theatre, id: i64, attempts: i32) -> (email_delivery::Model, Job) {
    until(&format!("attempt {attempts} has failed"), SOON, async || {
        // The job last in the program is the first here: once it waits again, its mail has been written down.
        let job = theatre.job_of(id).await;
        let delivery = theatre.delivery(id).await;
        let waits = matches!(job.status.as_str(), "Pending" | "Failed");
        (waits && delivery.attempts == attempts && job.attempts == attempts).then_some((delivery, job))
    })
    .await
}

/// The next attempt is planned for `minutes` after the last one failed, give or take a fifth.
fn assert_planned(delivery: &email_delivery::Model, job: &Job, minutes: i64) {
    let (began, ended) = (delivery.last_attempt_at.unwrap(), job.done_at.unwrap());
    let planned = TimeDelta::minutes(minutes);
    let (earliest, latest) = (began + planned * 4 / 5, ended + planned * 6 / 5);
    assert!((earliest..=latest).contains(&job.run_at), "{minutes} minutes: {} to {ended}, then {}", began, job.run_at);
}

#[tokio::test]
async fn mails_wait_for_a_server_that_is_away_and_are_sent_once() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.line("down").await;
    let worker = WorkerProcess::start(&theatre, &server).await;
    let mut deliveries = Vec::new();
    for _ in 0..6 {
        deliveries.push(theatre.request(&Guest::new()).await.id);
    }
    for id in &deliveries {
        let (delivery, job) = failed_attempts(&theatre, *id, 1).await;
        assert_eq!(delivery.status, DeliveryStatus::Queued);
        assert!(delivery.last_error.is_some());
        assert_planned(&delivery, &job, 1);
    }
    let retried = worker.measures(r#"worker_jobs_total{queue="emails",outcome="retried"}"#).await;
    assert_eq!(retried, Some(6.0));

    server.line("up").await;
    // No notification tells of a retry that is due: the worker looks by itself.
    theatre.let_time_pass().await;
    for id in &deliveries {
        let sent = theatre.until_delivery(*id, DeliveryStatus::Sent, SOON).await;
        assert_eq!((sent.attempts, sent.last_error), (2, None));
    }
    let mut ids: Vec<String> = server.mails().await.into_iter().map(|mail| mail.message_id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), server.mails().await.len()), (6, 6));
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_fails_its_mail_at_once() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let delivery = theatre.request(&Guest::at("refuse.test")).await;
    let failed = theatre.until_delivery(delivery.id, DeliveryStatus::Failed, SOON).await;
    assert_eq!(failed.attempts, 1);
    let words = failed.smtp_response.unwrap();
    assert!(words.contains("550") && words.contains("No such mailbox here"), "{words}");
    let job = theatre.until_job(delivery.id, &["Killed"], SOON).await;
    assert!(job.result.unwrap().contains("550"), "the job tells why");
    never("another attempt", Duration::from_secs(3), async || {
        Some(server.replies("recipient").await).filter(|replies| replies.len() != 1)
    })
    .await;
}

#[tokio::test]
async fn what_a_server_says_of_a_person_is_not_kept() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let guest = Guest::new();
    let words = format!("5.2.2 <{}>: the mailbox of {} is full", guest.address, guest.name);
    server.behave(json!({"message_reply": {"code": 552, "text": words}})).await;
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let delivery = theatre.request(&guest).await;
    let failed = theatre.until_delivery(delivery.id, DeliveryStatus::Failed, SOON).await;
    let job = theatre.until_job(delivery.id, &["Killed"], SOON).await;
    let response = failed.smtp_response.clone().unwrap();
    assert!(response.contains("552") && response.contains("is full"), "{response}");
    let kept = format!("{failed:?} {job:?}");
    assert_eq!(theatre.secrets.told_by(&kept), Vec::<String>::new());
    assert!(server.mails().await.is_empty());
}

#[tokio::test]
async fn a_mailbox_that_wants_no_mail_now_is_tried_for_a_day() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let id = theatre.request(&Guest::at("greylist.test")).await.id;
    for (attempt, minutes) in [(1, 1), (2, 5), (3, 15)] {
        let (delivery, job) = failed_attempts(&theatre, id, attempt).await;
        assert_planned(&delivery, &job, minutes);
        let words = delivery.smtp_response.unwrap();
        assert!(words.contains("451"), "{words}");
        theatre.let_time_pass().await;
    }
    failed_attempts(&theatre, id, 4).await;
    // Fifteen attempts are behind it; the sixteenth is not the last, the seventeenth would come after more than a day.
    theatre.run("UPDATE apalis.jobs SET attempts = 15").await;
    theatre.run("UPDATE email_deliveries SET attempts = 15").await;
    theatre.let_time_pass().await;
    let (delivery, job) = failed_attempts(&theatre, id, 16).await;
    assert_planned(&delivery, &job, 120);
    theatre.let_time_pass().await;
    let failed = theatre.until_delivery(id, DeliveryStatus::Failed, SOON).await;
    assert_eq!(failed.attempts, 17);
    theatre.until_job(id, &["Killed"], SOON).await;
}

#[tokio::test]
async fn a_connection_cut_instead_of_an_answer_brings_a_copy_with_the_same_message_id() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"drop": true})).await;
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let guest = Guest::new();
    let id = theatre.request(&guest).await.id;
    failed_attempts(&theatre, id, 1).await;
    server.behave(json!({"drop": false})).await;
    theatre.let_time_pass().await;
    theatre.until_delivery(id, DeliveryStatus::Sent, SOON).await;
    let mails = server.mails_to(&guest).await;
    let told: Vec<bool> = mails.iter().map(|mail| mail.answered).collect();
    assert_eq!(told, [false, true]);
    assert_eq!(mails[0].message_id, mails[1].message_id);
}
