//! `worker jobs causes`.

use booking::job::monitor;
use clap::Args;
use platform::table::Table;
use serde_json::{Value, json};

use super::PAGE_SIZE;
use crate::command::operator::{Operator, OperatorError, OperatorSettings, say};

/// How to tell it.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// For machines: the JSON of `/admin/jobs/failed`.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let groups = monitor::failed(&operator.db).await?;
    if arguments.json {
        let causes: Vec<Value> = groups
            .iter()
            .map(|group| {
                json!({
                    "queue": group.queue,
                    "cause": group.cause,
                    "count": group.count,
                    "first_at": operator.tell_if(group.first_at),
                    "last_at": operator.tell_if(group.last_at),
                })
            })
            .collect();
        let total = causes.len() as u64;
        say(json!({"results": causes, "total": total, "page": 1, "page_size": total.max(PAGE_SIZE)}));
        return Ok(());
    }
    if groups.is_empty() {
        say("No job has failed.");
        return Ok(());
    }
    let mut table = Table::new(&[">JOBS", "QUEUE", "FIRST", "LAST", "CAUSE"]);
    for group in groups {
        table.row([
            group.count.to_string(),
            group.queue,
            operator.show_if(group.first_at),
            operator.show_if(group.last_at),
            group.cause,
        ]);
    }
    say(table);
    Ok(())
}
