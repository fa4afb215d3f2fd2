//! Our own programs, started as a deployment starts them: release builds, eight connections, logs as JSON.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{Ask, Client};
use crate::Broken;

/// A program that is not ready by then will not be.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that runs; it is ended with this value.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Where it is asked.
    pub address: SocketAddr,
    /// From its start to its first good answer.
    pub ready_in: Duration,
}

/// What programs are started with.
#[derive(Debug, Clone)]
pub struct Programs {
    /// Where they are.
    pub directory: PathBuf,
    /// Where their logs go.
    pub logs: PathBuf,
    /// Origin of the site.
    pub site_url: String,
    /// The keys, as `TOKEN_KEYS` takes them.
    pub token_keys: String,
}

impl Programs {
    /// The API on `port`, or on any.
    pub async fn api(&self, name: &str, database_url: &str, port: Option<u16>) -> Result<Program, Broken> {
        let (public, internal) = (at(port.map_or_else(free_port, Ok)?), at(free_port()?));
        let mut command = self.command("api", "serve", database_url);
        command
            .env("API_LISTEN", public.to_string())
            .env("API_INTERNAL_LISTEN", internal.to_string())
            .env("TRUSTED_PROXIES", "127.0.0.1/32")
            .env("RATE_LIMITS", "off");
        self.start(name, command, public, "/api/ready").await
    }

    /// A worker that sends to `smtp`.
    pub async fn worker(&self, name: &str, database_url: &str, smtp: SocketAddr) -> Result<Program, Broken> {
        let internal = at(free_port()?);
        let mut command = self.command("worker", "run", database_url);
        command
            .env("WORKER_INTERNAL_LISTEN", internal.to_string())
            .env("SMTP_HOST", smtp.ip().to_string())
            .env("SMTP_PORT", smtp.port().to_string())
            .env("SMTP_TLS", "none")
            .env("MAIL_FROM", "Compagnia del Faro <biglietteria@compagnia-del-faro.example>");
        self.start(name, command, internal, "/metrics").await
    }

    fn command(&self, program: &str, verb: &str, database_url: &str) -> Command {
        let mut command = dying_with_us(&self.directory.join(program));
        command
            .arg(verb)
            .env("DATABASE_URL", database_url)
            .env("PUBLIC_URL", &self.site_url)
            .env("SITE_TIME_ZONE", "Europe/Rome")
            .env("COMPANY_NAME", "Compagnia del Faro")
            .env("TOKEN_KEYS", &self.token_keys)
            .env("LOG_FORMAT", "json")
            .stdin(Stdio::null());
        command
    }

    async fn start(
        &self,
        name: &str,
        mut command: Command,
        address: SocketAddr,
        ready: &str,
    ) -> Result<Program, Broken> {
        let log = self.logs.join(format!("{name}.log"));
        let out = File::create(&log)?;
        command.stderr(out.try_clone()?).stdout(out);
        let began = Instant::now();
        let child = command.spawn()?;
        let mut program = Program { child, address, ready_in: Duration::ZERO };
        let ask = Ask::get(ready);
        while Client::of(address).well(&ask).await.is_err() {
            if began.elapsed() > PATIENCE || program.child.try_wait()?.is_some() {
                return Err(Broken::NotReady { name: name.to_owned(), log });
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        program.ready_in = began.elapsed();
        Ok(program)
    }

    /// Size of a program without symbols, bytes.
    pub fn size(&self, program: &str) -> Result<u64, Broken> {
        let stripped = self.logs.join(format!("{program}.stripped"));
        let status = Command::new("strip").arg("-o").arg(&stripped).arg(self.directory.join(program)).status()?;
        if !status.success() {
            return Err(Broken::Tool("strip"));
        }
        let size = std::fs::metadata(&stripped)?.len();
        std::fs::remove_file(&stripped)?;
        Ok(size)
    }
}

impl Program {
    /// Memory that it holds now, megabytes of resident pages.
    pub fn memory(&self) -> Result<f64, Broken> {
        self.status("VmRSS:")
    }

    /// Most memory that it ever held.
    pub fn most_memory(&self) -> Result<f64, Broken> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<f64, Broken> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or(Broken::Tool("/proc"))?;
        let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().map_err(|_| Broken::Tool("/proc"))?;
        Ok(kilobytes / 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody to tell.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The kernel ends the program when we are killed without a chance to, where the machine has `setpriv`.
fn dying_with_us(program: &Path) -> Command {
    let setpriv = Path::new("/usr/bin/setpriv");
    if !setpriv.exists() {
        return Command::new(program);
    }
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "KILL", "--"]).arg(program);
    command
}

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn free_port() -> Result<u16, Broken> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
