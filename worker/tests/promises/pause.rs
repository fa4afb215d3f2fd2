//! Queues that stand still: because somebody said so, or because the mail server refuses our login.

use std::time::Duration;

use booking::job::payload::EMAILS;
use booking::job::queue_state;
use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{Guest, MailServer, Plan, Theatre, WorkerProcess, never, now, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_paused_queue_runs_nothing_and_drains_when_it_is_resumed() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    queue_state::pause(&theatre.db, EMAILS, now(), "the texts are being corrected").await.unwrap();
    let mut deliveries = Vec::new();
    for _ in 0..5 {
        deliveries.push(theatre.request(&Guest::new()).await.id);
    }
    never("a paused queue runs a job", Duration::from_secs(5), async || {
        Some(theatre.jobs_in("Pending").await).filter(|pending| *pending != 5)
    })
    .await;
    assert_eq!(server.connections().await, 0);
    for worker in &workers {
        until("the pause is measured", SOON, async || {
            worker.measures(r#"worker_queue_paused{queue="emails"}"#).await.filter(|paused| *paused > 0.5)
        })
        .await;
    }

    queue_state::resume(&theatre.db, EMAILS).await.unwrap();
    for id in deliveries {
        let sent = theatre.until_delivery(id, DeliveryStatus::Sent, SOON).await;
        assert_eq!(sent.attempts, 1);
    }
    assert_eq!(server.mails().await.len(), 5);
}

#[tokio::test]
async fn a_server_that_wants_a_login_which_we_have_not_pauses_the_mails_too() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"login": "required"})).await;
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let id = theatre.request(&Guest::new()).await.id;
    until("the queue pauses itself", SOON, async || {
        queue_state::paused(&theatre.db).await.unwrap().contains(EMAILS).then_some(())
    })
    .await;
    theatre.until_job(id, &["Failed"], SOON).await;
    let delivery = theatre.delivery(id).await;
    assert_eq!((delivery.status, delivery.attempts), (DeliveryStatus::Queued, 0));
    server.behave(json!({"login": "optional"})).await;
    queue_state::resume(&theatre.db, EMAILS).await.unwrap();
    theatre.until_delivery(id, DeliveryStatus::Sent, SOON).await;
}

#[tokio::test]
async fn a_refused_login_pauses_the_mails_and_costs_them_no_attempt() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"login": "refused"})).await;
    let plan =
        Plan::new(&theatre, &server).secret("SMTP_USERNAME", "theatre-login").secret("SMTP_PASSWORD", "curtain-falls");
    let worker = plan.start().await;
    let mut deliveries = Vec::new();
    for _ in 0..6 {
        deliveries.push(theatre.request(&Guest::new()).await.id);
    }
    until("the queue pauses itself", SOON, async || {
        queue_state::paused(&theatre.db).await.unwrap().contains(EMAILS).then_some(())
    })
    .await;
    let reason: String = sqlx::query_scalar("SELECT paused_reason FROM queue_states WHERE name = $1")
        .bind(EMAILS)
        .fetch_one(&theatre.pool)
        .await
        .unwrap();
    assert!(reason.contains("535"), "operators read why: {reason}");
    let refused = worker.measures("worker_smtp_logins_refused_total").await;
    assert!(refused.is_some_and(|times| times > 0.5), "{refused:?}");
    until("what ran has ended", SOON, async || {
        (theatre.jobs_in("Running").await + theatre.jobs_in("Queued").await == 0).then_some(())
    })
    .await;
    let tried = server.replies("login").await.len();
    assert!((1..=6).contains(&tried), "{tried} logins");
    for id in &deliveries {
        let (delivery, job) = (theatre.delivery(*id).await, theatre.job_of(*id).await);
        assert_eq!((delivery.status, delivery.attempts, job.attempts), (DeliveryStatus::Queued, 0, 0));
    }
    never("a login while the queue is paused", Duration::from_secs(3), async || {
        Some(server.replies("login").await.len()).filter(|logins| *logins != tried)
    })
    .await;

    server.behave(json!({"login": "required", "user": "theatre-login", "password": "curtain-falls"})).await;
    queue_state::resume(&theatre.db, EMAILS).await.unwrap();
    for id in &deliveries {
        let sent = theatre.until_delivery(*id, DeliveryStatus::Sent, Duration::from_secs(30)).await;
        assert_eq!(sent.attempts, 1);
        assert_eq!(theatre.until_job(*id, &["Done"], SOON).await.attempts, 1);
    }
    let mails = server.mails().await;
    assert_eq!(mails.len(), 6);
    assert!(mails.iter().all(|mail| mail.user.as_deref() == Some("theatre-login")));
}
