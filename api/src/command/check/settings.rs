//! What can be told from the settings alone.

use std::path::PathBuf;

use chrono_tz::Tz;
use clap::Args;
use platform::settings::Secret;
use url::Url;

use super::report::{Check, Outcome, Report};
use crate::request::TrustedProxies;

/// The settings of all programs, as they were written: what cannot be read is a finding and no refusal.
#[derive(Debug, Clone, Args)]
#[expect(missing_docs, reason = "each is documented where it is used for real")]
pub struct CheckSettings {
    #[arg(long, env = "PUBLIC_URL")]
    pub public_url: Option<String>,
    #[arg(long, env = "OTHER_NAMES")]
    pub other_names: Option<String>,
    #[arg(long, env = "SITE_TIME_ZONE")]
    pub site_time_zone: Option<String>,
    #[arg(long, env = "COMPANY_NAME")]
    pub company_name: Option<String>,
    #[arg(long, env = "TOKEN_KEYS", hide_env_values = true)]
    pub token_keys: Option<Secret>,
    #[arg(long, env = "TOKEN_KEYS_FILE")]
    pub token_keys_file: Option<PathBuf>,
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<Secret>,
    #[arg(long, env = "DATABASE_PASSWORD_FILE")]
    pub database_password_file: Option<PathBuf>,
    #[arg(long, env = "DATABASE_POOL_SIZE")]
    pub database_pool_size: Option<String>,
    #[arg(long, env = "TRUSTED_PROXIES")]
    pub trusted_proxies: Option<String>,
    #[arg(long, env = "RATE_LIMITS")]
    pub rate_limits: Option<String>,
    #[arg(long, env = "RUST_LOG")]
    pub rust_log: Option<String>,
    #[arg(long, env = "REMIND_HOURS_BEFORE")]
    pub remind_hours_before: Option<String>,
    #[arg(long, env = "RETENTION_DAYS")]
    pub retention_days: Option<String>,
    #[arg(long, env = "SMTP_HOST")]
    pub smtp_host: Option<String>,
    #[arg(long, env = "SMTP_PORT")]
    pub smtp_port: Option<String>,
    #[arg(long, env = "SMTP_TLS")]
    pub smtp_tls: Option<String>,
    #[arg(long, env = "SMTP_CA_FILE")]
    pub smtp_ca_file: Option<PathBuf>,
    #[arg(long, env = "SMTP_USERNAME")]
    pub smtp_username: Option<String>,
    #[arg(long, env = "SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<Secret>,
    #[arg(long, env = "SMTP_PASSWORD_FILE")]
    pub smtp_password_file: Option<PathBuf>,
    #[arg(long, env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// Where the backups are.
    #[arg(long, env = "BACKUP_DIRECTORY", default_value = "/backups")]
    pub backup_directory: PathBuf,
    /// Where the certificate of the site is.
    #[arg(long, env = "TLS_DIRECTORY", default_value = "/etc/azionelab/tls")]
    pub tls_directory: PathBuf,
    /// `off` where a proxy in front has the certificate.
    #[arg(long, env = "TLS")]
    pub tls: Option<String>,
}

/// A setting with something in it.
pub(super) fn given(setting: Option<&String>) -> Option<&str> {
    setting.map(|text| text.trim()).filter(|text| !text.is_empty())
}

impl CheckSettings {
    /// The site's address, where it can be read.
    pub(super) fn site(&self) -> Option<Url> {
        Url::parse(given(self.public_url.as_ref())?).ok()
    }
}

const ADDRESS: Check = Check::new(
    "azl.E001",
    "PUBLIC_URL is the origin of the site",
    "set PUBLIC_URL to scheme and host as visitors type them, such as https://tickets.example.org, without a path",
);
const ENCRYPTED: Check = Check::new(
    "azl.E002",
    "the site is reached by https",
    "set PUBLIC_URL to https://…: without it browsers send no session cookie, and tickets can be read on their way",
);
const REAL_NAME: Check = Check::new(
    "azl.W001",
    "PUBLIC_URL is no placeholder",
    "set PUBLIC_URL to your own host name: links in mails and QR codes begin with it",
);
const ZONE: Check =
    Check::new("azl.E003", "SITE_TIME_ZONE is known", "set SITE_TIME_ZONE to an IANA name such as Europe/Rome");
const COMPANY: Check =
    Check::new("azl.W002", "COMPANY_NAME is set", "set COMPANY_NAME: it is on every mail and in calendars");
