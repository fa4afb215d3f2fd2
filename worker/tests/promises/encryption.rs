//! TLS on the way to the mail server.

use std::time::Duration;

use entity::value::DeliveryStatus;
use serde_json::json;

use crate::stage::{Guest, MailServer, Plan, Theatre, now, until};

const SOON: Duration = Duration::from_secs(20);

fn with_login(theatre: &Theatre, server: &MailServer, tls: &str) -> Plan {
    Plan::new(theatre, server)
        .env("SMTP_TLS", tls)
        .secret("SMTP_USERNAME", "theatre-login")
        .secret("SMTP_PASSWORD", "curtain-falls")
}

async fn that_wants_a_login(tls: &str) -> MailServer {
    let server = MailServer::start_with(&["--tls", tls]);
    server.behave(json!({"login": "required", "user": "theatre-login", "password": "curtain-falls"})).await;
    server
}

async fn is_sent_encrypted(tls: &str) {
    let (theatre, server) = (Theatre::open().await, that_wants_a_login(tls).await);
    let plan = with_login(&theatre, &server, tls).env("SMTP_CA_FILE", server.certificate.to_str().unwrap());
    let _worker = plan.start().await;
    let guests = [Guest::new(), Guest::new()];
    for guest in &guests {
        theatre.request(guest).await;
        let mail = server.mail_to(guest, SOON).await;
        assert!(mail.tls, "over TLS");
        assert_eq!(mail.user.as_deref(), Some("theatre-login"));
    }
}

#[tokio::test]
async fn mails_are_sent_over_starttls_with_a_login() {
    is_sent_encrypted("starttls").await;
}

#[tokio::test]
async fn mails_are_sent_over_tls_from_the_first_byte_with_a_login() {
    is_sent_encrypted("implicit").await;
}

/// The mail waits, and the server has heard neither a login nor an address.
async fn is_not_sent(theatre: &Theatre, server: &MailServer) -> String {
    let id = theatre.request(&Guest::new()).await.id;
    let waiting = until("the attempt has failed", SOON, async || {
        Some(theatre.delivery(id).await).filter(|delivery| delivery.last_error.is_some())
    })
    .await;
    assert_eq!((waiting.status, waiting.attempts), (DeliveryStatus::Queued, 1));
    until("the job waits for its next time", SOON, async || {
        Some(theatre.job_of(id).await).filter(|job| job.status == "Failed" && job.run_at > now())
    })
    .await;
    for step in ["login", "sender", "recipient", "message"] {
        assert_eq!(server.replies(step).await, Vec::<u16>::new(), "{step}");
    }
    assert!(server.mails().await.is_empty());
    waiting.last_error.unwrap()
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_to_a_server_without_tls() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = with_login(&theatre, &server, "starttls").start().await;
    is_not_sent(&theatre, &server).await;
    assert!(server.connections().await > 0);
}

#[tokio::test]
async fn nothing_is_said_to_a_server_whose_certificate_is_not_trusted() {
    for tls in ["starttls", "implicit"] {
        let (theatre, server) = (Theatre::open().await, MailServer::start_with(&["--tls", tls]));
        let _worker = with_login(&theatre, &server, tls).start().await;
        let error = is_not_sent(&theatre, &server).await;
        assert!(error.contains("certificate"), "operators learn what is wrong: {error}");
    }
}
