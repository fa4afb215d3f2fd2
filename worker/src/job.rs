//! The jobs, one file a kind, and what is the same for all of them.

mod handler;
mod maintain;
mod prepare_poster;
mod render_ticket;
mod send_email;
mod send_staff_mail;

use std::sync::Arc;
use std::time::Duration;

use booking::Failure;
use booking::job::payload::Payload;

pub use handler::{Runner, handle};
pub use maintain::Maintenance;
pub use prepare_poster::PreparePoster;
pub use render_ticket::RenderTicket;
pub use send_email::SendEmail;
pub use send_staff_mail::SendStaffMail;

use crate::workshop::Workshop;

/// A kind of job.
pub trait Job: Send + Sync + 'static {
    /// What its rows carry.
    type Payload: Payload + 'static;

    /// Does the work. It may be done twice: after a crash, or by two workers when one was silent for too long.
    fn run(
        workshop: &Arc<Workshop>,
        payload: &Self::Payload,
        request_id: Option<&str>,
    ) -> impl Future<Output = Result<Done, JobError>> + Send;

    /// Notes that the work will never be done, where people look for it.
    fn abandon(
        workshop: &Workshop,
        payload: &Self::Payload,
        cause: &str,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// How a run ended well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// The work is done.
    Now,
    /// It was done before, or nobody wants it any more.
    Nothing,
}

/// Pause before a job is started again that could not be worked on at all.
const POSTPONED_FOR: Duration = Duration::from_secs(2);

/// How a run ended badly. Texts hold no addresses, names or secrets: they are stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Trying again may help, by the schedule of all jobs.
    #[error("{cause}")]
    Retry {
        /// What happened.
        cause: String,
    },
    /// Through no fault of the job it could not be worked on: the start does not count, and another follows soon.
    #[error("{cause}")]
    Postpone {
        /// What happened.
        cause: String,
        /// When to start again, before jitter.
        delay: Duration,
    },
    /// Trying again is useless.
    #[error("{cause}")]
    GiveUp {
        /// What happened.
        cause: String,
    },
}

impl JobError {
    /// Tries again by the schedule.
    pub fn retry(cause: impl Into<String>) -> Self {
        Self::Retry { cause: cause.into() }
    }

    /// Tries again soon, and does not count this time.
    pub fn postpone(cause: impl Into<String>) -> Self {
        Self::Postpone { cause: cause.into(), delay: POSTPONED_FOR }
    }

    /// Does not try again.
    pub fn give_up(cause: impl Into<String>) -> Self {
        Self::GiveUp { cause: cause.into() }
    }
}

/// What happened below the rules may be over soon. Only the kind of failure is told: a driver's text may repeat values.
impl From<Failure> for JobError {
    fn from(failure: Failure) -> Self {
        tracing::warn!(error = %platform::telemetry::chain(&failure), "a job met a failure");
        match &failure {
            // After an outage all is to go on within seconds, and nobody's mail has been tried meanwhile.
            Failure::Busy(_) | Failure::Unavailable(_) => Self::postpone(failure.to_string()),
            Failure::Database(_) | Failure::Unreadable(_) => Self::retry(failure.to_string()),
        }
    }
}

impl From<booking::token::RederiveError> for JobError {
    fn from(error: booking::token::RederiveError) -> Self {
        match error {
            booking::token::RederiveError::Failure(failure) => failure.into(),
            known => Self::give_up(known.to_string()),
        }
    }
}
