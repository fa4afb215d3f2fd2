//! The floor under writes: pgbench running one statement with the same effect, on the same server, tables and indexes.

use std::path::PathBuf;
use std::process::Stdio;

use crate::Broken;

/// Numbers of clients that are tried for the best.
const CLIENTS: [usize; 6] = [1, 2, 4, 8, 16, 32];

/// pgbench, and where it works.
#[derive(Debug, Clone)]
pub struct Pgbench {
    /// The program.
    pub program: PathBuf,
    /// Where scripts are written to.
    pub scripts: PathBuf,
}

/// A statement that does the work, as pgbench reads it.
#[derive(Debug, Clone)]
pub struct Script {
    /// Name of its file.
    pub name: &'static str,
    /// What it runs: SQL, and pgbench's own commands.
    pub text: String,
}

/// The fastest way that was found.
#[derive(Debug, Clone)]
pub struct Best {
    script: Script,
    /// Clients at once.
    pub clients: usize,
}

impl Best {
    /// In words.
    #[must_use]
    pub fn words(&self) -> String {
        format!("floor: {} with {} clients", self.script.name, self.clients)
    }
}

impl Pgbench {
    /// Transactions a second of `count` in all, by `clients` at once.
    pub async fn rate(&self, url: &str, script: &Script, clients: usize, count: usize) -> Result<f64, Broken> {
        let file = self.scripts.join(format!("{}.sql", script.name.replace(' ', "-")));
        std::fs::write(&file, &script.text)?;
        let mut command = std::process::Command::new(&self.program);
        command
            .args(["--no-vacuum", "--protocol", "prepared"])
            .args(["--client", &clients.to_string(), "--jobs", &clients.min(2).to_string()])
            .args(["--transactions", &count.div_ceil(clients).to_string()])
            .arg("--file")
            .arg(&file)
            .arg(url)
            .stdin(Stdio::null());
        let told = tokio::task::spawn_blocking(move || command.output()).await??;
        let text = String::from_utf8_lossy(&told.stdout);
        let rate = text
            .lines()
            .find_map(|line| line.strip_prefix("tps = ")?.split_whitespace().next()?.parse().ok())
            .filter(|_| told.status.success());
        rate.ok_or_else(|| {
            let words = String::from_utf8_lossy(&told.stderr);
            Broken::Floor(words.lines().rev().take(3).collect::<Vec<_>>().join(" / "))
        })
    }

    /// The fastest of `scripts` and numbers of clients. Before each try, `prepare` is told how many transactions come.
    pub async fn best(
        &self,
        url: &str,
        scripts: &[Script],
        count: usize,
        mut prepare: impl AsyncFnMut(usize) -> Result<(), Broken>,
    ) -> Result<Best, Broken> {
        let mut best: Option<(f64, Best)> = None;
        for script in scripts {
            for clients in CLIENTS {
                // Few clients need long for many transactions, and tell as much with fewer.
                let count = if clients <= 2 { count.div_ceil(4) } else { count };
                prepare(count.div_ceil(clients) * clients).await?;
                let rate = self.rate(url, script, clients, count).await?;
                if best.as_ref().is_none_or(|(most, _)| rate > *most) {
                    best = Some((rate, Best { script: script.clone(), clients }));
                }
            }
        }
        best.map(|(_, best)| best).ok_or_else(|| Broken::Floor("no statement to run".to_owned()))
    }

    /// As [`Pgbench::rate`], the fastest way.
    pub async fn again(&self, url: &str, best: &Best, count: usize) -> Result<f64, Broken> {
        self.rate(url, &best.script, best.clients, count).await
    }

    /// Transactions that a run of `count` really makes: as many for each client.
    #[must_use]
    pub fn really(best: &Best, count: usize) -> usize {
        count.div_ceil(best.clients) * best.clients
    }
}
