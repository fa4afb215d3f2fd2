//! One of several equal processes of a program, that can be killed, frozen and started anew.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{Line, Wire};
use crate::trouble::Trouble;

/// An orderly end takes no longer (domain.md, Jobs), and a bit for a machine that is busy with us.
const ENDS_WITHIN: Duration = Duration::from_secs(45);

const LOOK_EVERY: Duration = Duration::from_millis(20);

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
            .spawn()
            .map_err(Trouble::io(self.file.display().to_string()))?;
        self.process = Some(process);
        Ok(())
    }

    /// Its process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// Whether it ended without having been told to; answers how.
    pub fn ended(&mut self) -> Option<String> {
        let status = self.process.as_mut()?.try_wait().ok()??;
        Some(status.to_string())
    }

    fn signal(&self, name: &str) -> Result<(), Trouble> {
        let pid = self.pid().ok_or_else(|| Trouble::stage(format!("{} does not run", self.name())))?.to_string();
        // The shell's own `kill`: not every machine has the program.
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &pid]).status();
        let sent = sent.map_err(Trouble::io(format!("SIG{name} to {}", self.name())))?;
        sent.success().then_some(()).ok_or_else(|| Trouble::stage(format!("{} is gone", self.name())))
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) -> Result<(), Trouble> {
        self.dead.extend(self.pid());
        if let Some(mut process) = self.process.take() {
            let killed = process.kill().and_then(|()| process.wait());
            killed.map_err(Trouble::io(format!("killing {}", self.name())))?;
        }
        Ok(())
    }

    /// Asks it to end, waits until it has, and says how.
    pub async fn end(&mut self) -> Result<Ended, Trouble> {
        let (name, began) = (self.name(), Instant::now());
        self.signal("TERM")?;
        while began.elapsed() < ENDS_WITHIN {
            let Some(process) = self.process.as_mut() else { return Ok(Ended::Well) };
            if let Some(status) = process.try_wait().map_err(Trouble::io(format!("waiting for {name}")))? {
                self.dead.extend(self.pid());
                self.process = None;
                return Ok(if status.success() {
                    Ended::Well
                } else {
                    Ended::Badly(format!("{name}, asked to end, ended with {status}"))
                });
            }
            sleep(LOOK_EVERY).await;
        }
        self.kill()?;
        Ok(Ended::Badly(format!("{name}, asked to end, did not within {} s", ENDS_WITHIN.as_secs())))
    }

    /// Lets it do nothing, and notice nothing, until it is thawed.
    pub fn freeze(&self) -> Result<(), Trouble> {
        self.signal("STOP")
    }

    pub fn thaw(&self) -> Result<(), Trouble> {
        self.signal("CONT")
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

impl Drop for Replica {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
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
