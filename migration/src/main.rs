//! `migration up|down|status|fresh`: the only program that changes the schema.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sqlx::postgres::PgPoolOptions;

/// Brings the database's schema up to date, or takes changes back.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Database to work on, with the rights of its owner.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Applies all changes that are missing.
    Up,
    /// Takes back the newest changes. Their data are lost.
    Down {
        /// How many.
        #[arg(long, default_value_t = 1)]
        steps: u32,
    },
    /// Lists the changes; exit code 3 when some are missing.
    Status,
    /// Drops everything and starts from an empty schema. All data are lost.
    Fresh {
        /// Needed, since nothing can be brought back.
        #[arg(long)]
        yes_delete_all_data: bool,
    },
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("migration: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let pool = PgPoolOptions::new().max_connections(2).connect(&arguments.database_url).await?;
    match arguments.command {
        Command::Up => {
            let missing = migration::pending(&pool).await?;
            migration::up(&pool).await?;
            for name in &missing {
                say(&format!("applied  {name}"));
            }
            say(&format!("The schema is current ({} changes applied now).", missing.len()));
        }
        Command::Down { steps } => {
            migration::down(&pool, steps).await?;
            say(&format!("Took back {steps}."));
        }
        Command::Status => {
            let changes = migration::status(&pool).await?;
            for change in &changes {
                say(&format!("{}  {}", if change.applied { "applied" } else { "pending" }, change.name));
            }
            if changes.iter().any(|change| !change.applied) {
                return Ok(ExitCode::from(3));
            }
        }
        Command::Fresh { yes_delete_all_data } => {
            if !yes_delete_all_data {
                return Err("`fresh` deletes all data; repeat it with --yes-delete-all-data".into());
            }
            migration::fresh(&pool).await?;
            say("The schema is new and empty.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::print_stdout, reason = "what the command answers goes to standard output")]
fn say(line: &str) {
    println!("{line}");
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
