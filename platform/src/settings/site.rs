//! What both programs know of the site.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;
use url::Url;

use super::{Secret, SecretError};

/// The site, as visitors see it, and the keys of its tickets.
#[derive(Debug, Clone, Args)]
pub struct SiteSettings {
    /// Origin of the site as visitors type it: scheme, host and port, such as `https://tickets.example.org`. Links in
    /// mails and QR codes begin with it, and browsers must name it in `Origin`.
    #[arg(long, env = "PUBLIC_URL", value_name = "PUBLIC_URL", value_parser = origin)]
    pub public_url: Url,

    /// Time zone in which the company plays, by its IANA name.
    #[arg(long, env = "SITE_TIME_ZONE", value_name = "SITE_TIME_ZONE", default_value = "Europe/Rome",
        value_parser = time_zone)]
    pub site_time_zone: Tz,

    /// Name of the company, for mails and calendars.
    #[arg(long, env = "COMPANY_NAME", value_name = "COMPANY_NAME", default_value = "AzioneLab",
        value_parser = company_name)]
    pub company_name: String,

    /// Keys that tickets are made with, newest first, separated by commas or lines; each the base64 text of 32 random
    /// bytes (`openssl rand -base64 32`).
    #[arg(long, env = "TOKEN_KEYS", value_name = "TOKEN_KEYS", hide_env_values = true)]
    pub token_keys: Option<Secret>,

    /// A file that holds the keys, instead of TOKEN_KEYS.
    #[arg(long, env = "TOKEN_KEYS_FILE", value_name = "TOKEN_KEYS_FILE")]
    pub token_keys_file: Option<PathBuf>,
}

impl SiteSettings {
    /// The text of the keys, from wherever it was given.
    ///
    /// # Errors
    /// [`SecretError`] when they are given nowhere or twice, or their file cannot be read.
    pub fn token_keys(&self) -> Result<Secret, SecretError> {
        Secret::given_or_read("TOKEN_KEYS", self.token_keys.as_ref(), self.token_keys_file.as_deref())
    }
}

fn origin(value: &str) -> Result<Url, String> {
    let expected = "expected an origin such as https://tickets.example.org: http or https, a host, no path";
    let url = Url::parse(value).map_err(|_| expected.to_owned())?;
    let bare = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    if bare { Ok(url) } else { Err(expected.to_owned()) }
}

/// Reads the name of a time zone.
///
/// # Errors
/// A sentence that says what was expected.
pub fn time_zone(value: &str) -> Result<Tz, String> {
    value.parse().map_err(|_| "expected a name of the IANA time zone database, such as Europe/Rome".to_owned())
}

fn company_name(value: &str) -> Result<String, String> {
    let name = value.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("expected a name on one line".to_owned());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::SiteSettings;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        site: SiteSettings,
    }

    fn refusal(arguments: &[&str]) -> String {
        let program = ["program", "--token-keys", "k"];
        Program::try_parse_from(program.iter().chain(arguments)).unwrap_err().to_string()
    }

    #[test]
    fn what_has_a_default_may_be_left_out() {
        let program = Program::try_parse_from(["program", "--public-url", "https://theatre.example"]).unwrap();
        assert_eq!(program.site.site_time_zone, chrono_tz::Europe::Rome);
        assert!(program.site.token_keys().is_err());
    }

    #[test]
    fn a_bad_value_names_its_variable_and_what_was_expected() {
        let path = refusal(&["--public-url", "https://theatre.example/tickets"]);
        assert!(path.contains("PUBLIC_URL") && path.contains("expected an origin"), "{path}");
        let zone = refusal(&["--public-url", "https://theatre.example", "--site-time-zone", "Rome"]);
        assert!(zone.contains("SITE_TIME_ZONE") && zone.contains("Europe/Rome"), "{zone}");
        let missing = refusal(&[]);
        assert!(missing.contains("PUBLIC_URL"), "{missing}");
    }
}
