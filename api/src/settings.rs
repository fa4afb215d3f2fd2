//! What `api serve` reads from its environment or command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use platform::settings::{DatabaseSettings, LogSettings, SiteSettings};

use crate::request::TrustedProxies;

/// All of it.
#[derive(Debug, Clone, Args)]
pub struct ServeSettings {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// The site.
    #[command(flatten)]
    pub site: SiteSettings,

    /// Logs.
    #[command(flatten)]
    pub log: LogSettings,

    /// Who may ask, and how much.
    #[command(flatten)]
    pub front: FrontSettings,

    /// Address for visitors, behind nginx.
    #[arg(long, env = "API_LISTEN", value_name = "API_LISTEN", default_value = "127.0.0.1:8081")]
    pub api_listen: SocketAddr,

    /// Address for operators, not for the public: /metrics and /health.
    #[arg(long, env = "API_INTERNAL_LISTEN", value_name = "API_INTERNAL_LISTEN", default_value = "127.0.0.1:9081")]
    pub api_internal_listen: SocketAddr,
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

/// What stands between the network and the operations.
#[derive(Debug, Clone, Args)]
pub struct FrontSettings {
    /// Networks of the proxies in front, separated by commas, such as 127.0.0.1/32,10.0.0.0/8. The address of a client
    /// is taken from `X-Forwarded-For` only when it comes from one of them.
    #[arg(long, env = "TRUSTED_PROXIES", value_name = "TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: TrustedProxies,

    /// Limits per client address and per email address; `off` for load tests only.
    #[arg(long, env = "RATE_LIMITS", value_name = "RATE_LIMITS", default_value = "on")]
    pub rate_limits: Switch,

    /// Directory with the built web app, where no nginx serves it.
    #[arg(long, env = "STATIC_DIR", value_name = "STATIC_DIR")]
    pub static_dir: Option<PathBuf>,
}
