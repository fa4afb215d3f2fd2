//! Whom logs and stored texts name: nobody. The harness looks through the log of every worker of every story; here one
//! that says all it can is given much to say.

use std::time::Duration;

use entity::value::{DeliveryKind, DeliveryStatus};
use serde_json::json;

use crate::stage::{Guest, MailServer, Plan, Theatre, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_worker_that_logs_all_it_can_names_nobody_and_neither_does_the_queue() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let plan = Plan::new(&theatre, &server)
        .env("RUST_LOG", "debug")
        .env("LOG_FORMAT", "json")
        .secret("SMTP_USERNAME", "theatre-login")
        .secret("SMTP_PASSWORD", "curtain-falls");
    server.behave(json!({"user": "theatre-login", "password": "curtain-falls"})).await;
    let worker = plan.start().await;

    let booked = theatre.book(&Guest::new()).await;
    until("the ticket is sent", SOON, async || {
        theatre
            .delivery_of(&booked.reservation, DeliveryKind::Ticket)
            .await
            .filter(|delivery| delivery.status == DeliveryStatus::Sent)
    })
    .await;
    let unknown = Guest::new();
    let words = format!("5.1.1 <{}>: {} does not live here", unknown.address, unknown.name);
    server.behave(json!({"message_reply": {"code": 550, "text": words}})).await;
    let refused = theatre.request(&unknown).await.id;
    theatre.until_delivery(refused, DeliveryStatus::Failed, SOON).await;
    let busy = Guest::new();
    let words = format!("4.2.1 {} has too much mail, <{}>", busy.name, busy.address);
    server.behave(json!({"message_reply": {"code": 450, "text": words}})).await;
    let postponed = theatre.request(&busy).await.id;
    theatre.until_job(postponed, &["Failed"], SOON).await;

    let log = worker.log();
    for delivery in [refused, postponed] {
        let job = theatre.job_of(delivery).await.id;
        assert!(log.contains(&job), "the log tells of job {job}");
    }
    assert_eq!(theatre.secrets.told_by(&log), Vec::<String>::new());
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT concat_ws(' ', convert_from(job, 'UTF8'), metadata, last_result, idempotency_key) FROM apalis.jobs \
         UNION ALL SELECT concat_ws(' ', last_error, smtp_response) FROM email_deliveries \
         UNION ALL SELECT detail::text FROM audit_log",
    )
    .fetch_all(&theatre.pool)
    .await
    .unwrap();
    assert!(rows.len() > 8, "{rows:?}");
    assert_eq!(theatre.secrets.told_by(&rows.join("\n")), Vec::<String>::new());
}
