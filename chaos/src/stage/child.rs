//! A script of `local/` that says one line of JSON once it is ready.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;
use tokio::task::block_in_place;

use super::checkout;
use crate::trouble::Trouble;

/// A running script; it ends when its standard input does, or with this value.
pub struct Script {
    process: Child,
    /// Whether it ends by itself, in order, when its input does.
    cleans_up: bool,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Script {
    /// Starts it; answers with what it says of itself.
    pub fn start(file: &str, complaints: &Path, cleans_up: bool) -> Result<(Self, Value), Trouble> {
        let stderr = std::fs::File::create(complaints).map_err(Trouble::io("the log of a script"))?;
        let mut process = Command::new("node")
            .arg(checkout().join(file))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .map_err(Trouble::io(format!("node {file}")))?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(Trouble::stage(format!("{file} has no standard input or output")));
        };
        let mut script = Self { process, cleans_up, input: Some(input), output: BufReader::new(output) };
        let greeting = script
            .hear()
            .map_err(|_| Trouble::stage(format!("{file} did not start; it says why in {}", complaints.display())))?;
        Ok((script, greeting))
    }

    /// Gives it a command, and waits for its answer.
    pub fn tell(&mut self, command: &str) -> Result<Value, Trouble> {
        let input = self.input.as_mut().ok_or_else(|| Trouble::stage("a script that has ended"))?;
        writeln!(input, "{command}").map_err(Trouble::io(format!("telling a script to {command}")))?;
        self.hear()
    }

    fn hear(&mut self) -> Result<Value, Trouble> {
        let mut line = String::new();
        block_in_place(|| self.output.read_line(&mut line)).map_err(Trouble::io("hearing a script"))?;
        serde_json::from_str(&line).map_err(|_| Trouble::stage("a script ended without an answer"))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // One ends with its input and cleans up, the other knows no such thing.
        drop(self.input.take());
        if !self.cleans_up {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
