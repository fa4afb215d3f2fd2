//! The time and randomness of the machine. Rules take both as arguments; programs get them here.

use std::fmt::Debug;
use std::sync::Mutex;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rand::rngs::StdRng;

/// Tells the time.
pub trait Clock: Debug + Send + Sync + 'static {
    /// Now, in whole microseconds: what PostgreSQL keeps, so that a time read back equals the one written.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the place that asks the machine")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}

/// A clock that stands still until it is moved, for tests of what depends on time.
#[derive(Debug)]
pub struct StoppedClock(Mutex<DateTime<Utc>>);

impl StoppedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Mutex::new(now.trunc_subsecs(6)))
    }

    /// Moves the clock, forwards or back.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A generator fit for secrets, seeded by the machine. It may be sent to other threads; make one where one is needed.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the place that asks the machine")]
pub fn randomness() -> StdRng {
    rand::make_rng()
}

#[cfg(test)]
mod tests {
    use super::{Clock, StoppedClock, SystemClock, randomness};
    use chrono::{TimeDelta, Timelike};
    use rand::Rng;

    #[test]
    fn the_time_has_no_more_digits_than_postgresql_keeps() {
        assert_eq!(SystemClock.now().nanosecond() % 1000, 0);
    }

    #[test]
    fn a_stopped_clock_moves_when_told() {
        let clock = StoppedClock::at(SystemClock.now());
        let before = clock.now();
        clock.advance(TimeDelta::hours(8));
        assert_eq!(clock.now() - before, TimeDelta::hours(8));
    }

    #[test]
    fn two_generators_say_different_things() {
        assert_ne!(randomness().next_u64(), randomness().next_u64());
    }
}
