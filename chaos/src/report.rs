//! What is told: a line a round, all of a violation, and a table at the end.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use platform::table::Table;

use crate::checker::Violation;
use crate::evidence::Evidence;
use crate::plan::Break;
use crate::trouble::Trouble;

/// Of the history around a violation so much is shown, before and after.
const AROUND: Duration = Duration::from_secs(1);
/// And so many calls at most; the file has all.
const CALLS_SHOWN: usize = 24;
/// So many violations of a round are shown; the rest mostly follows from them.
const SHOWN: usize = 4;

/// What the rounds came to.
#[derive(Debug, Default)]
pub struct Totals {
    rounds: usize,
    calls: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    faults: BTreeMap<Break, usize>,
    left_out: usize,
    recoveries: BTreeMap<Break, Duration>,
    /// Longest, of rounds in which real waiting times were waited for.
    settled: Option<Duration>,
    /// Longest time that a sleeping API kept a performance from all others.
    kept: Duration,
    /// Rounds on a machine that was too busy.
    not_timed: usize,
    looks: usize,
    mails: usize,
    second_copies: usize,
    violations: BTreeMap<&'static str, usize>,
}

impl Totals {
    pub fn violations(&self) -> usize {
        self.violations.values().sum()
    }

    pub fn add(&mut self, evidence: &Evidence, violations: &[Violation]) {
        self.rounds += 1;
        for call in &evidence.calls {
            *self.calls.entry(call.op.name()).or_default().entry(call.outcome.name()).or_default() += 1;
        }
        for fault in &evidence.injected.happened {
            *self.faults.entry(fault.what).or_default() += 1;
        }
        self.left_out += evidence.injected.left_out;
        if let (Some(last), Some(took)) = (evidence.recovery.last, evidence.recovery.took) {
            let longest = self.recoveries.entry(last).or_default();
            *longest = took.max(*longest);
        }
        if evidence.plan.patient {
            self.settled = self.settled.max(evidence.settled);
        }
        self.kept = self.kept.max(evidence.injected.longest_kept);
        self.not_timed += usize::from(!evidence.times_count());
        self.looks += evidence.samples.looks;
        self.mails += evidence.letters.len();
        self.second_copies += second_copies(evidence);
        for violation in violations {
            *self.violations.entry(violation.invariant).or_default() += 1;
        }
    }

    /// The table at the end.
    pub fn table(&self) -> String {
        let mut calls = Table::new(&["CALLS", ">OK", ">FAIL", ">UNKNOWN"]);
        let of = |outcomes: &BTreeMap<&str, usize>, name: &str| outcomes.get(name).copied().unwrap_or(0);
        let mut sums = [0; 3];
        for (op, outcomes) in &self.calls {
            let counts = ["ok", "fail", "unknown"].map(|name| of(outcomes, name));
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
            calls.row(std::iter::once((*op).to_owned()).chain(counts.map(|count| count.to_string())));
        }
        calls.row(std::iter::once("all".to_owned()).chain(sums.map(|sum| sum.to_string())));
        let mut faults = Table::new(&["FAULTS", ">TIMES", ">LONGEST RECOVERY S"]);
        for (what, times) in &self.faults {
            let recovery = self.recoveries.get(what).map_or("–".to_owned(), |took| seconds(*took));
            faults.row([what.name().to_owned(), times.to_string(), recovery]);
        }
        let longest = self.recoveries.values().max().map_or("–".to_owned(), |took| seconds(*took));
        faults.row(["all".to_owned(), self.faults.values().sum::<usize>().to_string(), longest]);
        let mut text = format!("{calls}\n\n{faults}\n\n");
        if self.left_out > 0 {
            let _ = writeln!(text, "{} faults were left out: libfaketime is not installed", self.left_out);
        }
        let _ = writeln!(
            text,
            "{} rounds, {} looks at all seats, {} mails ({} second copies); jobs settled {} s after the last fault at \
             the latest, a sleeping API kept a performance for {} s at most",
            self.rounds,
            self.looks,
            self.mails,
            self.second_copies,
            self.settled.map_or("–".to_owned(), seconds),
            seconds(self.kept)
        );
        if self.not_timed > 0 {
            let _ = writeln!(
                text,
                "{} rounds' times were not judged: the machine was late by more than a second",
                self.not_timed
            );
        }
        for (invariant, count) in &self.violations {
            let _ = writeln!(text, "violated: {invariant}, {count} times");
        }
        let _ = write!(text, "{} violations", self.violations());
        text
    }
}

