//! The way to the mail server: its settings, and whether it takes our login, and a mail.

use std::error::Error as _;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use platform::settings::Secret;

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

/// How to get to the server.
struct Way<'a> {
    host: &'a str,
    port: u16,
    tls: &'a str,
}

fn way(settings: &CheckSettings) -> Option<Way<'_>> {
    let tls = given(settings.smtp_tls.as_ref()).unwrap_or("starttls");
    let port = given(settings.smtp_port.as_ref()).unwrap_or("587").parse().ok().filter(|port| *port > 0)?;
    let host = given(settings.smtp_host.as_ref())?;
    matches!(tls, "starttls" | "implicit" | "none").then_some(Way { host, port, tls })
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
    let open = way.tls == "none" && !is_near(way.host);
    report.note(ENCRYPTED, Outcome::unless(open, || format!("SMTP_TLS is none, and SMTP_HOST is {}", way.host)));
    let odd = matches!((way.tls, way.port), ("starttls", 465) | ("implicit", 25 | 587));
    report.note(PORT, Outcome::unless(odd, || format!("SMTP_PORT is {}, SMTP_TLS is {}", way.port, way.tls)));
}

/// On this machine, or in the same compose project.
fn is_near(host: &str) -> bool {
    !host.contains('.') || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) async fn try_server(settings: &CheckSettings, to: Option<&Mailbox>, report: &mut Report) {
    let Some(way) = way(settings) else { return };
    let transport = match transport(settings, &way) {
        Ok(transport) => transport,
        Err(why) => {
            report.note(REACHABLE, Outcome::Bad(why));
            return;
        }
    };
    let answer = tokio::time::timeout(PATIENCE, transport.test_connection()).await;
    match answer {
        Ok(Ok(true)) => {
            report.note(REACHABLE, Outcome::Fine);
            report.note(WELCOME, Outcome::Fine);
        }
        Ok(Ok(false)) => report.note(REACHABLE, Outcome::Bad(format!("{} breaks off", way.host))),
        // Greeting and encryption are answered by 4xx and by silence; what is refused for good is the login.
        Ok(Err(error)) if error.is_permanent() || error.is_client() => {
            report.note(REACHABLE, Outcome::Fine);
            report.note(WELCOME, Outcome::Bad(words(&error)));
        }
        Ok(Err(error)) => report.note(REACHABLE, Outcome::Bad(words(&error))),
        Err(_) => report.note(REACHABLE, Outcome::Bad(format!("{} keeps silent", way.host))),
    }
    if let Some(to) = to {
        report.note(TEST_MAIL, send(settings, &transport, to).await);
    }
}

fn transport(settings: &CheckSettings, way: &Way<'_>) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let mut trust = TlsParameters::builder(way.host.to_owned());
    if let Some(file) = &settings.smtp_ca_file {
        let pem = std::fs::read(file).map_err(|error| format!("SMTP_CA_FILE: {error}"))?;
        trust = trust.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| words(&error))?);
    }
    let trust = trust.build().map_err(|error| words(&error))?;
    let tls = match way.tls {
        "implicit" => Tls::Wrapper(trust),
        "starttls" => Tls::Required(trust),
        _ => Tls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(way.host)
        .port(way.port)
        .tls(tls)
        .timeout(Some(PATIENCE));
    if let (Some(user), Some(password)) = (given(settings.smtp_username.as_ref()), password(settings)) {
        builder = builder.credentials(Credentials::new(user.to_owned(), password.expose().to_owned()));
    }
    Ok(builder.build())
}

async fn send(settings: &CheckSettings, transport: &AsyncSmtpTransport<Tokio1Executor>, to: &Mailbox) -> Outcome {
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
    match tokio::time::timeout(PATIENCE, transport.send(message)).await {
        Ok(Ok(_)) => Outcome::Fine,
        Ok(Err(error)) => Outcome::Bad(words(&error)),
        Err(_) => Outcome::Bad("the mail server keeps silent".to_owned()),
    }
}

/// The server's words with their code, or the network's.
fn words(error: &Error) -> String {
    let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    error.status().map_or_else(|| cause.clone(), |code| format!("{code} {cause}"))
}
