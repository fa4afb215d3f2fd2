use booking::job::monitor::{self, QueueDepth, WorkerSign};
use chrono::{DateTime, FixedOffset};
use poem_openapi::{Object, OpenApi};

use crate::answer::Answer;
use crate::auth::AdminSession;
use crate::document::Tag;
use crate::json::at_site;
use crate::problem::{Nothing, Refused};
use crate::request::Call;

/// `GET /admin/queue`.
#[derive(Debug)]
pub struct Queue;

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
    /// Whether the queue is paused.
    pub paused: bool,
}

impl From<QueueDepth> for QueueState {
    fn from(depth: QueueDepth) -> Self {
        Self {
            name: depth.name,
            pending: depth.pending,
            running: depth.running,
            failed: depth.failed,
            done_24h: depth.done_24h,
            oldest_pending_seconds: depth.oldest_pending_seconds,
            paused: depth.paused,
        }
    }
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

#[OpenApi]
impl Queue {
    /// The job queues at a glance
    #[oai(path = "/admin/queue", method = "get", operation_id = "getQueue", tag = "Tag::Jobs")]
    async fn get(&self, call: Call, _session: AdminSession) -> Result<Answer<QueueOverview>, Refused<Nothing>> {
        let queues = monitor::queues(call.db()).await?;
        let workers = monitor::workers(call.db()).await?;
        let zone = call.house.zone;
        let worker = |sign: WorkerSign| Worker {
            id: sign.id,
            queue: sign.queue,
            last_seen_at: at_site(sign.last_seen_at, zone),
        };
        Ok(Answer(QueueOverview {
            queues: queues.into_iter().map(QueueState::from).collect(),
            workers: workers.into_iter().map(worker).collect(),
        }))
    }
}
