//! The queue's table, as one worker uses it: apalis' own statements, with the pause switch looked at before each fetch,
//! and the database's clock instead of the machine's.

use std::time::Duration;

use apalis_core::backend::persistence::{Persistence, TaskEvent};
use apalis_core::worker::context::WorkerContext;
use apalis_postgres::{Config, PgTask, queries};
use booking::Failure;
use booking::job::{queue_state, run_log};
use sea_orm::DatabaseConnection;
use serde_json::Value;
use sqlx::PgPool;
use tokio::sync::watch;

use crate::limits::Limits;

/// One job at a time: jobs that wait in a worker's buffer starve its heartbeat and acknowledgements.
const BATCH: usize = 1;

/// Looks again when the bell rang during a fetch that found nothing, so often at most.
const FETCHES: usize = 3;

/// Longest pause before a restarted worker tries again.
const LONGEST_PAUSE: Duration = Duration::from_secs(3);

/// The database answers within this time, waiting for a free connection included, or the worker starts again with
/// another connection: one that went dead without a word (a machine that lost its power, a firewall that forgot) would
/// be waited for by the hour. Shorter than the silence after which a worker is taken for dead.
const ANSWERED: Duration = Duration::from_secs(15);

/// Begins a transaction that does not wait for the disk, as `booking::job::run_log::RELAXED` does and for its reason: that
/// a job was taken, or has ended, is lost with a crash of the database at worst, and then it is run once more.
const BEGIN_RELAXED: &str = "BEGIN; SET LOCAL synchronous_commit = off";

