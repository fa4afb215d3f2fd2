//! What the worker reads from its environment or command line.

use std::net::SocketAddr;

use clap::Args;
use lettre::message::Mailbox;
use platform::settings::{DatabaseSettings, LogSettings, SiteSettings, SmtpSettings};

/// All of it.
#[derive(Debug, Clone, Args)]
pub struct WorkerSettings {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// The site.
    #[command(flatten)]
    pub site: SiteSettings,

    /// The mail server.
    #[command(flatten)]
    pub smtp: SmtpSettings,

    /// Who writes.
    #[command(flatten)]
    pub sender: SenderSettings,

    /// Guests.
    #[command(flatten)]
    pub guests: GuestSettings,

    /// Logs.
    #[command(flatten)]
    pub log: LogSettings,

    /// Address for operators, not for the public: /metrics and /health.
    #[arg(
        long,
        env = "WORKER_INTERNAL_LISTEN",
        value_name = "WORKER_INTERNAL_LISTEN",
        default_value = "127.0.0.1:9082"
    )]
    pub worker_internal_listen: SocketAddr,
}

/// When guests hear of us, and when we forget them.
#[derive(Debug, Clone, Copy, Args)]
pub struct GuestSettings {
    /// Hours before a performance at which its guests are reminded, 1 to 168.
    #[arg(long, env = "REMIND_HOURS_BEFORE", value_name = "REMIND_HOURS_BEFORE", default_value_t = 24,
        value_parser = clap::value_parser!(i64).range(1..=168))]
    pub remind_hours_before: i64,

    /// Days after a performance for which personal data of its guests are kept, 1 to 3650. Counts are kept for ever.
    #[arg(long, env = "RETENTION_DAYS", value_name = "RETENTION_DAYS", default_value_t = 30,
        value_parser = clap::value_parser!(i64).range(1..=3650))]
    pub retention_days: i64,
}

/// Who writes.
#[derive(Debug, Clone, Args)]
pub struct SenderSettings {
    /// Sender of the mails, such as "Compagnia del Faro <tickets@example.org>".
    #[arg(long, env = "MAIL_FROM", value_name = "MAIL_FROM", value_parser = mailbox)]
    pub mail_from: Mailbox,

    /// Where answers go, when not to the sender.
    #[arg(long, env = "MAIL_REPLY_TO", value_name = "MAIL_REPLY_TO", value_parser = mailbox)]
    pub mail_reply_to: Option<Mailbox>,
}

fn mailbox(value: &str) -> Result<Mailbox, String> {
    value.parse().map_err(|_| "expected an address, alone or as Name <name@example.org>".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::SenderSettings;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        sender: SenderSettings,
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused_by_name() {
        let given = |sender| Program::try_parse_from(["program", "--mail-from", sender]);
        assert_eq!(given("Faro <faro@example.org>").unwrap().sender.mail_from.email.to_string(), "faro@example.org");
        let text = given("Faro").unwrap_err().to_string();
        assert!(text.contains("MAIL_FROM") && text.contains("expected an address"), "{text}");
    }
}
