//! Times that belong together: how long a job may take, and how soon a dead worker's job is taken over.

use std::time::Duration;

/// A mail server that keeps silent for so long, connecting and logging in included, is given up.
pub const SMTP_CONNECT_TIMEOUT: Duration = Duration::from_secs(7);
/// A mail that is not accepted within this time after its conversation began is given up for now.
pub const SMTP_SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// How long the end of the program waits for what runs (domain.md, Jobs).
pub const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(35);

/// The times of a queue's workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Pause between two signs of life of a worker.
    pub heartbeat: Duration,
    /// A worker without a sign of life for so many pauses is dead.
    pub missed_heartbeats: u32,
    /// A job that takes longer is broken off and tried again later.
    pub job: Duration,
    /// Pause between two looks into the queue; only retries, rescued jobs and lost notifications wait for it.
    pub poll: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(5),
            missed_heartbeats: 5,
            job: Duration::from_secs(20),
            poll: Duration::from_secs(1),
        }
    }
}

/// Times that do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LimitsError {
    /// A living worker's job would be given to another one.
    #[error(
        "a job may take {job:?}, but its worker is taken for dead after {orphaned:?}, one pause of {heartbeat:?} earlier at worst"
    )]
    JobOutlivesWorker {
        /// Longest job.
        job: Duration,
        /// Longest silence of a worker.
        orphaned: Duration,
        /// Pause between two signs of life.
        heartbeat: Duration,
    },
    /// A job of a dead worker would wait longer than promised (domain.md, Jobs).
    #[error("a dead worker's job would wait {0:?}, the promise is 45 seconds")]
    RescueTooLate(Duration),
    /// The program's end would break jobs off.
    #[error("a job may take {0:?}, longer than the program's end waits")]
    JobOutlivesShutdown(Duration),
}

impl Limits {
    /// A worker silent for so long is dead, and its job is free.
    #[must_use]
    pub fn orphaned(&self) -> Duration {
        self.heartbeat * self.missed_heartbeats
    }

    /// Refuses times that would break a promise. The queue sends no sign of life while a stopping worker finishes its
    /// job, so a job must be over before the last sign of life is too old.
    ///
    /// # Errors
    /// [`LimitsError`].
    pub fn check(&self) -> Result<(), LimitsError> {
        const PROMISED_RESCUE: Duration = Duration::from_secs(45);
        if self.job + self.heartbeat > self.orphaned() {
            return Err(LimitsError::JobOutlivesWorker {
                job: self.job,
                orphaned: self.orphaned(),
                heartbeat: self.heartbeat,
            });
        }
        // Found with another worker's next sign of life, started with its next look.
        let rescued = self.orphaned() + self.heartbeat + self.poll;
        if rescued >= PROMISED_RESCUE {
            return Err(LimitsError::RescueTooLate(rescued));
        }
        if self.job >= SHUTDOWN_TIMEOUT {
            return Err(LimitsError::JobOutlivesShutdown(self.job));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Limits, LimitsError, SMTP_CONNECT_TIMEOUT, SMTP_SEND_TIMEOUT};

    #[test]
    fn the_times_in_use_go_together() {
        let limits = Limits::default();
        assert_eq!(limits.check(), Ok(()));
        assert!(SMTP_CONNECT_TIMEOUT + SMTP_SEND_TIMEOUT < limits.job, "a mail server's silence ends before the job");
    }

    #[test]
    fn a_job_that_may_outlive_its_worker_is_refused() {
        let limits = Limits { job: Duration::from_secs(21), ..Limits::default() };
        assert!(matches!(limits.check(), Err(LimitsError::JobOutlivesWorker { .. })));
    }

    #[test]
    fn a_rescue_that_comes_too_late_is_refused() {
        let limits = Limits { missed_heartbeats: 8, ..Limits::default() };
        assert_eq!(limits.check(), Err(LimitsError::RescueTooLate(Duration::from_secs(46))));
    }

    #[test]
    fn a_job_longer_than_the_end_of_the_program_is_refused() {
        let limits = Limits {
            heartbeat: Duration::from_secs(1),
            missed_heartbeats: 40,
            job: Duration::from_secs(36),
            ..Limits::default()
        };
        assert_eq!(limits.check(), Err(LimitsError::JobOutlivesShutdown(Duration::from_secs(36))));
    }
}
