//! A script of `local/` that says one line of JSON once it is ready.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::checkout;
use crate::trouble::Trouble;

/// A running script; it ends when its standard input does, or with this value.
pub struct Script {
    _process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Script {
    /// Starts it; answers with what it says of itself.
    pub async fn start(file: &str, complaints: &Path) -> Result<(Self, Value), Trouble> {
        let stderr = std::fs::File::create(complaints).map_err(Trouble::io("the log of a script"))?;
        let mut process = Command::new("node")
            .arg(checkout().join(file))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .kill_on_drop(true)
            .spawn()
            .map_err(Trouble::io(format!("node {file}")))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Trouble::stage(format!("{file} has no standard input or output")));
        };
        let mut script = Self { _process: process, input, output: BufReader::new(output).lines() };
        let greeting = script
            .hear()
            .await
            .map_err(|_| Trouble::stage(format!("{file} did not start; it says why in {}", complaints.display())))?;
        Ok((script, greeting))
    }

    /// Gives it a command, and waits for its answer.
    pub async fn tell(&mut self, command: &str) -> Result<Value, Trouble> {
        let line = format!("{command}\n");
        self.input.write_all(line.as_bytes()).await.map_err(Trouble::io(format!("telling a script to {command}")))?;
        self.hear().await
    }

    async fn hear(&mut self) -> Result<Value, Trouble> {
        let line = self.output.next_line().await.map_err(Trouble::io("hearing a script"))?;
        line.and_then(|line| serde_json::from_str(&line).ok())
            .ok_or_else(|| Trouble::stage("a script ended without an answer"))
    }
}
