//! `worker pause`.

use booking::audit::Actor;
use booking::job::operate;
use booking::values::Reason;
use clap::Args;

use super::operator::{Operator, OperatorError, OperatorSettings, queue_names, say};

/// Which queue, and why.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// The queue.
    #[arg(value_parser = queue_names())]
    queue: String,

    /// Why, for other operators.
    #[arg(long, value_parser = Reason::parse)]
    reason: Reason,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let queue = &arguments.queue;
    operate::pause(&operator.db, operator.now, queue, &arguments.reason, &Actor::terminal())
        .await
        .map_err(|reason| OperatorError::Queue { queue: queue.clone(), reason })?;
    say(format_args!("The queue {queue} is paused. What runs goes on; `worker resume {queue}` lets it go on."));
    Ok(())
}
