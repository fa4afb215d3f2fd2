//! Hashing passwords takes tens of milliseconds and 19 MiB each: a few at a time, on threads that may block.

use std::sync::Arc;
use std::time::Duration;

use booking::staff::password::{self, HashedPassword, NewPassword, PasswordError, Unfit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::json::FieldError;
use crate::problem::{Problem, fault};

/// How many are worked on at once.
const AT_ONCE: usize = 2;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where passwords are hashed.
#[derive(Debug)]
pub struct PasswordDesk(Arc<Semaphore>);

impl Default for PasswordDesk {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl PasswordDesk {
    async fn turn(&self) -> Result<OwnedSemaphorePermit, Problem> {
        match timeout(PATIENCE, Arc::clone(&self.0).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(permit),
            _ => Err(Problem::unavailable(PATIENCE.as_secs())),
        }
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let permit = self.turn().await?;
        let worked = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        worked.await.map_err(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the hashing of a password broke off");
            Problem::internal()
        })
    }

    /// Whether `password` is the one behind `hash`; takes as long where there is none.
    ///
    /// # Errors
    /// 503 when too many are waiting.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Problem> {
        self.work(move || password::verify(&password, hash.as_deref())).await
    }

    /// Hashes a password that somebody chose for a user of whom `known` is known: login name, display name, address.
    ///
    /// # Errors
    /// 503 when too many are waiting. Inside: why the password, sent as `field`, is refused.
    pub async fn choose(
        &self,
        field: &'static str,
        password: String,
        known: &[&str],
    ) -> Result<Result<HashedPassword, FieldError>, Problem> {
        let known: Vec<String> = known.iter().map(|known| (*known).to_owned()).collect();
        let chosen = self.work(move || {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let chosen = NewPassword::choose(&password, &known)?;
            Ok(chosen.hash(&mut platform::clock::randomness()))
        });
        match chosen.await? {
            Ok(Ok(hash)) => Ok(Ok(hash)),
            Ok(Err(error)) => Err(not_hashed(error)),
            Err(unfit) => Ok(Err(unsuitable(field, unfit))),
        }
    }
}

fn not_hashed(error: PasswordError) -> Problem {
    tracing::error!(error = &error as &dyn std::error::Error, "a password could not be hashed");
    Problem::internal()
}

fn unsuitable(field: &'static str, unfit: Unfit) -> FieldError {
    match unfit {
        Unfit::Length => {
            let (shortest, longest) = (password::SHORTEST, password::LONGEST);
            fault(field, "out_of_range", format!("must have {shortest} to {longest} characters"))
        }
        Unfit::Untypable => fault(field, "invalid", "must not contain control characters"),
        Unfit::Guessable { advice } => {
            fault(field, "guessable", format!("is easy to guess. {advice}").trim_end().to_owned())
        }
    }
}
