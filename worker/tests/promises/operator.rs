//! Operators set right what failed, over HTTP and at the terminal, with real mails.

use std::collections::HashSet;
use std::time::Duration;

use booking::job::payload::EMAILS;
use booking::job::queue_state;
use entity::value::DeliveryStatus;
use reqwest::Method;
use serde_json::{Value, json};

use crate::stage::{ApiProcess, Guest, MailServer, Operator, Theatre, WorkerProcess, never, now, until};

const SOON: Duration = Duration::from_secs(40);

/// Thirty mails that the relay does not take, and twenty to mailboxes that do not exist.
async fn fifty_failed_mails_of_two_causes(theatre: &Theatre, operator: &Operator<'_>) {
    let server = MailServer::start();
    let _worker = WorkerProcess::start(theatre, &server).await;
    server.behave(json!({"message_reply": {"code": 554, "text": "5.7.1 relaying denied, id=4XyZ17-0009"}})).await;
    let mut refused = Vec::new();
    for _ in 0..30 {
        refused.push(theatre.request(&Guest::new()).await.id);
    }
    let mut unknown = Vec::new();
    for _ in 0..20 {
        unknown.push(theatre.request(&Guest::at("refuse.test")).await.id);
    }
    for id in refused.iter().chain(&unknown) {
        theatre.until_delivery(*id, DeliveryStatus::Failed, SOON).await;
        theatre.until_job(*id, &["Killed"], SOON).await;
    }

    let causes = operator.causes().await;
    assert_eq!(causes.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [30, 20], "{causes:?}");
    assert!(causes[0].0.contains("554") && causes[0].0.contains("relaying denied, id=#"), "{causes:?}");
    assert!(causes[1].0.contains("550"), "{causes:?}");
    assert!(server.mails().await.is_empty());

    server.behave(json!({"message_reply": null})).await;
    assert_eq!(operator.retry(EMAILS, &causes[0].0).await, 30);
    for id in &refused {
        theatre.until_delivery(*id, DeliveryStatus::Sent, SOON).await;
        theatre.until_job(*id, &["Done"], SOON).await;
    }
    let mails = server.mails().await;
    let different: HashSet<&str> = mails.iter().map(|mail| mail.message_id.as_str()).collect();
    assert_eq!((mails.len(), different.len()), (30, 30), "each once");
    assert_eq!(operator.causes().await, [causes[1].clone()], "the other cause waits for somebody to look");
    for id in &unknown {
        assert_eq!(theatre.delivery(*id).await.status, DeliveryStatus::Failed);
    }
}

#[tokio::test]
async fn one_cause_of_fifty_failed_mails_is_set_right_over_http() {
    let theatre = Theatre::open().await;
    let operator = Operator::OverHttp(ApiProcess::start(&theatre).await);
    fifty_failed_mails_of_two_causes(&theatre, &operator).await;
}

#[tokio::test]
async fn one_cause_of_fifty_failed_mails_is_set_right_at_the_terminal() {
    let theatre = Theatre::open().await;
    fifty_failed_mails_of_two_causes(&theatre, &Operator::AtTerminal(&theatre)).await;
}

/// Mails asked for while the queue is paused are sent in the order in which they were asked for.
async fn a_paused_queue_fills_and_drains(theatre: &Theatre, operator: &Operator<'_>) {
    const MAILS: usize = 16;
    /// As many mails are on their way at once (`worker/src/queue/slots.rs`); one may overtake the others by so many.
    const SLOTS: usize = 4;
    let server = MailServer::start();
    let _worker = WorkerProcess::start(theatre, &server).await;
    operator.pause(EMAILS, "the relay is being moved").await;
    let told = operator.queue(EMAILS).await;
    assert_eq!((&told["paused"], &told["paused_reason"]), (&json!(true), &json!("the relay is being moved")));
    let mut guests = Vec::new();
    for _ in 0..MAILS {
        let guest = Guest::new();
        theatre.request(&guest).await;
        guests.push(guest.address);
    }
    assert_eq!(operator.queue(EMAILS).await["pending"], MAILS, "the queue takes jobs");
    never("a paused queue runs a job", Duration::from_secs(4), async || {
        Some(server.connections().await).filter(|connections| *connections > 0)
    })
    .await;

    // So slow that the order in which mails are begun is the one in which they end.
    server.behave(json!({"delay_ms": 300})).await;
    operator.resume(EMAILS).await;
    let arrived: Vec<String> = server.count(MAILS, SOON).await.into_iter().flat_map(|mail| mail.to).collect();
    for (place, address) in arrived.iter().enumerate() {
        let asked = guests.iter().position(|guest| guest == address).unwrap();
        assert!(asked.abs_diff(place) < SLOTS, "asked for as number {asked}, sent as number {place}");
    }
    until("all is done", SOON, async || {
        let told = operator.queue(EMAILS).await;
        (told["pending"] == 0 && told["done_24h"] == MAILS && told["paused"] == false).then_some(())
    })
    .await;
    assert_eq!(server.mails().await.len(), MAILS, "each once");
}

