//! `worker jobs discard`.

use booking::audit::Actor;
use booking::job::operate::{self, JobError};
use booking::values::Reason;
use clap::Args;

use crate::command::operator::{Operator, OperatorError, OperatorSettings, say};

/// Which job.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// The job, as `worker jobs list` names it.
    id: String,

    /// Why, for other operators; it stays in the audit log and with the mail.
    #[arg(long, value_parser = Reason::parse)]
    reason: Reason,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let id = &arguments.id;
    operate::discard(&operator.db, operator.now, id, &arguments.reason, &Actor::terminal()).await.map_err(|error| {
        match error {
            JobError::Unknown => OperatorError::NoSuchJob(id.clone()),
            reason => OperatorError::Job { id: id.clone(), reason },
        }
    })?;
    say(format_args!("Job {id} is discarded."));
    Ok(())
}
