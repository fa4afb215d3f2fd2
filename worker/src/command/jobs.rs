//! `worker jobs list|causes|show|retry|discard`.

pub mod causes;
pub mod discard;
pub mod list;
pub mod retry;
pub mod show;

use booking::job::monitor::JobEntry;
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::operator::{Operator, OperatorError};

/// Rows of a page.
const PAGE_SIZE: u64 = 50;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Jobs, latest first.
    List(list::Arguments),
    /// What failed and waits for somebody to look, by queue and cause.
    Causes(causes::Arguments),
    /// A job in full; no job carries secrets.
    Show(show::Arguments),
    /// Starts anew a job, all failed jobs of a queue, or those of one cause.
    Retry(retry::Arguments),
    /// Removes a job that waits or was given up; its mail is given up for good, the audit log keeps what it was.
    Discard(discard::Arguments),
}

pub(super) async fn run(arguments: Arguments) -> Result<(), OperatorError> {
    match arguments.act {
        Act::List(arguments) => list::run(&arguments).await,
        Act::Causes(arguments) => causes::run(&arguments).await,
        Act::Show(arguments) => show::run(&arguments).await,
        Act::Retry(arguments) => retry::run(&arguments).await,
        Act::Discard(arguments) => discard::run(&arguments).await,
    }
}

/// A job as `/admin/jobs` tells it.
fn json_of(entry: &JobEntry, operator: &Operator) -> Map<String, Value> {
    [
        ("id", json!(entry.id)),
        ("queue", json!(entry.queue)),
        ("status", json!(entry.status.as_str())),
        ("attempts", json!(entry.attempts)),
        ("run_at", json!(operator.tell(entry.run_at))),
        ("done_at", operator.tell_if(entry.done_at)),
        ("last_error", json!(entry.last_error)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
