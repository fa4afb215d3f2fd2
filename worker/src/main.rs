//! `worker run`: draws tickets, sends mails, keeps the schedule.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use worker::settings::WorkerSettings;

/// Runs the jobs of the box office: tickets, mails, sweeps.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs jobs until SIGTERM or SIGINT; what runs then is finished, which may take 35 seconds.
    Run(Box<WorkerSettings>),
}

#[tokio::main]
async fn main() -> ExitCode {
    let Command::Run(settings) = Arguments::parse().command;
    match worker::run::run(&settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker: {}", platform::telemetry::chain(&error));
            ExitCode::FAILURE
        }
    }
}