/// Why a worker lost its queue. It starts again by itself.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The queue's own statements failed.
    #[error("the job table cannot be used")]
    Queue(#[from] apalis_postgres::Error),
    /// The database does not answer.
    #[error("the database does not answer")]
    Database(#[from] sqlx::Error),
    /// The database does not say anything.
    #[error("the database has not answered within {} s", ANSWERED.as_secs())]
    Silent,
    /// The pause switch cannot be read.
    #[error("the queue's switches cannot be read")]
    Switches(#[from] Failure),
}

/// One worker's access to its queue.
#[derive(Debug, Clone)]
pub struct Store {
    pool: PgPool,
    db: DatabaseConnection,
    queue: &'static str,
    config: Config,
    bell: watch::Receiver<()>,
}

impl Store {
    pub fn new(
        pool: &PgPool,
        db: &DatabaseConnection,
        queue: &'static str,
        limits: &Limits,
        bell: watch::Receiver<()>,
    ) -> Self {
        let config = Config::default()
            .queue(queue)
            .batch_size(BATCH)
            .heartbeat_interval(limits.heartbeat)
            .missed_heartbeats(usize::try_from(limits.missed_heartbeats).unwrap_or(usize::MAX));
        Self { pool: pool.clone(), db: db.clone(), queue, config, bell }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    async fn free_orphans(&self, conn: &mut sqlx::PgConnection) -> Result<(), StoreError> {
        let silence = self.config.orphaned_duration().as_secs();
        let freed = queries::reenqueue_orphaned(conn, self.queue, silence).await?;
        if freed > 0 {
            tracing::warn!(queue = self.queue, freed, "took over the jobs of a dead worker");
        }
        Ok(())
    }

    async fn sign_on(&self, worker: &WorkerContext) -> Result<(), StoreError> {
        let mut txn = self.pool.begin().await?;
        self.free_orphans(&mut txn).await?;
        sqlx::query(
            "INSERT INTO apalis.workers (id, worker_type, storage_name, layers, last_seen, started_at) \
             VALUES ($1, $2, 'PgStorage', $3, now(), now())",
        )
        .bind(worker.name())
        .bind(self.queue)
        .bind(worker.get_service())
        .execute(&mut *txn)
        .await?;
        txn.commit().await?;
        Ok(())
    }

    async fn show_life(&self, worker: &WorkerContext) -> Result<(), StoreError> {
        let mut txn = self.pool.begin().await?;
        queries::keep_alive(&mut *txn, self.queue, worker).await?;
        self.free_orphans(&mut txn).await?;
        txn.commit().await?;
        Ok(())
    }

    /// The next job, or none. A paused queue's jobs are left alone: none is taken, so none loses an attempt.
    async fn take(&mut self, worker: &WorkerContext) -> Result<Vec<PgTask>, StoreError> {
        for _ in 0..FETCHES {
            self.bell.mark_unchanged();
            if queue_state::paused(&self.db).await?.contains(self.queue) {
                return Ok(Vec::new());
            }
            let mut txn = self.pool.begin_with(BEGIN_RELAXED).await?;
            let found = queries::fetch_next(&mut *txn, &self.config, worker).await?;
            txn.commit().await?;
            // A job that was announced while this fetch looked would wait for the next tick.
            if !found.is_empty() || !self.bell.has_changed().unwrap_or(false) {
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    async fn give_back(&self, tasks: &[PgTask], worker: &WorkerContext) -> Result<u64, StoreError> {
        let ids: Vec<String> = tasks.iter().filter_map(|task| task.task_id().map(ToString::to_string)).collect();
        let mut conn = self.pool.acquire().await?;
        Ok(queries::reenqueue_abandoned(&mut *conn, self.queue, worker.name(), &ids).await?)
    }

    /// Notes which jobs began and how others ended.
    async fn note(&self, events: &[TaskEvent<Value>], worker: &WorkerContext) -> Result<(), StoreError> {
        let mut begun = Vec::new();
        let mut ended = Vec::new();
        for event in events {
            match event {
                TaskEvent::Lock { task_id } => begun.push(task_id.to_string()),
                TaskEvent::Complete(result) => ended.push(result),
                _ => {}
            }
        }
        begun.retain(|id| ended.iter().all(|result| result.task_id().to_string() != *id));
        let mut txn = self.pool.begin_with(BEGIN_RELAXED).await?;
        if !ended.is_empty() {
            queries::handle_results(&mut *txn, &ended, worker.name()).await?;
            let ids: Vec<String> = ended.iter().map(|result| result.task_id().to_string()).collect();
            sqlx::query(run_log::UNCOUNT).bind(ids).execute(&mut *txn).await?;
        }
        if !begun.is_empty() {
            queries::lock_tasks(&mut *txn, &begun, worker.name()).await?;
        }
        txn.commit().await?;
        Ok(())
    }
}

/// Waits for what the database does, but not for ever.
async fn answered<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(ANSWERED, work).await.unwrap_or(Err(StoreError::Silent))
}

/// How long a worker that failed so many times waits before it tries again.
fn pause_before(restarts: usize) -> Duration {
    let doublings = u32::try_from(restarts).unwrap_or(u32::MAX).min(8);
    (Duration::from_millis(50) * 2_u32.pow(doublings)).min(LONGEST_PAUSE)
}

impl Persistence for Store {
    type Compact = Vec<u8>;
    type Response = Value;
    type Error = StoreError;

    async fn register(&mut self, worker: &WorkerContext) -> Result<(), StoreError> {
        if worker.restarts() > 0 {
            tokio::time::sleep(pause_before(worker.restarts())).await;
        }
        answered(self.sign_on(worker)).await
    }

    async fn heartbeat(&mut self, worker: &WorkerContext) -> Result<(), StoreError> {
        answered(self.show_life(worker)).await
    }

    async fn fetch_next(&mut self, worker: &WorkerContext) -> Result<Vec<PgTask>, StoreError> {
        answered(self.take(worker)).await
    }

    async fn reenqueue_abandoned(&mut self, tasks: Vec<PgTask>, worker: &WorkerContext) -> Result<u64, StoreError> {
        answered(self.give_back(&tasks, worker)).await
    }

    async fn handle_events(&mut self, events: Vec<TaskEvent<Value>>, worker: &WorkerContext) -> Result<(), StoreError> {
        answered(self.note(&events, worker)).await
    }

    async fn push_tasks(&mut self, tasks: Vec<PgTask>) -> Result<(), StoreError> {
        let mut conn = self.pool.acquire().await?;
        queries::push_tasks(&mut *conn, self.queue, tasks).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{LONGEST_PAUSE, pause_before};

    #[test]
    fn a_worker_that_keeps_failing_waits_longer_but_not_for_ever() {
        assert_eq!(pause_before(1), Duration::from_millis(100));
        assert!(pause_before(3) > pause_before(2));
        assert_eq!(pause_before(1_000), LONGEST_PAUSE);
    }
}
