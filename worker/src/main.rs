//! `worker run|jobs|queues|pause|resume|health`.

use std::process::ExitCode;

use clap::Parser;
use worker::command::Command;

/// Runs the jobs of the box office (tickets, mails, sweeps), and lets operators look after them.
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
            eprintln!("worker: {}", platform::telemetry::chain(&*error));
            ExitCode::FAILURE
        }
    }
}
