//! How fast the system is, beside the fastest that the same machine can do in the same minutes: each figure of the product
//! stands beside a floor (pgbench running one statement with the same effect, a server that answers a constant, a bare
//! loop of mails), both measured in turn. `make bench` gives it a database, nginx and the programs; docs/performance.md
//! says what the figures mean.

mod floor {
    pub mod constant;
    pub mod letters;
    pub mod pgbench;
    pub mod statements;
}
mod lists {
    pub mod season;
}
mod scenario {
    pub mod confirm;
    pub mod door;
    pub mod footprint;
    pub mod growth;
    pub mod hot;
    pub mod mails;
    pub mod reads;
    pub mod rush;
    pub mod spread;
}
mod suite {
    pub mod ages;
    pub mod case;
    pub mod client;
    pub mod crowd;
    pub mod house;
    pub mod program;
    pub mod report;
    pub mod sink;
    pub mod stage;
}

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::{Args, Parser, Subcommand};
use serde_json::json;

use suite::client::AskError;
use suite::report;
use suite::stage::Stage;

/// Why there is nothing to tell. A target that is missed is told, and no reason.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The database.
    #[error("the database")]
    Database(#[from] sqlx::Error),
    /// The database, as the rules use it.
    #[error("the database")]
    Rows(#[from] sea_orm::DbErr),
    /// The rules.
    #[error("the rules")]
    Failure(#[from] booking::Failure),
    /// Files, ports or programs.
    #[error("files, ports or programs")]
    System(#[from] std::io::Error),
    /// A part of the measurement ended badly.
    #[error("a part of the measurement")]
    Task(#[from] tokio::task::JoinError),
    /// A question.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// A program did not come up.
    #[error("{name} does not come up; see {}", log.display())]
    NotReady {
        /// Which one.
        name: String,
        /// What it said.
        log: PathBuf,
    },
    /// A floor could not be measured.
    #[error("the floor cannot be measured: {0}")]
    Floor(String),
    /// A mail did not arrive.
    #[error("a mail does not arrive, or not with what it must hold")]
    Mail,
    /// Something that the system should offer is missing.
    #[error("{0} does not do what it should")]
    Tool(&'static str),
    /// A part of the product refused.
    #[error("{0}")]
    Refused(String),
    /// A scenario of that name does not exist.
    #[error("there is no scenario {name}; there are {}", SCENARIOS.join(", "))]
    Unknown {
        /// The name.
        name: String,
    },
}

/// An error of the product, with its causes.
fn refused(error: impl std::error::Error + 'static) -> Broken {
    Broken::Refused(platform::telemetry::chain(&error).to_string())
}

/// What can be measured, in order.
const SCENARIOS: [&str; 9] = ["hot", "confirm", "door", "spread", "reads", "mails", "rush", "growth", "footprint"];

/// Measures the system beside its floors.
#[derive(Debug, Parser)]
struct Program {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measures, and prints the table.
    Run(Box<Arguments>),
    /// Answers what a file holds; the floor under reads.
    Constant {
        /// Where to listen.
        address: SocketAddr,
        /// What to answer.
        file: PathBuf,
    },
}

/// What is measured, and with what.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where the built programs are.
    #[arg(long)]
    programs: PathBuf,
    /// Where files of the run go.
    #[arg(long)]
    directory: PathBuf,
    /// The program pgbench.
    #[arg(long)]
    pgbench: PathBuf,
    /// Port of the API that nginx asks.
    #[arg(long)]
    api_port: u16,
    /// Port of nginx in front of the API.
    #[arg(long)]
    site_port: u16,
    /// Port of the constant that the other nginx asks.
    #[arg(long)]
    constant_port: u16,
    /// Port of nginx in front of the constant.
    #[arg(long)]
    constant_site_port: u16,
    /// Only these scenarios, separated by commas.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Short rounds, and fewer of them.
    #[arg(long)]
    quick: bool,
    /// The table as Markdown.
    #[arg(long)]
    markdown: bool,
    /// A file for the figures as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Program::parse().command {
        What::Constant { address, file } => constant(address, file).await,
        What::Run(arguments) => run(&arguments).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {}", platform::telemetry::chain(&error));
            ExitCode::FAILURE
        }
    }
}

async fn constant(address: SocketAddr, file: PathBuf) -> Result<(), Broken> {
    floor::constant::serve(address, std::fs::read(file)?).await
}

async fn run(arguments: &Arguments) -> Result<(), Broken> {
    if let Some(unknown) = arguments.only.iter().find(|name| !SCENARIOS.contains(&name.as_str())) {
        return Err(Broken::Unknown { name: unknown.clone() });
    }
    let stage = Stage::of(arguments)?;
    let began = Instant::now();
    let mut cases = Vec::new();
    for name in SCENARIOS {
        if arguments.only.is_empty() || arguments.only.iter().any(|wanted| wanted == name) {
            say(&format!("{name} …"));
            let told = match name {
                "hot" => scenario::hot::measure(&stage).await,
                "confirm" => scenario::confirm::measure(&stage).await,
                "door" => scenario::door::measure(&stage).await,
                "spread" => scenario::spread::measure(&stage).await,
                "reads" => scenario::reads::measure(&stage).await,
                "mails" => scenario::mails::measure(&stage).await,
                "rush" => scenario::rush::measure(&stage).await,
                "growth" => scenario::growth::measure(&stage).await,
                _ => scenario::footprint::measure(&stage).await,
            };
            cases.extend(told?);
        }
    }
    let conditions = json!({
        "quick": arguments.quick,
        "rounds": stage.rounds(),
        "seconds": began.elapsed().as_secs(),
        "processors": std::thread::available_parallelism().map(usize::from).unwrap_or_default(),
        "version": env!("CARGO_PKG_VERSION"),
    });
    if let Some(file) = &arguments.json {
        std::fs::write(file, report::machine(&cases, &conditions))?;
    }
    say("");
    say(&if arguments.markdown { report::markdown(&cases) } else { report::terminal(&cases) });
    let missed = cases.iter().filter(|case| case.is_hit() == Some(false)).count();
    let aimed = cases.iter().filter(|case| case.is_hit().is_some()).count();
    say(&format!("{} of {aimed} targets hit, in {:.0} s", aimed - missed, began.elapsed().as_secs_f64()));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what the measurement tells goes to standard output")]
fn say(text: &str) {
    println!("{text}");
}
