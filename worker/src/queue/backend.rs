//! [`Store`] in the shape that apalis' workers take: raw payloads, so that one of another version fails as a job and
//! does not end its worker.

use std::convert::Infallible;
use std::task::{Context, Poll};

use apalis_core::backend::codec::Codec;
use apalis_core::backend::finalize::Ephemeral;
use apalis_core::backend::persistence::{Persisted, TaskPersistLayer};
use apalis_core::backend::{Backend, BackendConfig};
use apalis_core::worker::context::WorkerContext;
use apalis_postgres::{Config, PgTask};
use serde_json::Value;

use super::store::{Store, StoreError};

/// The queue of one worker.
pub struct JobQueue {
    persisted: Persisted<Store>,
}

impl JobQueue {
    pub fn new(store: Store) -> Self {
        Self { persisted: Persisted::new(store) }
    }
}

impl Backend for JobQueue {
    type Task = PgTask;
    type Error = StoreError;

    fn poll_ready(&mut self, context: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), StoreError>> {
        let heartbeat = self.persisted.config().heartbeat_interval;
        self.persisted.poll_ready(context, worker, heartbeat)
    }

    fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        worker: &WorkerContext,
    ) -> Poll<Option<Result<PgTask, StoreError>>> {
        self.persisted.poll_next(context, worker)
    }

    fn poll_close(&mut self, context: &mut Context<'_>, worker: &WorkerContext) -> Poll<Result<(), StoreError>> {
        self.persisted.poll_close(context, worker)
    }
}

/// Jobs answer nothing; what they did is in the tables.
#[derive(Debug, Clone, Copy)]
pub struct NoAnswer;

impl Codec<()> for NoAnswer {
    type Error = Infallible;
    type Compact = Value;

    fn encode(&self, (): &()) -> Result<Value, Infallible> {
        Ok(Value::Null)
    }

    fn decode(&self, _: &Value) -> Result<(), Infallible> {
        Ok(())
    }
}

impl BackendConfig for JobQueue {
    type Args = Vec<u8>;
    type Id = ();
    type Kind = Ephemeral;
    type Config = Config;
    type Layer = TaskPersistLayer<NoAnswer, Value>;

    fn config(&self) -> &Config {
        self.persisted.config()
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Self::Layer {
        let batch = self.persisted.config().batch_size;
        self.persisted.layer(NoAnswer, batch).persist_results(true).lock_tasks(true)
    }
}
