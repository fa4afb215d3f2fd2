//! The program's commands, a file each. Those for operators follow the same rules as `/admin` over HTTP; what they change
//! is in the audit log as the system's act at the terminal. They end with 0 when they did what was asked, with 1 when they
//! could not, and with 2 when they did not understand it; a refusal has changed nothing.

mod ago;
pub mod jobs;
mod operator;
pub mod pause;
pub mod queues;
pub mod resume;

use std::error::Error;

use clap::Subcommand;
use platform::health;

use crate::run;
use crate::settings::WorkerSettings;

pub use operator::{OperatorError, OperatorSettings};

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs jobs until SIGTERM or SIGINT; what runs then is finished, which may take 35 seconds.
    Run(Box<WorkerSettings>),
    /// Looks at jobs, starts them anew, discards them.
    Jobs(jobs::Arguments),
    /// All queues at a glance, and who works on them.
    Queues(queues::Arguments),
    /// Stops the start of jobs of a queue; what runs goes on.
    Pause(pause::Arguments),
    /// Lets a queue go on.
    Resume(resume::Arguments),
    /// Asks the worker on this machine whether it lives; for health checks of containers.
    Health(HealthArguments),
}

/// Where the worker is asked.
#[derive(Debug, clap::Args)]
pub struct HealthArguments {
    /// Address on which `worker run` listens for operators.
    #[arg(
        long,
        env = "WORKER_INTERNAL_LISTEN",
        value_name = "WORKER_INTERNAL_LISTEN",
        default_value = "127.0.0.1:9082"
    )]
    pub worker_internal_listen: std::net::SocketAddr,
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// The command's own error.
    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Run(settings) => run::run(&settings).await?,
            Self::Jobs(arguments) => jobs::run(arguments).await?,
            Self::Queues(arguments) => queues::run(&arguments).await?,
            Self::Pause(arguments) => pause::run(&arguments).await?,
            Self::Resume(arguments) => resume::run(&arguments).await?,
            Self::Health(arguments) => health::ask(arguments.worker_internal_listen, "/health")?,
        }
        Ok(())
    }
}
