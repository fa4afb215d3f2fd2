//! `local/crashing-database.mjs`: a PostgreSQL of a test's own, that crashes and comes back when told.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::checkout;

/// A database server; gone with this value.
pub struct DatabaseServer {
    process: Child,
    commands: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    pub url: String,
}

impl DatabaseServer {
    pub fn start() -> Self {
        let mut process = Command::new("node")
            .arg(checkout().join("local/crashing-database.mjs"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Not ours, as with the mail server's.
            .stderr(Stdio::piped())
            .spawn()
            .expect("node is there");
        let commands = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let mut server = Self { process, commands, answers, url: String::new() };
        let greeting = server.answer();
        server.url.push_str(greeting["url"].as_str().unwrap());
        server
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut complaint = String::new();
            self.process.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
            panic!("the database server does not answer: {line}{complaint}")
        })
    }

    fn command(&mut self, word: &str) {
        writeln!(self.commands.as_mut().unwrap(), "{word}").unwrap();
        assert_eq!(self.answer()["done"], word);
    }

    /// Ends it at once; every connection breaks.
    pub fn crash(&mut self) {
        self.command("crash");
    }

    /// Starts it again; it answers when this returns.
    pub fn come_back(&mut self) {
        self.command("return");
    }
}

impl Drop for DatabaseServer {
    fn drop(&mut self) {
        // It cleans up after itself when its input ends.
        drop(self.commands.take());
        let _ = self.process.wait();
    }
}
