//! `api health`: whether the API on this machine can answer requests.

use std::net::SocketAddr;

use clap::Args;
use platform::health::{self, HealthError};

/// Where it is asked.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Address on which `api serve` listens for visitors.
    #[arg(long, env = "API_LISTEN", value_name = "API_LISTEN", default_value = "127.0.0.1:8081")]
    pub api_listen: SocketAddr,
}

/// Asks.
///
/// # Errors
/// [`HealthError`] when it is not there, or its database is not.
pub fn run(arguments: &Arguments) -> Result<(), HealthError> {
    health::ask(arguments.api_listen, "/api/ready")
}
