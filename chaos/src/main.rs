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

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use clap::Parser;
use evidence::Evidence;
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
    /// How many rounds are played side by side, each with a PostgreSQL and a mail server of its own.
    #[arg(long, env = "LANES", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=8))]
    lanes: u8,
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

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(totals) if totals.violations() == 0 => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(trouble) => {
            say(&format!("chaos: {}", platform::telemetry::chain(&trouble)));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<Totals, Trouble> {
    let seed = arguments.seed.unwrap_or_else(|| u64::from(randomness().random::<u32>()));
    let out = arguments.out.clone().unwrap_or_else(|| checkout().join(".local/chaos"));
    let here = std::env::current_exe().map_err(Trouble::io("where this program is"))?;
    let programs = arguments.programs.clone().or_else(|| here.parent().map(Into::into)).unwrap_or_default();
    let read = |file: &PathBuf| std::fs::read_to_string(file).map_err(Trouble::io(file.display().to_string()));
    let spoil = arguments.spoil.as_ref().map(read).transpose()?;
    let rounds = arguments.round.map_or(1..=arguments.rounds, |round| round..=round);
    say(&format!("seed {seed}"));
    let trial = Arc::new(Trial {
        seed,
        out,
        programs,
        spoil,
        fault: arguments.fault,
        until_violation: arguments.until_violation,
        left: Mutex::new(rounds),
        totals: Mutex::default(),
    });
    let lanes: Vec<_> = (1..=arguments.lanes).map(|lane| Trial::lane_of_its_own(&trial, lane)).collect();
    for lane in lanes {
        lane.join().map_err(|_| Trouble::stage("a lane broke off"))??;
    }
    let totals = std::mem::take(&mut *trial.totals());
    say(&format!("\n{}", totals.table()));
    Ok(totals)
}

/// Rounds of one seed, and what they have come to so far.
struct Trial {
    seed: u64,
    out: PathBuf,
    programs: PathBuf,
    spoil: Option<String>,
    fault: Option<String>,
    until_violation: bool,
    left: Mutex<RangeInclusive<u64>>,
    totals: Mutex<Totals>,
}

impl Trial {
    /// A lane on a thread that lives as long as it does: the kernel ends a program when the thread that started it is gone
    /// (prctl(2), `PR_SET_PDEATHSIG`), and those of a shared runtime come and go.
    fn lane_of_its_own(trial: &Arc<Self>, lane: u8) -> JoinHandle<Result<(), Trouble>> {
        let trial = trial.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().map_err(Trouble::io("a lane's runtime"))?;
            runtime.block_on(trial.lane(lane))
        })
    }

    /// Plays rounds, one after the other, until none is left.
    async fn lane(self: Arc<Self>, lane: u8) -> Result<(), Trouble> {
        let place = self.out.join(format!("lane-{lane}"));
        std::fs::create_dir_all(&place).map_err(Trouble::io(place.display().to_string()))?;
        let mut postgres = Postgres::start(&place).await?;
        let mail = MailServer::start(&place)?;
        let spoil = self.spoil.as_deref();
        let mut stage = Stage { postgres: &mut postgres, mail: &mail, programs: &self.programs, spoil };
        while let Some(round) = self.next() {
            let logs = self.out.join(format!("round-{round}"));
            let _ = std::fs::remove_dir_all(&logs);
            std::fs::create_dir_all(&logs).map_err(Trouble::io(logs.display().to_string()))?;
            let mut plan = Plan::of(self.seed, round);
            if let Some(name) = &self.fault {
                plan.narrow(name)?;
            }
            let evidence = round::play(&mut stage, plan, round, &logs).await?;
            self.judge(&evidence, &logs)?;
        }
        Ok(())
    }

    /// The number of a round that nobody plays yet.
    fn next(&self) -> Option<u64> {
        if self.until_violation && self.totals().violations() > 0 {
            return None;
        }
        self.left.lock().unwrap_or_else(PoisonError::into_inner).next()
    }

    /// Checks what happened in a round, and tells it.
    fn judge(&self, evidence: &Evidence, logs: &Path) -> Result<(), Trouble> {
        let violations = checker::check(evidence);
        self.totals().add(evidence, &violations);
        say(&report::line(evidence, &violations));
        if violations.is_empty() {
            let _ = std::fs::remove_dir_all(logs);
            return Ok(());
        }
        let file = report::keep(evidence, &violations, self.seed, &self.out)?;
        say(&format!("all of it: {}; logs of the programs: {}", file.display(), logs.display()));
        Ok(())
    }

    fn totals(&self) -> MutexGuard<'_, Totals> {
        self.totals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
