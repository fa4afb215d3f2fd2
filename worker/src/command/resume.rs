//! `worker resume`.

use booking::audit::Actor;
use booking::job::operate;
use clap::Args;

use super::operator::{Operator, OperatorError, OperatorSettings, queue_names, say};

/// Which queue.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// The queue.
    #[arg(value_parser = queue_names())]
    queue: String,
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let queue = &arguments.queue;
    operate::resume(&operator.db, operator.now, queue, &Actor::terminal())
        .await
        .map_err(|reason| OperatorError::Queue { queue: queue.clone(), reason })?;
    say(format_args!("The queue {queue} goes on."));
    Ok(())
}