const LIMITS: Check = Check::new(
    "azl.E004",
    "RATE_LIMITS are on",
    "remove RATE_LIMITS=off: it is for load tests, and lets passwords be guessed",
);
const PROXIES_READABLE: Check = Check::new(
    "azl.E005",
    "TRUSTED_PROXIES are networks",
    "list networks separated by commas, such as 10.0.0.0/8,172.16.0.0/12",
);
const PROXIES_FEW: Check = Check::new(
    "azl.E006",
    "TRUSTED_PROXIES do not trust everybody",
    "name the network of the proxy in front only: whoever is in it can pretend to be any address",
);
const PROXIES_SOME: Check = Check::new(
    "azl.W003",
    "TRUSTED_PROXIES name the proxy in front",
    "set TRUSTED_PROXIES to its network: else all visitors share one address, and its limits",
);
const LOGS: Check = Check::new(
    "azl.W004",
    "RUST_LOG is no louder than info",
    "set RUST_LOG=info: louder logs are large, and tell more of people",
);
const POOL: Check = Check::new(
    "azl.E007",
    "DATABASE_POOL_SIZE is within 4 to 50",
    "8 is usual: few connections are faster than many, and a worker needs some beside its jobs",
);
const REMINDER: Check = Check::new("azl.E008", "REMIND_HOURS_BEFORE is within 1 to 168", "24 is usual: the day before");
const RETENTION: Check = Check::new("azl.E009", "RETENTION_DAYS is within 1 to 3650", "30 is usual");
const RETENTION_SHORT: Check = Check::new(
    "azl.W005",
    "personal data are not kept for longer than a year",
    "lower RETENTION_DAYS, or be able to say what they are needed for (GDPR, article 5)",
);

pub(super) fn check(settings: &CheckSettings, report: &mut Report) {
    address(settings, report);
    let zone = given(settings.site_time_zone.as_ref()).unwrap_or("Europe/Rome");
    report.note(ZONE, Outcome::unless(zone.parse::<Tz>().is_err(), || format!("SITE_TIME_ZONE is {zone}")));
    let company = given(settings.company_name.as_ref()).unwrap_or("AzioneLab");
    report.note(
        COMPANY,
        Outcome::unless(company == "AzioneLab", || "COMPANY_NAME is AzioneLab, as delivered".to_owned()),
    );
    let limits = given(settings.rate_limits.as_ref()).unwrap_or("on");
    report.note(LIMITS, Outcome::unless(limits != "on", || format!("RATE_LIMITS is {limits}")));
    proxies(given(settings.trusted_proxies.as_ref()), report);
    let logs = given(settings.rust_log.as_ref()).unwrap_or("info").to_lowercase();
    let loud = logs.split(',').any(|part| matches!(part.rsplit('=').next(), Some("debug" | "trace")));
    report.note(LOGS, Outcome::unless(loud, || format!("RUST_LOG is {logs}")));
    report.note(POOL, within("DATABASE_POOL_SIZE", settings.database_pool_size.as_ref(), 8, 4..=50));
    report.note(REMINDER, within("REMIND_HOURS_BEFORE", settings.remind_hours_before.as_ref(), 24, 1..=168));
    report.note(RETENTION, within("RETENTION_DAYS", settings.retention_days.as_ref(), 30, 1..=3650));
    let days: i64 = given(settings.retention_days.as_ref()).and_then(|days| days.parse().ok()).unwrap_or_default();
    report.note(RETENTION_SHORT, Outcome::unless(days > 366, || format!("RETENTION_DAYS is {days}")));
}

fn address(settings: &CheckSettings, report: &mut Report) {
    let typed = given(settings.public_url.as_ref()).unwrap_or("not set");
    let Some(site) = settings.site().filter(is_origin) else {
        report.note(ADDRESS, Outcome::Bad(format!("PUBLIC_URL is {typed}")));
        return;
    };
    report.note(ADDRESS, Outcome::Fine);
    report.note(ENCRYPTED, Outcome::unless(site.scheme() != "https", || format!("PUBLIC_URL is {typed}")));
    let host = site.host_str().unwrap_or_default();
    report.note(REAL_NAME, Outcome::unless(is_placeholder(host), || format!("PUBLIC_URL is {typed}")));
}

fn is_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
}

/// Names that are nobody's (RFC 2606), and this machine's.
fn is_placeholder(host: &str) -> bool {
    ["example.org", "example.com", "example.net"]
        .iter()
        .any(|name| host == *name || host.ends_with(&format!(".{name}")))
        || ["example", "test", "invalid", "localhost"].iter().any(|end| host.rsplit('.').next() == Some(end))
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn proxies(typed: Option<&str>, report: &mut Report) {
    let Some(typed) = typed else {
        report.note(PROXIES_SOME, Outcome::Bad("TRUSTED_PROXIES is not set".to_owned()));
        return;
    };
    report.note(PROXIES_SOME, Outcome::Fine);
    let readable = typed.parse::<TrustedProxies>().is_ok();
    report.note(PROXIES_READABLE, Outcome::unless(!readable, || format!("TRUSTED_PROXIES is {typed}")));
    let everybody = typed.split(',').any(|network| network.trim().ends_with("/0"));
    report.note(PROXIES_FEW, Outcome::unless(everybody, || format!("TRUSTED_PROXIES is {typed}")));
}

fn within(name: &str, typed: Option<&String>, usual: i64, bounds: std::ops::RangeInclusive<i64>) -> Outcome {
    let number = given(typed).map_or(Ok(usual), str::parse);
    let fits = number.is_ok_and(|number| bounds.contains(&number));
    Outcome::unless(!fits, || format!("{name} is {}", given(typed).unwrap_or_default()))
}
