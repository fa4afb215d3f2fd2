//! Mails to users of the house.

use std::time::Duration;

use booking::audit::Actor;
use booking::job::queue_state;
use booking::staff::account::{self, NewUser};
use booking::staff::{mail, reset};
use booking::token::Token;
use booking::values::EmailAddress;
use entity::staff_mail;
use entity::value::{DeliveryStatus, StaffRole};
use mail_parser::MessageParser;
use platform::clock::randomness;
use sea_orm::EntityTrait;
use serde_json::json;

use crate::stage::{Guest, Mail, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

/// An administrator whose mailbox is that of `person`.
async fn administrator(theatre: &Theatre, person: &Guest) -> EmailAddress {
    for part in [person.address.as_str(), person.name.as_str()] {
        theatre.secrets.keep(part);
    }
    let user = NewUser {
        username: "ada".into(),
        display_name: person.name.clone(),
        role: StaffRole::Admin,
        password_hash: "$argon2id$".into(),
    };
    let user = account::create(&theatre.db, now(), user, &Actor::SYSTEM).await.unwrap();
    sqlx::query("UPDATE staff_users SET email = $1 WHERE id = $2")
        .bind(&person.address)
        .bind(user.id)
        .execute(&theatre.pool)
        .await
        .unwrap();
    EmailAddress::parse(&person.address).unwrap()
}

async fn forgets_the_password(theatre: &Theatre, email: &EmailAddress) {
    let visitor = Actor::VISITOR;
    reset::request(&theatre.db, &theatre.site, now(), &mut randomness(), email, &visitor).await.unwrap();
}

/// Waits until the only mail to a user stands so.
async fn until_mail(theatre: &Theatre, status: DeliveryStatus) -> staff_mail::Model {
    until("the mail to the user", SOON, async || {
        let mails = staff_mail::Entity::find().all(&theatre.db).await.unwrap();
        mails.into_iter().next().filter(|mail| mail.status == status)
    })
    .await
}

/// The mail without HTML.
fn text(mail: &Mail) -> String {
    MessageParser::default().parse(&mail.raw).unwrap().body_text(0).unwrap().into_owned()
}

#[tokio::test]
async fn a_user_who_forgot_the_password_gets_a_link_that_is_his() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let worker = WorkerProcess::start(&theatre, &server).await;
    let person = Guest::new();
    let email = administrator(&theatre, &person).await;
    forgets_the_password(&theatre, &email).await;

    let mail = server.mail_to(&person, SOON).await;
    let sent = until_mail(&theatre, DeliveryStatus::Sent).await;
    assert_eq!((mail.message_id.clone(), sent.attempts), (format!("<{}>", sent.message_id), 1));
    let text = text(&mail);
    let link = text.lines().find(|line| line.starts_with("https://theatre.example/reset-password#")).unwrap();
    let token = Token::parse(link).unwrap();
    let owner = reset::owner(&theatre.db, &theatre.site, now(), &token).await.unwrap();
    assert_eq!(owner.username, "ada");
    theatre.secrets.keep(token.expose());
    assert_eq!(theatre.secrets.told_by(&worker.log()), Vec::<String>::new());
}

#[tokio::test]
async fn a_refused_login_pauses_the_mails_of_users_too() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    server.behave(json!({"login": "refused"})).await;
    let plan = crate::stage::Plan::new(&theatre, &server)
        .secret("SMTP_USERNAME", "theatre-login")
        .secret("SMTP_PASSWORD", "curtain-falls");
    let _worker = plan.start().await;
    let person = Guest::new();
    let email = administrator(&theatre, &person).await;
    forgets_the_password(&theatre, &email).await;
    until("both mail queues are paused", SOON, async || {
        let paused = queue_state::paused(&theatre.db).await.unwrap();
        (paused.contains("emails") && paused.contains("staff_emails")).then_some(())
    })
    .await;
    server.behave(json!({"login": "required", "user": "theatre-login", "password": "curtain-falls"})).await;
    queue_state::resume(&theatre.db, "staff_emails").await.unwrap();
    server.mail_to(&person, SOON).await;
    until_mail(&theatre, DeliveryStatus::Sent).await;
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_fails_its_mail_with_words_that_name_nobody() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let person = Guest::at("refuse.test");
    let email = administrator(&theatre, &person).await;
    forgets_the_password(&theatre, &email).await;
    let failed = until_mail(&theatre, DeliveryStatus::Failed).await;
    let words = failed.smtp_response.unwrap();
    assert!(words.starts_with("55") && !words.contains(&person.address), "{words}");
}

#[tokio::test]
async fn operators_are_told_once_a_day_what_failed_and_why() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let operator = Guest::new();
    administrator(&theatre, &operator).await;
    for _ in 0..3 {
        let id = theatre.request(&Guest::at("refuse.test")).await.id;
        theatre.until_delivery(id, DeliveryStatus::Failed, SOON).await;
    }
    let summarise = async || mail::summarise_failures(&theatre.db, &theatre.site, now()).await.unwrap();
    assert_eq!((summarise().await, summarise().await), (1, 0));
    let text = text(&server.mail_to(&operator, SOON).await);
    assert!(text.contains("3 × confirmation_request: 55"), "{text}");
    assert!(text.contains("https://theatre.example/manage") && !text.contains("refuse.test"), "{text}");
}
