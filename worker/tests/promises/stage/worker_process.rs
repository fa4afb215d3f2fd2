//! The worker program, as a process that can be killed, frozen and asked to end.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{FIRST_KEY, MailServer, Secrets, Theatre, until};

/// A worker is ready long before.
const READY: Duration = Duration::from_secs(30);

/// How a worker is to be started.
pub struct Plan {
    command: Command,
    secrets: Secrets,
}

/// A running worker; killed with this value, and its log searched for what it must not hold.
pub struct WorkerProcess {
    process: Child,
    /// Where its metrics are.
    internal: SocketAddr,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
    secrets: Secrets,
}

impl Plan {
    pub fn new(theatre: &Theatre, mail_server: &MailServer) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
        command.arg("run").env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut plan = Self { command, secrets: theatre.secrets.clone() };
        for (name, value) in [
            ("DATABASE_URL", theatre.url()),
            // The tests start dozens of workers on one database server.
            ("DATABASE_POOL_SIZE", "5"),
            ("PUBLIC_URL", "https://theatre.example"),
            ("SITE_TIME_ZONE", "Europe/Rome"),
            ("COMPANY_NAME", "Compagnia del Faro"),
            ("TOKEN_KEYS", FIRST_KEY),
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_PORT", &mail_server.port.to_string()),
            ("SMTP_TLS", "none"),
            ("MAIL_FROM", "Compagnia del Faro <biglietteria@theatre.example>"),
            ("WORKER_INTERNAL_LISTEN", "127.0.0.1:0"),
            ("RUST_LOG", "info,worker=debug,booking=debug,platform=debug"),
            ("NO_COLOR", "1"),
        ] {
            plan = plan.env(name, value);
        }
        plan
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// As [`Plan::env`], for a value that no log may hold.
    pub fn secret(self, name: &str, value: &str) -> Self {
        self.secrets.keep(value);
        self.env(name, value)
    }

    /// Starts it and returns when it is at work.
    pub async fn start(self) -> WorkerProcess {
        let mut worker = self.spawn();
        worker.until_ready().await;
        worker
    }

    /// Starts it and waits for nothing.
    pub fn spawn(mut self) -> WorkerProcess {
        let mut process = self.command.spawn().expect("the worker is built");
        let log = Arc::default();
        let readers =
            vec![collect(process.stdout.take().unwrap(), &log), collect(process.stderr.take().unwrap(), &log)];
        WorkerProcess { process, internal: SocketAddr::from(([127, 0, 0, 1], 0)), log, readers, secrets: self.secrets }
    }
}

fn collect(stream: impl Read + Send + 'static, log: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        }
    })
}

/// The address in the line that tells of the start.
fn address_in(line: &str) -> Option<SocketAddr> {
    let host = line.find("127.0.0.1:")?;
    let end = line[host..].find([' ', '"']).map_or(line.len(), |length| host + length);
    line[host..end].parse().ok()
}

impl WorkerProcess {
    pub async fn start(theatre: &Theatre, mail_server: &MailServer) -> Self {
        Plan::new(theatre, mail_server).start().await
    }

    async fn until_ready(&mut self) {
        self.internal = until("the worker is ready", READY, async || {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "the worker ended with {ended:?}:\n{}", self.log());
            address_in(self.log().lines().find(|line| line.contains("the worker runs"))?)
        })
        .await;
    }

    /// Where it listens for operators.
    pub fn internal(&self) -> SocketAddr {
        self.internal
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Part of the names of its slots in the database.
    pub fn name_part(&self) -> String {
        format!("-{}-", self.pid())
    }

    fn signal(&self, name: &str) {
        // The shell's own `kill`: not every machine has the program.
        let pid = self.pid().to_string();
        let sent = Command::new("sh").args(["-c", "kill -s \"$0\" \"$1\"", name, &pid]).status().unwrap();
        assert!(sent.success(), "SIG{name} reaches the worker");
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Lets it do nothing, and notice nothing, until it is thawed.
    pub fn freeze(&self) {
        self.signal("STOP");
    }

    pub fn thaw(&self) {
        self.signal("CONT");
    }

    /// Asks it to end.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        until("the worker ends", within, async || self.process.try_wait().unwrap()).await
    }

    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().unwrap().is_none()
    }

    /// All that it has printed.
    pub fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// All that it has printed, once it has ended.
    pub fn log_to_the_end(&mut self) -> String {
        self.process.wait().unwrap();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        self.log()
    }

    /// Waits until it has printed something.
    pub async fn says(&self, words: &str, within: Duration) {
        let what = format!("the worker says \"{words}\"");
        until(&what, within, async || self.log().contains(words).then_some(())).await;
    }

    /// What it has used of a processor so far.
    pub fn processor_time(&self) -> Duration {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.pid())).unwrap();
        // proc(5): fields 14 and 15, in hundredths of a second; the second field is a name in brackets.
        let fields: Vec<&str> = text.rsplit_once(") ").unwrap().1.split(' ').collect();
        let hundredths = |field: usize| fields[field - 3].parse::<u64>().unwrap();
        Duration::from_millis((hundredths(14) + hundredths(15)) * 10)
    }

    /// All its metrics, as scrapers see them.
    pub async fn exposition(&self) -> String {
        let url = format!("http://{}/metrics", self.internal);
        reqwest::get(url).await.unwrap().text().await.unwrap()
    }

    /// One figure of its metrics, by its name with labels.
    pub async fn measures(&self, figure: &str) -> Option<f64> {
        let text = self.exposition().await;
        let line = text.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(' '))?;
        Some(line.parse().unwrap())
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
        let log = self.log();
        if std::thread::panicking() {
            eprintln!("── log of worker {}\n{log}", self.pid());
            return;
        }
        let told = self.secrets.told_by(&log);
        assert!(told.is_empty(), "a log holds {told:?}:\n{log}");
    }
}
