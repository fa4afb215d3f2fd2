//! How the mail server is reached.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Secret, SecretError};

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

/// The mail server.
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
        let least = ["program", "--smtp-host", "mail.example"];
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
}
