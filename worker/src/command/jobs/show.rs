//! `worker jobs show`.

use booking::job::monitor;
use clap::Args;
use entity::value::DeliveryKind;
use platform::table::Table;
use serde_json::{Value, json};

use super::json_of;
use crate::command::operator::{Operator, OperatorError, OperatorSettings, say};

/// Which job.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// The job, as `worker jobs list` names it.
    id: String,

    /// For machines: the JSON of `/admin/jobs/{id}`.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let found = monitor::find(&operator.db, &arguments.id).await?;
    let job = found.ok_or_else(|| OperatorError::NoSuchJob(arguments.id.clone()))?;
    let about = job.about.as_ref();
    let mail = about.and_then(|about| about.mail);
    if arguments.json {
        let mut told = json_of(&job.entry, &operator);
        for (name, value) in [
            ("payload", json!(job.payload)),
            ("priority", json!(job.priority)),
            ("unfinished_runs", json!(job.unfinished_runs)),
            ("worker", json!(job.worker)),
            ("taken_at", operator.tell_if(job.taken_at)),
            ("request_id", json!(job.request_id)),
            ("reservation_id", json!(about.map(|about| about.reservation_id))),
            ("reference", json!(about.map(|about| &about.reference))),
            ("mail_kind", json!(mail.map(DeliveryKind::as_str))),
        ] {
            told.insert(name.to_owned(), value);
        }
        say(Value::Object(told));
        return Ok(());
    }
    let none = || "-".to_owned();
    let payload =
        job.payload.as_ref().map_or_else(|| "(of a kind or version unknown here)".to_owned(), Value::to_string);
    let mut table = Table::new(&["JOB", ""]);
    for (name, value) in [
        ("id", job.entry.id),
        ("queue", job.entry.queue),
        ("status", job.entry.status.as_str().to_owned()),
        ("reservation", about.map_or_else(none, |about| about.reference.clone())),
        ("mail", mail.map_or_else(none, |kind| kind.to_string())),
        ("payload", payload),
        ("priority", job.priority.to_string()),
        ("tries", job.entry.attempts.to_string()),
        ("unfinished runs", job.unfinished_runs.to_string()),
        ("starts", operator.show(job.entry.run_at)),
        ("taken", operator.show_if(job.taken_at)),
        ("worker", job.worker.unwrap_or_else(none)),
        ("ended", operator.show_if(job.entry.done_at)),
        ("last error", job.entry.last_error.unwrap_or_else(none)),
        ("request", job.request_id.unwrap_or_else(none)),
    ] {
        table.row([name.to_owned(), value]);
    }
    say(table);
    Ok(())
}