#[tokio::test]
async fn a_queue_paused_over_http_takes_jobs_runs_none_and_drains_in_order() {
    let theatre = Theatre::open().await;
    let operator = Operator::OverHttp(ApiProcess::start(&theatre).await);
    a_paused_queue_fills_and_drains(&theatre, &operator).await;
    operator.pause(EMAILS, "again").await;
    let told = theatre.told(&["queues"]);
    assert!(told.contains("by Ada Lovelace: again"), "the terminal knows who: {told}");
}

#[tokio::test]
async fn a_queue_paused_at_the_terminal_takes_jobs_runs_none_and_drains_in_order() {
    let theatre = Theatre::open().await;
    a_paused_queue_fills_and_drains(&theatre, &Operator::AtTerminal(&theatre)).await;
}

/// Without the instants of which another look tells another one.
fn lasting(mut told: Value) -> Value {
    for queue in told["queues"].as_array_mut().into_iter().flatten() {
        queue["oldest_pending_seconds"].take();
    }
    for worker in told["workers"].as_array_mut().into_iter().flatten() {
        worker["last_seen_at"].take();
    }
    told
}

#[tokio::test]
async fn the_terminal_tells_machines_what_http_tells_them() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let api = ApiProcess::start(&theatre).await;
    let deliveries =
        [theatre.request(&Guest::at("refuse.test")).await.id, theatre.request(&Guest::at("refuse.test")).await.id];
    let worker = WorkerProcess::start(&theatre, &server).await;
    for id in deliveries {
        theatre.until_job(id, &["Killed"], SOON).await;
    }
    until("nothing runs", SOON, async || (theatre.jobs_in("Running").await == 0).then_some(())).await;
    // As a worker pauses it whose login is refused: nobody did, and there is nothing to say of it.
    queue_state::pause(&theatre.db, EMAILS, now(), "").await.unwrap();
    drop(worker);

    let reservation = theatre.delivery(deliveries[0]).await.reservation_id.to_string();
    let job = theatre.job_of(deliveries[0]).await.id;
    let cause = theatre.told_as_json(&["jobs", "causes", "--json"])["results"][0]["cause"].as_str().unwrap().to_owned();
    let (of, shown) = (format!("/admin/jobs?reservation={reservation}"), format!("/admin/jobs/{job}"));
    for (path, command) in [
        ("/admin/queue", vec!["queues"]),
        ("/admin/jobs?status=failed&queue=emails", vec!["jobs", "list", "--status", "failed", "--queue", "emails"]),
        (of.as_str(), vec!["jobs", "list", "--reservation", &reservation]),
        ("/admin/jobs/failed", vec!["jobs", "causes"]),
        (shown.as_str(), vec!["jobs", "show", &job]),
    ] {
        let over_http = lasting(api.ask(Method::GET, path, None).await);
        let told = lasting(theatre.told_as_json(&[command.as_slice(), &["--json"]].concat()));
        assert_eq!(told, over_http, "{command:?}");
    }
    let of_the_cause = theatre.told_as_json(&["jobs", "list", "--cause", &cause, "--json"]);
    assert_eq!(of_the_cause["total"], 2);
    let shown = theatre.told(&["jobs", "show", &job]);
    assert!(shown.contains("confirmation_request"), "{shown}");
}
