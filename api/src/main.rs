//! `api serve|openapi|create-user|seed-demo|integrity|health`.

use std::process::ExitCode;

use api::command::Command;
use clap::Parser;
use platform::telemetry::chain;

/// The HTTP API of the box office, and the commands that prepare it.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Arguments::parse().command.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("api: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}
