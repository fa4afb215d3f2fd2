use booking::job::monitor::{Pause, QueueDepth, QueueRate, WorkerSign};
use chrono::{DateTime, FixedOffset};
use poem_openapi::Object;

use crate::json::Here;

/// The queues and who works on them.
#[derive(Debug, Object)]
pub struct QueueOverview {
    /// All queues.
    pub queues: Vec<QueueState>,
    /// Workers that gave a sign of life in the last hour, latest first.
    pub workers: Vec<Worker>,
}

/// One queue at a glance.
#[derive(Debug, Object)]
pub struct QueueState {
    /// Name.
    pub name: String,
    /// Jobs that wait, those whose time is to come included.
    pub pending: i64,
    /// Jobs handed to a worker.
    pub running: i64,
    /// Jobs given up.
    pub failed: i64,
    /// Jobs done in the last 24 hours.
    pub done_24h: i64,
    /// How long the oldest job that is due has waited.
    pub oldest_pending_seconds: f64,
    /// Jobs done a minute, over the last 5 minutes.
    pub done_per_minute_5: f64,
    /// Jobs done a minute, over the last 60 minutes.
    pub done_per_minute_60: f64,
    /// Whether the queue is paused.
    pub paused: bool,
    /// Since when.
    #[oai(nullable)]
    pub paused_at: Option<DateTime<FixedOffset>>,
    /// Why, in words of who paused it.
    #[oai(nullable)]
    pub paused_reason: Option<String>,
    /// Who paused it, as colleagues see them; `the terminal` for a command. None when a worker did, whose login at the
    /// mail server was refused.
    #[oai(nullable)]
    pub paused_by: Option<String>,
}

/// A worker.
#[derive(Debug, Object)]
pub struct Worker {
    /// Name, new at each start.
    pub id: String,
    /// Its queue.
    pub queue: String,
    /// Its last sign of life.
    pub last_seen_at: DateTime<FixedOffset>,
}

impl QueueOverview {
    /// The JSON of what the job table tells.
    #[must_use]
    pub fn of(
        depths: Vec<QueueDepth>,
        rates: &[QueueRate],
        pauses: &[Pause],
        workers: Vec<WorkerSign>,
        here: Here,
    ) -> Self {
        let state = |depth: QueueDepth| {
            let rate = rates.iter().find(|rate| rate.name == depth.name);
            let pause = pauses.iter().find(|pause| pause.queue == depth.name);
            QueueState {
                pending: depth.pending,
                running: depth.running,
                failed: depth.failed,
                done_24h: depth.done_24h,
                oldest_pending_seconds: depth.oldest_pending_seconds,
                done_per_minute_5: rate.map_or(0.0, |rate| rate.done_per_minute_5),
                done_per_minute_60: rate.map_or(0.0, |rate| rate.done_per_minute_60),
                paused: depth.paused,
                paused_at: pause.map(|pause| here.tell(pause.since)),
                paused_reason: pause.map(|pause| pause.reason.clone()).filter(|reason| !reason.is_empty()),
                paused_by: pause.and_then(|pause| pause.by.clone()),
                name: depth.name,
            }
        };
        let worker =
            |sign: WorkerSign| Worker { id: sign.id, queue: sign.queue, last_seen_at: here.tell(sign.last_seen_at) };
        Self { queues: depths.into_iter().map(state).collect(), workers: workers.into_iter().map(worker).collect() }
    }
}

/// Why a queue is paused.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct PauseRequest {
    /// In words for other operators.
    #[oai(validator(max_length = 300))]
    pub reason: Option<String>,
}
