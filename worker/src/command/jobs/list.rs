//! `worker jobs list`.

use booking::catalogue::Page;
use booking::job::monitor::{self, JobFilter, JobStatus};
use booking::reservation::{self, NamedError};
use clap::{Args, ValueEnum};
use platform::table::Table;
use serde_json::{Value, json};

use super::{PAGE_SIZE, json_of};
use crate::command::operator::{Operator, OperatorError, OperatorSettings, queue_names, say};

/// Which jobs.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// Where they stand.
    #[arg(long)]
    status: Option<Status>,

    /// Of this queue.
    #[arg(long, value_parser = queue_names())]
    queue: Option<String>,

    /// About this reservation: its number or its reference.
    #[arg(long)]
    reservation: Option<String>,

    /// Given up for this cause, as `worker jobs causes` puts it.
    #[arg(long)]
    cause: Option<String>,

    /// Which page of fifty, from 1.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    page: u64,

    /// For machines: the JSON of `/admin/jobs`.
    #[arg(long)]
    json: bool,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Status {
    /// Waits for its first or next start.
    Pending,
    /// In a worker's hands.
    Running,
    /// Given up; somebody has to look.
    Failed,
    /// Done.
    Done,
}

impl From<Status> for JobStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Pending => Self::Pending,
            Status::Running => Self::Running,
            Status::Failed => Self::Failed,
            Status::Done => Self::Done,
        }
    }
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let reservation_id = match &arguments.reservation {
        Some(text) => Some(match reservation::named(&operator.db, text).await {
            Ok(Some(id)) => id,
            Ok(None) | Err(NamedError::Unreadable) => return Err(OperatorError::NoSuchReservation(text.clone())),
            Err(NamedError::Failure(failure)) => return Err(failure.into()),
        }),
        None => None,
    };
    let filter = JobFilter {
        status: arguments.status.map(Into::into),
        queue: arguments.queue.clone(),
        reservation_id,
        cause: arguments.cause.clone(),
    };
    let page = Page { number: arguments.page, size: PAGE_SIZE };
    let found = monitor::list(&operator.db, &filter, page).await?;
    if arguments.json {
        let jobs: Vec<_> = found.results.iter().map(|entry| Value::Object(json_of(entry, &operator))).collect();
        say(json!({"results": jobs, "total": found.total, "page": page.number, "page_size": page.size}));
        return Ok(());
    }
    let mut table = Table::new(&["JOB", "QUEUE", "STATUS", ">TRIES", "STARTS", "ENDED", "LAST ERROR"]);
    for entry in &found.results {
        table.row([
            entry.id.clone(),
            entry.queue.clone(),
            entry.status.as_str().to_owned(),
            entry.attempts.to_string(),
            operator.show(entry.run_at),
            operator.show_if(entry.done_at),
            entry.last_error.clone().unwrap_or_default(),
        ]);
    }
    let pages = found.total.div_ceil(PAGE_SIZE);
    match (found.results.len(), found.total) {
        (_, 0) => say("No such jobs."),
        (0, _) => say(format_args!("There are {pages} pages.")),
        (_, 1) => say(format_args!("{table}\n1 job")),
        (_, total) => say(format_args!("{table}\n{total} jobs, page {} of {pages}", page.number)),
    }
    Ok(())
}
