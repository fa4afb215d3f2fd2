//! What a worker refuses to start with.

use std::time::Duration;

use crate::stage::{Guest, MailServer, Plan, Theatre};

const SOON: Duration = Duration::from_secs(20);

/// Starts a worker that must not run, and answers what it printed.
async fn refusal(plan: Plan) -> String {
    let mut worker = plan.spawn();
    let status = worker.ended(SOON).await;
    let log = worker.log_to_the_end();
    assert!(!status.success() && status.code().is_some(), "{status}: {log}");
    log
}

#[tokio::test]
async fn a_schema_that_is_not_current_is_refused_with_the_command_to_run() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    migration::down(&theatre.pool, 1).await.unwrap();
    let log = refusal(Plan::new(&theatre, &server)).await;
    assert!(log.contains("migration up"), "{log}");
    assert!(!migration::pending(&theatre.pool).await.unwrap().is_empty(), "it does not change the schema itself");
}

#[tokio::test]
async fn half_a_login_is_refused_by_the_names_of_its_variables() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let log = refusal(Plan::new(&theatre, &server).secret("SMTP_PASSWORD", "curtain-falls")).await;
    assert!(log.contains("SMTP_USERNAME"), "{log}");
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_refused_by_the_name_of_their_variable() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let log = refusal(Plan::new(&theatre, &server).env("SMTP_CA_FILE", "/nowhere/at/all.pem")).await;
    assert!(log.contains("SMTP_CA_FILE"), "{log}");
}

#[tokio::test]
async fn the_smallest_pool_that_is_allowed_is_enough() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = Plan::new(&theatre, &server).env("DATABASE_POOL_SIZE", "1").start().await;
    let guest = Guest::new();
    theatre.request(&guest).await;
    server.mail_to(&guest, SOON).await;
}

#[tokio::test]
async fn keys_that_are_none_are_refused_and_not_repeated() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let log = refusal(Plan::new(&theatre, &server).secret("TOKEN_KEYS", "bm90IGEga2V5")).await;
    assert!(log.contains("TOKEN_KEYS"), "{log}");
}
