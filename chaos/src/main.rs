//! Rounds in which many clients use two APIs, two workers, PostgreSQL and a mail server at once, while something breaks
//! every other second; after each, a checker holds all that was asked, answered, stored and sent to what is promised
//! (docs/reliability.md). `make chaos` builds what it needs and runs it.

mod checker;
mod clients;
mod evidence;
mod faults;
mod history;
mod plan;
mod report;
mod round;
mod rows;
mod samples;
mod stage;
mod trouble;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use plan::Plan;
use platform::clock::randomness;
use rand::RngExt as _;
use report::{Totals, say};
use round::Stage;
use stage::{MailServer, Postgres, checkout};
use trouble::Trouble;

/// Plays rounds of faults, and checks each.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many rounds.
    #[arg(long, env = "ROUNDS", default_value_t = 3)]
    rounds: u64,
    /// What all plans follow from; drawn where unset.
    #[arg(long, env = "SEED")]
    seed: Option<u64>,
    /// Only this round of the seed.
    #[arg(long, env = "ROUND")]
    round: Option<u64>,
    /// Directory of the programs on trial, `api` and `worker`; where this one is, unless set.
    #[arg(long)]
    programs: Option<PathBuf>,
    /// A file with SQL that spoils the schema of each round, for a planted bug.
    #[arg(long)]
    spoil: Option<PathBuf>,
    /// Only faults whose names have this in them.
    #[arg(long, env = "FAULT")]
    fault: Option<String>,
    /// Ends with the first round that is not sound.
    #[arg(long)]
    until_violation: bool,
    /// Where logs and violations are kept.
    #[arg(long)]
    out: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(totals) if totals.violations() == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(trouble) => {
            say(&format!("chaos: {}", platform::telemetry::chain(&trouble)));
            ExitCode::from(2)
        }
    }
}

async fn run(arguments: Arguments) -> Result<Totals, Trouble> {
    let seed = arguments.seed.unwrap_or_else(|| u64::from(randomness().random::<u32>()));
    let out = arguments.out.unwrap_or_else(|| checkout().join(".local/chaos"));
    let here = std::env::current_exe().map_err(Trouble::io("where this program is"))?;
    let programs = arguments.programs.or_else(|| here.parent().map(Into::into)).unwrap_or_default();
    let read = |file: PathBuf| std::fs::read_to_string(&file).map_err(Trouble::io(file.display().to_string()));
    let spoil = arguments.spoil.map(read).transpose()?;
    std::fs::create_dir_all(&out).map_err(Trouble::io(out.display().to_string()))?;

    let mut postgres = Postgres::start(&out).await?;
    let mail = MailServer::start(&out)?;
    say(&format!("seed {seed}"));
    let mut stage = Stage { postgres: &mut postgres, mail: &mail, programs: &programs, spoil: spoil.as_deref() };
    let rounds = arguments.round.map_or(1..=arguments.rounds, |round| round..=round);
    let mut totals = Totals::default();
    for round in rounds {
        let logs = out.join(format!("round-{round}"));
        let _ = std::fs::remove_dir_all(&logs);
        std::fs::create_dir_all(&logs).map_err(Trouble::io(logs.display().to_string()))?;
        let mut plan = Plan::of(seed, round);
        if let Some(name) = &arguments.fault {
            plan.narrow(name)?;
        }
        let evidence = round::play(&mut stage, plan, round, &logs).await?;
        let violations = checker::check(&evidence);
        totals.add(&evidence, &violations);
        say(&report::line(&evidence, &violations));
        if violations.is_empty() {
            let _ = std::fs::remove_dir_all(&logs);
            continue;
        }
        let file = report::keep(&evidence, &violations, seed, &out)?;
        say(&format!("all of it: {}; logs of the programs: {}", file.display(), logs.display()));
        if arguments.until_violation {
            break;
        }
    }
    say(&format!("\n{}", totals.table()));
    Ok(totals)
}
