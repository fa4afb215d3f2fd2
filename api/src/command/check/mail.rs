//! The way to the mail server: its settings, and whether it takes our login, and a mail.

use std::time::Duration;

use clap::ValueEnum as _;
use lettre::Message;
use lettre::message::Mailbox;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use platform::settings::{Secret, SmtpSettings, Tls};
use platform::smtp::{self, Server, Unconnected, words};

use super::report::{Check, Outcome, Report};
use super::settings::{CheckSettings, given};

/// A mail server that keeps silent for longer keeps the worker waiting, too.
const PATIENCE: Duration = Duration::from_secs(10);

const HOST: Check = Check::new("azl.E020", "SMTP_HOST is set", "set SMTP_HOST to the server of your mail provider");
const SENDER: Check = Check::new(
    "azl.E021",
    "MAIL_FROM is an address",
    "set MAIL_FROM, such as \"Compagnia del Faro <tickets@example.org>\"",
);
const LOGIN: Check = Check::new(
    "azl.E022",
    "the login at the mail server is whole",
    "set SMTP_USERNAME and write secrets/smtp_password, or leave both empty",
);
const WAY: Check =
    Check::new("azl.E023", "SMTP_TLS and SMTP_PORT can be read", "starttls, implicit or none; a port from 1 to 65535");
const ENCRYPTED: Check = Check::new(
    "azl.E024",
    "mails and the password go to the mail server encrypted",
    "set SMTP_TLS to starttls or implicit: none is for a server on the same machine",
);
const PORT: Check =
    Check::new("azl.W020", "SMTP_PORT fits SMTP_TLS", "587 is usual with starttls, 465 with implicit (RFC 8314)");
const REACHABLE: Check = Check::new(
    "azl.E025",
    "the mail server answers, encrypted as set",
    "look at SMTP_HOST, SMTP_PORT, SMTP_TLS, and at firewalls: docs/operations/mails-fail.md",
);
const WELCOME: Check = Check::new(
    "azl.E026",
    "the mail server takes our login",
    "ask the provider for user and password, and write them to SMTP_USERNAME and secrets/smtp_password",
);
const TEST_MAIL: Check = Check::new(
    "azl.E027",
    "the mail server takes a mail",
    "its answer says why; deployment.md, Mail, says what a domain needs",
);

/// How the worker would get to the server, where that can be read; half a login is none.
fn way(settings: &CheckSettings) -> Option<SmtpSettings> {
    let tls = Tls::from_str(given(settings.smtp_tls.as_ref()).unwrap_or("starttls"), false).ok()?;
    let port = given(settings.smtp_port.as_ref()).unwrap_or("587").parse().ok().filter(|port| *port > 0)?;
    let host = given(settings.smtp_host.as_ref())?;
    let login = given(settings.smtp_username.as_ref()).zip(password(settings));
    let (user, password) = login.map(|(user, password)| (user.to_owned(), password)).unzip();
    Some(SmtpSettings {
        smtp_host: host.to_owned(),
        smtp_port: port,
        smtp_tls: tls,
        smtp_ca_file: settings.smtp_ca_file.clone(),
        smtp_username: user,
        smtp_password: password,
        smtp_password_file: None,
    })
}

fn password(settings: &CheckSettings) -> Option<Secret> {
    let given =
        Secret::optional("SMTP_PASSWORD", settings.smtp_password.as_ref(), settings.smtp_password_file.as_deref());
    given.ok()?.filter(|password| !password.expose().is_empty())
}

