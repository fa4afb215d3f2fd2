//! Settings from the environment or the command line, read once. Each program flattens the groups it needs into its
//! own arguments. A bad value is refused at the start, by the name of its variable, with what was expected.

mod secret;
mod site;
mod smtp;

pub use secret::{Secret, SecretError};
pub use site::{SiteSettings, time_zone};
pub use smtp::{Login, SmtpSettings, SmtpSettingsError, Tls};

use std::path::PathBuf;

use clap::Args;

use crate::telemetry::LogFormat;

/// How the database is reached.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// The database: postgres://user:password@host:port/name, PostgreSQL 15 or newer.
    #[arg(long, env = "DATABASE_URL", value_name = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Secret,

    /// A file that holds the password, where DATABASE_URL does not.
    #[arg(long, env = "DATABASE_PASSWORD_FILE", value_name = "DATABASE_PASSWORD_FILE")]
    pub database_password_file: Option<PathBuf>,

    /// Connections kept by this program, 1 to 100. Few are faster than many: bookings of one performance queue for one
    /// row anyway.
    #[arg(long, env = "DATABASE_POOL_SIZE", value_name = "DATABASE_POOL_SIZE", default_value_t = 8,
        value_parser = clap::value_parser!(u32).range(1..=100))]
    pub database_pool_size: u32,
}

/// What is logged, and how. How much is said by `RUST_LOG` (our own programs' `info` and their libraries' `warn` where
/// unset; see tracing-subscriber's `EnvFilter`).
#[derive(Debug, Clone, Args)]
pub struct LogSettings {
    /// `text` for people, `json` for machines: one object a line.
    #[arg(long, env = "LOG_FORMAT", value_name = "LOG_FORMAT", default_value = "text")]
    pub log_format: LogFormat,
    /// Where traces go: a collector that speaks OTLP over plain HTTP, such as `http://collector:4318`. Empty: nowhere.
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_name = "OTEL_EXPORTER_OTLP_ENDPOINT", default_value = "")]
    pub otel_exporter_otlp_endpoint: String,
}
