//! The workers of this process: some slots a queue, each an apalis worker that runs one job at a time, and the one that
//! keeps the schedule. A slot that loses its queue starts again under a new name, for as long as the program runs.

use std::sync::Arc;

use apalis::layers::WorkerBuilderExt as _;
use apalis_core::backend::ext::poll_strategy::PollWith;
use apalis_core::monitor::Monitor;
use apalis_core::worker::builder::WorkerBuilder;
use booking::job::payload::Payload as _;
use platform::database::Database;
use platform::shutdown::Shutdown;

use super::backend::JobQueue;
use super::store::Store;
use super::wake_up::WakeUp;
use super::{Bell, names};
use crate::job::{Job, Maintenance, PreparePoster, RenderTicket, Runner, SendEmail, SendStaffMail, handle};
use crate::limits::{Limits, SHUTDOWN_TIMEOUT};
use crate::schedule;
use crate::workshop::Workshop;

/// How many jobs of each queue run at once in this process.
#[derive(Debug, Clone, Copy)]
pub struct Slots {
    /// Mails to guests.
    pub emails: usize,
    /// Mails to users of the house.
    pub staff_emails: usize,
    /// Tickets; drawing keeps a processor busy.
    pub tickets: usize,
    /// Posters; each may take some hundred megabytes for a moment.
    pub posters: usize,
    /// Sweeps.
    pub maintenance: usize,
}

impl Default for Slots {
    fn default() -> Self {
        Self { emails: 4, staff_emails: 1, tickets: 2, posters: 1, maintenance: 1 }
    }
}

/// What every slot is made of.
struct Crew {
    database: Database,
    limits: Limits,
    bell: Bell,
    runner: Runner,
}

fn with_slots<J: Job>(monitor: Monitor, count: usize, crew: &Arc<Crew>) -> Monitor {
    let crew = Arc::clone(crew);
    let queue = J::Payload::QUEUE;
    monitor.register_n(count, move |slot, _restarts| {
        let bell = crew.bell.of(queue);
        let wake_up = WakeUp::new(bell.clone(), crew.limits.poll);
        let store = Store::new(&crew.database.pool, &crew.database.connection, queue, &crew.limits, bell);
        WorkerBuilder::new(names::fresh(queue, slot).as_str())
            .backend(PollWith::new(JobQueue::new(store), wake_up))
            .concurrency(1)
            .data(crew.runner.clone())
            .build(handle::<J>)
    })
}

/// Runs jobs until the end is asked for, then lets those that run finish: [`SHUTDOWN_TIMEOUT`] at most.
pub async fn run(database: &Database, workshop: &Arc<Workshop>, slots: Slots, limits: Limits, shutdown: &Shutdown) {
    let bell = Bell::default();
    let runner = Runner::new(Arc::clone(workshop), limits.job);
    let crew = Arc::new(Crew { database: database.clone(), limits, bell: bell.clone(), runner: runner.clone() });
    let hard = shutdown.hard().clone();
    let monitor = Monitor::new().should_restart(|worker, _| !worker.is_shutting_down()).with_terminator(async move {
        tokio::select! {
            () = tokio::time::sleep(SHUTDOWN_TIMEOUT) => {}
            () = hard.cancelled() => {}
        }
    });
    let monitor = with_slots::<SendEmail>(monitor, slots.emails, &crew);
    let monitor = with_slots::<SendStaffMail>(monitor, slots.staff_emails, &crew);
    let monitor = with_slots::<RenderTicket>(monitor, slots.tickets, &crew);
    let monitor = with_slots::<PreparePoster>(monitor, slots.posters, &crew);
    let monitor = with_slots::<Maintenance>(monitor, slots.maintenance, &crew);
    let monitor = schedule::keep(monitor, workshop);

    let soft = shutdown.soft().clone();
    let listening = bell.ring_on_notifications(&database.pool, shutdown.soft());
    let working = monitor.run_with_signal(async move {
        soft.cancelled().await;
        Ok(())
    });
    let (ended, ()) = tokio::join!(working, listening);
    if let Err(error) = ended {
        tracing::error!(error = %platform::telemetry::chain(&error), "the workers ended badly");
    }
    // A slot that lost its queue has left its job behind, still running.
    tokio::select! {
        () = runner.finish() => {}
        () = shutdown.hard().cancelled() => tracing::warn!("no time is left: jobs are broken off"),
        () = tokio::time::sleep(limits.job) => tracing::warn!("jobs are broken off"),
    }
}
