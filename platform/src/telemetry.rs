//! Logs, on standard output. Events carry ids, never persons; an error is logged with its chain of causes.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::io::IsTerminal as _;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::settings::LogSettings;

/// What is logged where `RUST_LOG` says nothing: what our own programs do, and what goes wrong in libraries.
const USUAL: &str = "warn,api=info,worker=info,booking=info,platform=info,migration=info";

/// Shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Why logs cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `RUST_LOG` cannot be read.
    #[error("RUST_LOG is not a list of filters such as info,api=debug")]
    Filter(#[source] ParseError),
    /// Something else in this process logs already.
    #[error("logs are set up already")]
    Twice(#[source] TryInitError),
}

/// Sends the program's events to standard output from now on.
///
/// # Errors
/// [`TelemetryError`].
pub fn start(settings: &LogSettings) -> Result<(), TelemetryError> {
    let filter = match std::env::var("RUST_LOG") {
        Ok(text) if !text.trim().is_empty() => EnvFilter::builder().parse(text).map_err(TelemetryError::Filter)?,
        _ => EnvFilter::new(USUAL),
    };
    let registry = tracing_subscriber::registry().with(filter);
    match settings.log_format {
        LogFormat::Text => {
            let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            registry.with(tracing_subscriber::fmt::layer().with_ansi(colours)).try_init()
        }
        LogFormat::Json => {
            registry.with(tracing_subscriber::fmt::layer().json().flatten_event(true).with_span_list(false)).try_init()
        }
    }
    .map_err(TelemetryError::Twice)
}

/// An error and its causes on one line, for a log: `tracing::error!(error = %chain(&error), "…")`.
///
/// Only what errors *display* is shown: a driver's `Debug` repeats the values of a row.
#[must_use]
pub fn chain(error: &dyn Error) -> Chain {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        // Transparent errors say what their cause says.
        if !text.ends_with(&said) {
            // Writing to a string cannot fail.
            let _ = write!(text, ": {said}");
        }
        cause = inner.source();
    }
    Chain(text)
}

/// See [`chain`].
#[derive(Debug, Clone)]
pub struct Chain(String);

impl fmt::Display for Chain {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use tracing_subscriber::EnvFilter;

    use super::{USUAL, chain};

    #[derive(Debug, thiserror::Error)]
    #[error("the house is closed")]
    struct Closed(#[source] io::Error);

    #[test]
    fn an_error_is_told_with_its_causes() {
        let error = Closed(io::Error::other("the key is lost"));
        assert_eq!(chain(&error).to_string(), "the house is closed: the key is lost");
    }

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_are_heard_when_something_goes_wrong_and_our_own_programs_always() {
        let paper = Paper::default();
        let writer = paper.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(USUAL))
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            tracing::info!(target: "worker::job::send_email", "sent");
            tracing::info!(target: "api::layers::guard", "answered");
            tracing::debug!(target: "api::layers::guard", "considered");
            tracing::info!(target: "poem::server", "listening");
            tracing::warn!(target: "sqlx::pool", "slow");
        });
        let said = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        for (word, is_said) in
            [("sent", true), ("answered", true), ("considered", false), ("listening", false), ("slow", true)]
        {
            assert_eq!(said.contains(word), is_said, "{word} in {said}");
        }
    }
}
