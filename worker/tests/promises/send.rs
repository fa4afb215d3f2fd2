//! From a booking to its mail.

use std::time::Duration;

use entity::value::{DeliveryKind, DeliveryStatus};
use mail_parser::{MessageParser, MimeHeaders as _};
use serde_json::json;

use crate::stage::{Guest, Mail, MailServer, Theatre, WorkerProcess, never, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_booking_that_is_taken_back_sends_nothing_and_one_that_stays_sends_its_mail() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;

    // The audit entry comes last in the transaction; refusing it takes everything back, the job included.
    theatre.run("ALTER TABLE audit_log ADD CONSTRAINT nobody CHECK (false) NOT VALID").await;
    let unlucky = Guest::new();
    theatre.try_request(&unlucky).await.unwrap_err();
    theatre.run("ALTER TABLE audit_log DROP CONSTRAINT nobody").await;

    let lucky = Guest::new();
    let id = theatre.request(&lucky).await.id;
    let mail = server.mail_to(&lucky, SOON).await;
    let sent = theatre.until_delivery(id, DeliveryStatus::Sent, SOON).await;
    assert_eq!(mail.message_id, format!("<{}>", sent.message_id));
    assert_eq!(sent.attempts, 1);
    let words = sent.smtp_response.unwrap();
    assert!(words.starts_with("250"), "the server's words are kept: {words}");
    assert_eq!(server.mails().await.len(), 1);
    let jobs: i64 = sqlx::query_scalar("SELECT count(*) FROM apalis.jobs WHERE job_type = 'emails'")
        .fetch_one(&theatre.pool)
        .await
        .unwrap();
    assert_eq!(jobs, 1);
}

#[tokio::test]
async fn a_mail_is_at_the_server_soon_after_its_booking_has_committed() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let mut waits = Vec::new();
    for _ in 0..20 {
        let guest = Guest::new();
        let asked = theatre.request(&guest).await;
        let mail = server.mail_to(&guest, SOON).await;
        waits.push(mail.arrived_ms - asked.committed_at.timestamp_millis());
    }
    waits.sort_unstable();
    println!("from commit to SMTP server, ms: median {}, 95 % {}, longest {}", waits[10], waits[18], waits[19]);
    assert!(waits[10] < 2_000, "{waits:?}");
}

#[tokio::test]
async fn a_guest_who_confirms_gets_a_ticket_whose_code_opens_it() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let guest = Guest::new();
    let booked = theatre.book(&guest).await;
    let ticket = until("the ticket's mail is sent", SOON, async || {
        let row = theatre.delivery_of(&booked.reservation, DeliveryKind::Ticket).await?;
        (row.status == DeliveryStatus::Sent).then_some(row)
    })
    .await;
    let mails = server.mails_to(&guest).await;
    let mail = mails.iter().find(|mail| mail.message_id == format!("<{}>", ticket.message_id)).unwrap();
    let link = theatre.site.ticket_url(&booked.ticket_token);
    assert_eq!(codes_in(mail), [link.to_string()]);
}

/// What a camera reads in the pictures of a mail.
fn codes_in(mail: &Mail) -> Vec<String> {
    let message = MessageParser::default().parse(&mail.raw).unwrap();
    let pictures = message.parts.iter().filter(|part| part.content_type().is_some_and(|kind| kind.ctype() == "image"));
    pictures.flat_map(|picture| codes_of(picture.contents())).collect()
}

fn codes_of(png: &[u8]) -> Vec<String> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    let (width, samples) = (frame.width as usize, frame.color_type.samples());
    let grey = |x: usize, y: usize| bytes[(y * width + x) * samples];
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, frame.height as usize, grey);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

#[tokio::test]
async fn forty_mails_at_once_on_two_workers_are_sent_once_each() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    let mut deliveries = Vec::new();
    for _ in 0..40 {
        deliveries.push(theatre.request(&Guest::new()).await.id);
    }
    server.count(40, SOON).await;
    for id in deliveries {
        let sent = theatre.until_delivery(id, DeliveryStatus::Sent, SOON).await;
        assert_eq!(sent.attempts, 1, "delivery {id}");
        let job = theatre.until_job(id, &["Done"], SOON).await;
        assert_eq!((job.attempts, job.unfinished_runs), (1, 0), "job of delivery {id}");
    }
    never("a mail is sent twice", Duration::from_secs(2), async || {
        Some(server.mails().await.len()).filter(|mails| *mails > 40)
    })
    .await;
    let mut runs = 0.0;
    for worker in &workers {
        runs += worker.measures(r#"worker_jobs_total{queue="emails",outcome="done"}"#).await.unwrap_or(0.0);
    }
    assert!((runs - 40.0).abs() < 0.5, "no job was begun in vain: {runs} runs");
}

#[tokio::test]
async fn what_a_visitor_waits_for_goes_first() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    for _ in 0..8 {
        theatre.request(&Guest::new()).await;
    }
    theatre.run("UPDATE apalis.jobs SET priority = 0").await;
    let waiting: Vec<Guest> = (0..4).map(|_| Guest::new()).collect();
    for guest in &waiting {
        theatre.request(guest).await;
    }
    // Slow enough for the order to show: four slots take four mails, then wait.
    server.behave(json!({"delay_ms": 1_000})).await;
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let mails = server.count(4, SOON).await;
    for guest in &waiting {
        assert!(mails[..4].iter().any(|mail| mail.to.contains(&guest.address)), "those who wait came first");
    }
    server.behave(json!({"delay_ms": 0})).await;
    server.count(12, SOON).await;
}

#[tokio::test]
async fn the_row_that_a_booking_writes_is_one_that_the_queue_runs_and_closes() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let guest = Guest::new();
    let delivery = theatre.request(&guest).await;
    let waiting = theatre.job_of(delivery.id).await;
    assert_eq!((waiting.status.as_str(), waiting.attempts, waiting.lock_by), ("Pending", 0, None));

    let worker = WorkerProcess::start(&theatre, &server).await;
    let done = theatre.until_job(delivery.id, &["Done"], SOON).await;
    assert_eq!((done.id, done.attempts, done.unfinished_runs), (waiting.id.clone(), 1, 0));
    assert!(done.done_at.is_some());
    assert!(done.lock_by.unwrap().contains(&worker.name_part()), "the row tells who did it");
    let log = worker.log();
    let line = log.lines().find(|line| line.contains(&waiting.id)).expect("a log line about the job");
    assert!(line.contains(&guest.request_id()), "logs follow the booking into the job: {line}");
}
