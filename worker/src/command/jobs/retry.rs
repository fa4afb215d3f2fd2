//! `worker jobs retry`.

use booking::audit::Actor;
use booking::job::cause;
use booking::job::monitor;
use booking::job::operate::{self, JobError};
use clap::{ArgGroup, Args};

use crate::command::operator::{Operator, OperatorError, OperatorSettings, queue_names, say};

/// Which jobs.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").required(true).args(["id", "queue"])))]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// This one, as `worker jobs list` names it: one that was given up, or now one that waits for its time.
    id: Option<String>,

    /// All of this queue that were given up.
    #[arg(long, value_parser = queue_names())]
    queue: Option<String>,

    /// Only those that failed for this cause, as `worker jobs causes` puts it.
    #[arg(long, requires = "queue")]
    cause: Option<String>,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    match (&arguments.id, &arguments.queue) {
        (Some(id), _) => one(&operator, id).await,
        (None, Some(queue)) => many(&operator, queue, arguments.cause.as_deref()).await,
        // The arguments are asked for above.
        (None, None) => Ok(()),
    }
}

async fn one(operator: &Operator, id: &str) -> Result<(), OperatorError> {
    operate::retry(&operator.db, operator.now, id, &Actor::terminal()).await.map_err(|error| match error {
        JobError::Unknown => OperatorError::NoSuchJob(id.to_owned()),
        reason => OperatorError::Job { id: id.to_owned(), reason },
    })?;
    say(format_args!("Job {id} starts anew."));
    Ok(())
}

async fn many(operator: &Operator, queue: &str, cause: Option<&str>) -> Result<(), OperatorError> {
    if let Some(cause) = cause {
        let wanted = cause::normalised(cause);
        let groups = monitor::failed(&operator.db).await?;
        if !groups.iter().any(|group| group.queue == queue && group.cause == wanted) {
            return Err(OperatorError::NoSuchCause { queue: queue.to_owned(), cause: cause.to_owned() });
        }
    }
    let retried = operate::retry_failed(&operator.db, operator.now, queue, cause, &Actor::terminal())
        .await
        .map_err(|reason| OperatorError::Queue { queue: queue.to_owned(), reason })?;
    match retried {
        0 => say(format_args!("No job of {queue} was started anew.")),
        1 => say(format_args!("1 job of {queue} starts anew.")),
        _ => say(format_args!("{retried} jobs of {queue} start anew.")),
    }
    Ok(())
}