pub(super) fn check(settings: &CheckSettings, report: &mut Report) {
    let host = given(settings.smtp_host.as_ref());
    report.note(HOST, Outcome::unless(host.is_none(), || "SMTP_HOST is not set".to_owned()));
    let sender = given(settings.mail_from.as_ref());
    let readable = sender.is_some_and(|sender| sender.parse::<Mailbox>().is_ok());
    report.note(SENDER, Outcome::unless(!readable, || format!("MAIL_FROM is {}", sender.unwrap_or("not set"))));
    let (user, password) = (given(settings.smtp_username.as_ref()), password(settings));
    let half = user.is_some() != password.is_some();
    report.note(
        LOGIN,
        Outcome::unless(half, || {
            format!(
                "there is {} and no {}",
                ["a password", "SMTP_USERNAME"][usize::from(user.is_some())],
                ["SMTP_USERNAME", "password"][usize::from(user.is_some())]
            )
        }),
    );
    if host.is_none() {
        return;
    }
    let Some(way) = way(settings) else {
        let tls = given(settings.smtp_tls.as_ref()).unwrap_or("starttls");
        let port = given(settings.smtp_port.as_ref()).unwrap_or("587");
        report.note(WAY, Outcome::Bad(format!("SMTP_TLS is {tls}, SMTP_PORT is {port}")));
        return;
    };
    report.note(WAY, Outcome::Fine);
    let open = way.smtp_tls == Tls::None && !is_near(&way.smtp_host);
    report.note(ENCRYPTED, Outcome::unless(open, || format!("SMTP_TLS is none, and SMTP_HOST is {}", way.smtp_host)));
    let odd = match way.smtp_tls {
        Tls::Starttls => way.smtp_port == 465,
        Tls::Implicit => matches!(way.smtp_port, 25 | 587),
        Tls::None => false,
    };
    let tls = given(settings.smtp_tls.as_ref()).unwrap_or("starttls");
    report.note(PORT, Outcome::unless(odd, || format!("SMTP_PORT is {}, SMTP_TLS is {tls}", way.smtp_port)));
}

/// On this machine, or in the same compose project.
fn is_near(host: &str) -> bool {
    !host.contains('.') || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) async fn try_server(settings: &CheckSettings, to: Option<&Mailbox>, report: &mut Report) {
    let Some(way) = way(settings) else { return };
    let conversation = converse(&way, report).await;
    if let Some(to) = to {
        let outcome = match conversation {
            Some(conversation) => send(settings, conversation, to).await,
            None => Outcome::Bad("there is no conversation with the mail server".to_owned()),
        };
        report.note(TEST_MAIL, outcome);
    } else if let Some(mut conversation) = conversation {
        // A server that does not answer a good-bye is left without one.
        let _ = tokio::time::timeout(PATIENCE, conversation.quit()).await;
    }
}

/// Connects, encrypts and logs in, as the worker does.
async fn converse(way: &SmtpSettings, report: &mut Report) -> Option<AsyncSmtpConnection> {
    let server = match Server::new(way) {
        Ok(server) => server,
        Err(error) => {
            report.note(REACHABLE, Outcome::Bad(platform::telemetry::chain(&error).to_string()));
            return None;
        }
    };
    let unreachable = match tokio::time::timeout(PATIENCE, server.connect(PATIENCE)).await {
        Ok(Ok(conversation)) => {
            report.note(REACHABLE, Outcome::Fine);
            report.note(WELCOME, Outcome::Fine);
            return Some(conversation);
        }
        Ok(Err(Unconnected::LoginRefused(error) | Unconnected::LoginFailed(error))) => {
            report.note(REACHABLE, Outcome::Fine);
            report.note(WELCOME, Outcome::Bad(words(&error)));
            return None;
        }
        Ok(Err(Unconnected::Unreachable(error))) => words(&error),
        Ok(Err(Unconnected::NoLine(error))) => error.to_string(),
        Err(_) => "it keeps silent".to_owned(),
    };
    report.note(REACHABLE, Outcome::Bad(format!("{server:?}: {unreachable}")));
    None
}

async fn send(settings: &CheckSettings, mut conversation: AsyncSmtpConnection, to: &Mailbox) -> Outcome {
    let Some(from) = given(settings.mail_from.as_ref()).and_then(|from| from.parse::<Mailbox>().ok()) else {
        return Outcome::Bad("MAIL_FROM is no address".to_owned());
    };
    let site = given(settings.public_url.as_ref()).unwrap_or("the site");
    let message = Message::builder()
        .from(from)
        .to(to.clone())
        .subject("AzioneLab: a test")
        .body(format!("This mail was sent by `api check --deploy` for {site}. Nothing is to be done.\n"));
    let message = match message {
        Ok(message) => message,
        Err(error) => return Outcome::Bad(error.to_string()),
    };
    let letter = message.formatted();
    let sending = smtp::send(&mut conversation, message.envelope(), &letter);
    match tokio::time::timeout(PATIENCE, sending).await {
        Ok(Ok(_)) => Outcome::Fine,
        Ok(Err(error)) => Outcome::Bad(words(&error)),
        Err(_) => Outcome::Bad("the mail server keeps silent".to_owned()),
    }
}
