//! What the worker reads from its environment or command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use lettre::message::Mailbox;
use platform::settings::{DatabaseSettings, LogSettings, Secret, SecretError, SiteSettings};

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

/// How the conversation with the mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tls {
    /// Not at all; for a server on the same machine.
    None,
    /// From the STARTTLS command on (RFC 3207); a server without it is refused.
    Starttls,
    /// From the first byte (RFC 8314, section 3).
    Implicit,
}

/// The mail server, and who writes.
#[derive(Debug, Clone, Args)]
pub struct SmtpSettings {
    /// Host name of the mail server that takes our mails.
    #[arg(long, env = "SMTP_HOST", value_name = "SMTP_HOST")]
    pub smtp_host: String,

    /// Its port: 587 is usual with starttls, 465 with implicit.
    #[arg(long, env = "SMTP_PORT", value_name = "SMTP_PORT", default_value_t = 587)]
    pub smtp_port: u16,

    /// Encryption.
    #[arg(long, env = "SMTP_TLS", value_name = "SMTP_TLS", default_value = "starttls")]
    pub smtp_tls: Tls,

    /// A file with certificates (PEM) to trust besides the public authorities', for a mail server with one of its own.
    #[arg(long, env = "SMTP_CA_FILE", value_name = "SMTP_CA_FILE")]
    pub smtp_ca_file: Option<PathBuf>,

    /// User name at the mail server; none is sent where it is left out.
    #[arg(long, env = "SMTP_USERNAME", value_name = "SMTP_USERNAME")]
    pub smtp_username: Option<String>,

    /// Password of the user.
    #[arg(long, env = "SMTP_PASSWORD", value_name = "SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<Secret>,

    /// A file that holds the password, instead of SMTP_PASSWORD.
    #[arg(long, env = "SMTP_PASSWORD_FILE", value_name = "SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,

    /// Sender of the mails, such as "Compagnia del Faro <tickets@example.org>".
    #[arg(long, env = "MAIL_FROM", value_name = "MAIL_FROM", value_parser = mailbox)]
    pub mail_from: Mailbox,

    /// Where answers go, when not to the sender.
    #[arg(long, env = "MAIL_REPLY_TO", value_name = "MAIL_REPLY_TO", value_parser = mailbox)]
    pub mail_reply_to: Option<Mailbox>,
}

/// User and password at the mail server.
#[derive(Debug, Clone)]
pub struct Login {
    /// User name.
    pub username: String,
    /// Password.
    pub password: Secret,
}

/// Settings that do not go together.
#[derive(Debug, thiserror::Error)]
pub enum SmtpSettingsError {
    /// One half of a login is missing.
    #[error("SMTP_USERNAME and SMTP_PASSWORD (or SMTP_PASSWORD_FILE) are needed together")]
    HalfALogin,
    /// The password cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl SmtpSettings {
    /// The login, when there is one.
    ///
    /// # Errors
    /// [`SmtpSettingsError`].
    pub fn login(&self) -> Result<Option<Login>, SmtpSettingsError> {
        let password =
            Secret::optional("SMTP_PASSWORD", self.smtp_password.as_ref(), self.smtp_password_file.as_deref())?;
        let username = self.smtp_username.clone().filter(|name| !name.is_empty());
        match (username, password.filter(|password| !password.expose().is_empty())) {
            (None, None) => Ok(None),
            (Some(username), Some(password)) => Ok(Some(Login { username, password })),
            _ => Err(SmtpSettingsError::HalfALogin),
        }
    }

    /// Whether a password would cross a network for all to read.
    #[must_use]
    pub fn sends_password_in_the_clear(&self) -> bool {
        self.smtp_username.is_some() && self.smtp_tls == Tls::None && !is_this_machine(&self.smtp_host)
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn mailbox(value: &str) -> Result<Mailbox, String> {
    value.parse().map_err(|_| "expected an address, alone or as Name <name@example.org>".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::{SmtpSettings, SmtpSettingsError};

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        smtp: SmtpSettings,
    }

    fn given(arguments: &[&str]) -> SmtpSettings {
        let least = ["program", "--smtp-host", "mail.example", "--mail-from", "Faro <faro@example.org>"];
        Program::try_parse_from(least.iter().chain(arguments)).unwrap().smtp
    }

    #[test]
    fn a_login_needs_both_halves() {
        assert!(given(&[]).login().unwrap().is_none());
        assert!(matches!(given(&["--smtp-username", "u"]).login(), Err(SmtpSettingsError::HalfALogin)));
        let login = given(&["--smtp-username", "u", "--smtp-password", "p"]).login().unwrap().unwrap();
        assert_eq!((login.username.as_str(), login.password.expose()), ("u", "p"));
    }

    #[test]
    fn a_password_in_the_clear_is_noticed_unless_it_stays_on_this_machine() {
        let login = ["--smtp-username", "u", "--smtp-password", "p", "--smtp-tls", "none"];
        assert!(given(&login).sends_password_in_the_clear());
        let mut local = given(&login);
        local.smtp_host = "127.0.0.1".to_owned();
        assert!(!local.sends_password_in_the_clear());
        assert!(!given(&login[..4]).sends_password_in_the_clear());
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused_by_name() {
        let refused = Program::try_parse_from(["program", "--smtp-host", "h", "--mail-from", "Faro"]).unwrap_err();
        let text = refused.to_string();
        assert!(text.contains("MAIL_FROM") && text.contains("expected an address"), "{text}");
    }
}
