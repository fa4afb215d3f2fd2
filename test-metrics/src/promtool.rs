//! Prometheus' own tool, where it is installed (Debian: package `prometheus`).

use std::io::{ErrorKind, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// `promtool check metrics`; `None` where it is not installed.
///
/// # Errors
/// What it says.
#[must_use]
pub fn check_metrics(text: &str) -> Option<Result<(), String>> {
    run(Path::new("."), &["check", "metrics"], text)
}

/// `promtool` with arguments, in a directory; `None` where it is not installed.
///
/// # Errors
/// What it says; a mere warning counts, since its exit code does.
///
/// # Panics
/// When it cannot be talked to.
#[must_use]
pub fn run(directory: &Path, arguments: &[&str], input: &str) -> Option<Result<(), String>> {
    let started = Command::new("promtool")
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut tool = match started {
        Ok(tool) => tool,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            eprintln!("promtool is not installed: only the rules kept here are applied");
            return None;
        }
        Err(error) => panic!("promtool: {error}"),
    };
    tool.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let ended = tool.wait_with_output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    Some(if ended.status.success() { Ok(()) } else { Err(format!("promtool {arguments:?}: {said}")) })
}

#[cfg(test)]
mod tests {
    use super::{check_metrics, run};
    use crate::operations;

    #[test]
    fn the_alerts_can_be_loaded_and_fire_when_they_should() {
        for arguments in [["check", "rules", "alerts.yml"], ["test", "rules", "alerts.test.yml"]] {
            if let Some(Err(said)) = run(&operations(), &arguments, "") {
                panic!("{said}");
            }
        }
    }

    #[test]
    fn the_tool_refuses_what_it_should() {
        let bad = "# TYPE seats_total gauge\nseats_total 1\n";
        assert!(check_metrics(bad).is_none_or(|answer| answer.is_err()));
    }
}
