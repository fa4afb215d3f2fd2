//! The schedule: ticks put a sweep into the queue, under a key that is the same for all workers of that tick, so that
//! one job is left however many workers tick.

use std::sync::Arc;

use apalis_core::error::BoxDynError;
use apalis_core::monitor::Monitor;
use apalis_core::task::data::Data;
use apalis_core::worker::builder::WorkerBuilder;
use apalis_cron::{CronScheduler, Schedule, Tick};
use booking::job;
use booking::job::payload::{Maintain, Sweep};
use chrono::{DateTime, Utc};
use platform::clock::Clock;
use sea_orm::DatabaseConnection;

use crate::workshop::Workshop;

/// The finest period: ticks come each minute.
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// How often each sweep is made, seconds. All work from state, so that one that comes late finds what it missed; guests
/// are reminded once, and operators told of failures once a day at most, however often it is looked.
const SWEEPS: [(Sweep, i64); 6] = [
    (Sweep::ExpireRequests, MINUTE),
    (Sweep::Remind, 10 * MINUTE),
    (Sweep::Purge, HOUR),
    (Sweep::Anonymise, HOUR),
    (Sweep::SummariseFailures, HOUR),
    (Sweep::CheckIntegrity, HOUR),
];

/// Ticks at each full minute (of UTC, as all periods here).
#[derive(Debug, Clone)]
pub struct EachMinute {
    /// By this clock.
    pub clock: Arc<dyn Clock>,
}

impl<Tz> Schedule<Tz> for EachMinute {
    fn next_tick(&mut self, _: &Tz) -> Option<Tick<Tz>> {
        u64::try_from(next_slot(self.clock.now(), MINUTE)).ok().map(Tick::new)
    }
}

/// The first multiple of `period` after `now`, seconds since 1970.
#[must_use]
pub fn next_slot(now: DateTime<Utc>, period: i64) -> i64 {
    (now.timestamp().div_euclid(period) + 1) * period
}

/// The sweeps that are due at a tick.
fn due(slot: i64) -> impl Iterator<Item = Maintain> {
    SWEEPS.into_iter().filter(move |(_, every)| slot % every == 0).map(move |(sweep, _)| Maintain::new(sweep, slot))
}

async fn tick(tick: Tick, workshop: Data<Arc<Workshop>>) -> Result<(), BoxDynError> {
    queue_due(&workshop.db, i64::try_from(tick.get_timestamp())?).await;
    Ok(())
}

/// Puts the sweeps of a tick into the queue; those that another worker's tick put there are left.
pub async fn queue_due(db: &DatabaseConnection, slot: i64) {
    for payload in due(slot) {
        // A tick that is lost is made up for by the next one.
        if let Err(error) = job::enqueue(db, &payload, None).await {
            tracing::warn!(error = %platform::telemetry::chain(&error), "a sweep could not be queued");
        }
    }
}

/// Adds the worker that keeps the schedule.
pub fn keep(monitor: Monitor, workshop: &Arc<Workshop>) -> Monitor {
    let workshop = Arc::clone(workshop);
    monitor.register(move |_restarts| {
        let schedule = EachMinute { clock: Arc::clone(&workshop.clock) };
        WorkerBuilder::new("schedule").backend(CronScheduler::new(schedule)).data(Arc::clone(&workshop)).build(tick)
    })
}

#[cfg(test)]
mod tests {
    use booking::job::payload::{Maintain, Sweep};

    use super::{due, next_slot};

    #[test]
    fn ticks_are_full_minutes_and_later_than_now() {
        let at = |text: &str| next_slot(text.parse().unwrap(), 60);
        assert_eq!(at("2026-05-16T16:30:00Z") - at("2026-05-16T16:29:59.999Z"), 60);
        assert_eq!(at("2026-05-16T16:30:00Z"), at("2026-05-16T16:30:59Z"));
    }

    #[test]
    fn each_sweep_is_made_in_its_own_time() {
        let hour = 3600 * 490_000;
        let sweeps = |slot: i64| due(slot).map(|payload| payload.sweep).collect::<Vec<_>>();
        assert_eq!(due(hour).next(), Some(Maintain::new(Sweep::ExpireRequests, hour)));
        assert_eq!(sweeps(hour).len(), 6);
        assert_eq!(sweeps(hour + 600), [Sweep::ExpireRequests, Sweep::Remind]);
        assert_eq!(sweeps(hour + 60), [Sweep::ExpireRequests]);
    }
}
