//! One of several equal processes of a program, that can be killed, frozen and started anew.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use super::{Line, Wire};
use crate::trouble::Trouble;

/// An orderly end takes no longer (domain.md, Jobs), and a bit for a machine that is busy with us.
const ENDS_WITHIN: Duration = Duration::from_secs(45);

/// Which program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Program {
    Api,
    Worker,
}

impl Program {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Worker => "worker",
        }
    }

    const fn argument(self) -> &'static str {
        match self {
            Self::Api => "serve",
            Self::Worker => "run",
        }
    }
}

/// One process, and its wires.
pub struct Replica {
    pub program: Program,
    /// From 1.
    pub number: usize,
    file: PathBuf,
    settings: Vec<(String, OsString)>,
    log: PathBuf,
    process: Option<Child>,
    /// Process ids of those that were killed: their jobs wait for somebody to notice.
    pub dead: Vec<u32>,
    /// Between it and the database.
    pub database: Wire,
    /// Between clients and it; workers have none.
    pub clients: Option<Wire>,
    /// The file by which its clock is moved; none where the library for that is missing.
    pub clock: Option<PathBuf>,
}

/// What a replica is made of.
pub struct Parts {
    pub program: Program,
    pub number: usize,
    pub file: PathBuf,
    pub settings: Vec<(String, OsString)>,
    pub log: PathBuf,
    pub database: Wire,
    pub clients: Option<Wire>,
    pub clock: Option<PathBuf>,
}

impl Replica {
    pub fn new(parts: Parts) -> Self {
        let Parts { program, number, file, settings, log, database, clients, clock } = parts;
        Self { program, number, file, settings, log, process: None, dead: Vec::new(), database, clients, clock }
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.program.name(), self.number)
    }

    /// Where clients reach it.
    pub fn address(&self) -> Option<SocketAddr> {
        self.clients.as_ref().map(Wire::address)
    }

    /// Starts the process, and waits for nothing.
    pub fn start(&mut self) -> Result<(), Trouble> {
        let open = || std::fs::OpenOptions::new().create(true).append(true).open(&self.log);
        let log = || open().map_err(Trouble::io("a log"));
        // The kernel ends it when the trial is ended by force.
        let process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "--"])
            .arg(&self.file)
            .arg(self.program.argument())
            .env_clear()
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(log()?)
            .stderr(log()?)
            .kill_on_drop(true)
            .spawn()
            .map_err(Trouble::io(self.file.display().to_string()))?;
        self.process = Some(process);
        Ok(())
    }

    /// Its process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().and_then(Child::id)
    }

    /// Whether it ended without having been told to; answers how.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.process.as_mut()?.try_wait().ok()??;
        Some(status.to_string())
    }

    fn signal(&self, signal: Signal) -> Result<(), Trouble> {
        let pid = self.pid().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| Trouble::stage(format!("{} does not run", self.name())))?;
        kill_process(pid, signal).map_err(|error| Trouble::Io { what: self.name(), source: error.into() })
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> Result<(), Trouble> {
        self.dead.extend(self.pid());
        if let Some(mut process) = self.process.take() {
            process.kill().await.map_err(Trouble::io(format!("killing {}", self.name())))?;
        }
        Ok(())
    }

    /// Asks it to end, waits until it has, and says how.
    pub async fn end(&mut self) -> Result<Ended, Trouble> {
        let pid = self.pid();
        self.signal(Signal::TERM)?;
        let name = self.name();
        let Some(process) = self.process.as_mut() else { return Ok(Ended::Well) };
        let outcome = match tokio::time::timeout(ENDS_WITHIN, process.wait()).await {
            Ok(Ok(status)) if status.success() => Ended::Well,
            Ok(Ok(status)) => Ended::Badly(format!("{name}, asked to end, ended with {status}")),
            Ok(Err(error)) => return Err(Trouble::Io { what: name, source: error }),
            Err(_) => Ended::Badly(format!("{name}, asked to end, did not within {} s", ENDS_WITHIN.as_secs())),
        };
        self.dead.extend(pid);
        self.process = None;
        Ok(outcome)
    }

    /// Lets it do nothing, and notice nothing, until it is thawed.
    pub fn freeze(&self) -> Result<(), Trouble> {
        self.signal(Signal::STOP)
    }

    pub fn thaw(&self) -> Result<(), Trouble> {
        self.signal(Signal::CONT)
    }

    /// Moves its clock away from the machine's, at once and while it runs; `false` where that cannot be done here.
    pub fn move_clock(&self, minutes: i32) -> Result<bool, Trouble> {
        let Some(file) = &self.clock else { return Ok(false) };
        std::fs::write(file, format!("{minutes:+}m\n")).map_err(Trouble::io("moving a clock"))?;
        Ok(true)
    }

    /// As if nothing had ever happened to it: runs, awake, with whole wires and the right time.
    pub fn heal(&mut self) -> Result<(), Trouble> {
        self.database.becomes(Line::Whole);
        if let Some(clients) = &self.clients {
            clients.becomes(Line::Whole);
        }
        self.move_clock(0)?;
        if self.process.is_none() {
            return self.start();
        }
        self.thaw()
    }
}

/// How a process ended that was asked to.
pub enum Ended {
    Well,
    /// What it did instead.
    Badly(String),
}

/// The library that moves a program's clock, where it is installed (Debian: `libfaketime`).
pub fn clock_library() -> Option<PathBuf> {
    let triplet = format!("/usr/lib/{}-linux-gnu/faketime/libfaketime.so.1", std::env::consts::ARCH);
    Path::new(&triplet).exists().then(|| triplet.into())
}
