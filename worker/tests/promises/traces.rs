//! Jobs go on with the trace of what caused them.

use std::time::Duration;

use booking::job::trace;
use entity::value::DeliveryStatus;
use test_telemetry::collector::Collector;

use crate::stage::{Guest, MailServer, Plan, Theatre, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn the_ticket_and_its_mail_belong_to_the_trace_of_the_click_and_name_nobody() {
    let (theatre, server, collector) = (Theatre::open().await, MailServer::start(), Collector::start());
    let plan = Plan::new(&theatre, &server)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint())
        .env("OTEL_BSP_SCHEDULE_DELAY", "100");
    let mut worker = plan.start().await;
    let (click, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    let guest = Guest::new();
    trace::caused_by(Some(format!("00-{click}-{span}-01")), theatre.book(&guest)).await;

    let named = |part: &'static str| {
        let spans = collector.spans().into_iter();
        spans.filter(|span| span.trace == click && span.attributes.iter().any(|told| told == part)).collect::<Vec<_>>()
    };
    let drawing = until("the ticket's span arrives", SOON, async || named("queue=tickets").pop()).await;
    assert_eq!(drawing.parent, span);
    let mails = until("the mails' spans arrive", SOON, async || {
        Some(named("queue=emails")).filter(|mails| mails.iter().any(|mail| mail.parent == drawing.id))
    })
    .await;
    assert!(mails.iter().all(|mail| mail.parent == drawing.id || mail.parent == span), "{mails:#?}");

    // What was not sent yet is sent at the end.
    worker.terminate();
    assert!(worker.ended(SOON).await.success());
    assert_eq!(theatre.secrets.told_by(&format!("{:?}", collector.spans())), Vec::<String>::new());
    assert!(collector.spans().iter().any(|span| span.name == "smtp" && span.trace == click));
}

#[tokio::test]
async fn a_collector_that_is_away_keeps_no_mail_waiting() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let plan = Plan::new(&theatre, &server)
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
        .env("OTEL_BSP_SCHEDULE_DELAY", "100");
    let mut worker = plan.start().await;
    let asked = theatre.request(&Guest::new()).await.id;
    theatre.until_delivery(asked, DeliveryStatus::Sent, SOON).await;
    worker.terminate();
    assert!(worker.ended(SOON).await.success());
}