/// Mails that came more than once.
fn second_copies(evidence: &Evidence) -> usize {
    let names: std::collections::BTreeSet<_> = evidence.letters.iter().map(|letter| &letter.mail.message_id).collect();
    evidence.letters.len() - names.len()
}

/// The line of a round.
pub fn line(evidence: &Evidence, violations: &[Violation]) -> String {
    let count = |name: &str| evidence.calls.iter().filter(|call| call.outcome.name() == name).count();
    let faults: Vec<_> = evidence.injected.happened.iter().map(|fault| fault.what.name()).collect();
    let time = |time: Option<Duration>| time.map_or("never".to_owned(), |time| format!("{} s", seconds(time)));
    format!(
        "round {:>3}{}: {} ok, {} fail, {} unknown; {}; {} mails; recovered {}, settled {}, took {} s, machine late by \
         {} s: {}",
        evidence.round,
        if evidence.plan.patient { " (patient)" } else { "" },
        count("ok"),
        count("fail"),
        count("unknown"),
        faults.join(", "),
        evidence.letters.len(),
        time(evidence.recovery.took),
        time(evidence.settled),
        seconds(evidence.took),
        seconds(evidence.samples.late),
        if violations.is_empty() { "sound".to_owned() } else { format!("{} VIOLATIONS", violations.len()) }
    )
}

/// Tells a violation with the seed and what happened around it, and keeps all of it in a file, whose name it answers.
pub fn keep(evidence: &Evidence, violations: &[Violation], seed: u64, out: &Path) -> Result<PathBuf, Trouble> {
    let round = evidence.round;
    let mut text = format!("seed {seed}, round {round}; again: make chaos SEED={seed} ROUND={round}\n\n");
    for (number, violation) in violations.iter().enumerate() {
        let _ = writeln!(text, "✗ {}: {}", violation.invariant, violation.what);
        if let Some(at) = violation.at.filter(|_| number < SHOWN) {
            let near = |from: Duration, to: Duration| from <= at + AROUND && to + AROUND >= at;
            for fault in evidence.injected.happened.iter().filter(|fault| near(fault.from, fault.to)) {
                let _ = writeln!(text, "    {fault}");
            }
            let calls = evidence.calls.iter().filter(|call| near(call.invoked, call.returned));
            for call in calls.take(CALLS_SHOWN) {
                let _ = writeln!(text, "    {call}");
            }
        }
    }
    say(&text);
    let _ = writeln!(text, "\nAll faults:");
    for fault in &evidence.injected.happened {
        let _ = writeln!(text, "{fault}");
    }
    let _ = writeln!(text, "\nAll calls:");
    for call in &evidence.calls {
        let _ = writeln!(text, "{call}");
    }
    let _ = writeln!(text, "\nAll mails:");
    for letter in &evidence.letters {
        let _ = writeln!(text, "{:>8.3}  {:?}", letter.arrived.as_secs_f64(), letter.mail);
    }
    let _ = writeln!(text, "\nRows: {:#?}", evidence.rows);
    let file = out.join(format!("violation-{seed}-{round}.txt"));
    std::fs::write(&file, text).map_err(Trouble::io(file.display().to_string()))?;
    Ok(file)
}

fn seconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64())
}

/// Says something on standard output.
pub fn say(text: &str) {
    // Nobody listens any more: then there is nobody to tell.
    let _ = writeln!(std::io::stdout(), "{text}");
}
