//! One listener for all workers of the process: PostgreSQL tells on commit that a queue has a new job.

use std::collections::HashMap;
use std::time::Duration;

use booking::job::payload::QUEUES;
use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Channel of the notifications, fixed by apalis' trigger.
const CHANNEL: &str = "apalis::job::insert";

/// The schedule inserts a job each minute, so a connection that says nothing for so long died without a word.
const SILENCE: Duration = Duration::from_secs(150);

/// Pause before listening again when the connection could not be made.
const PAUSE: Duration = Duration::from_secs(1);

/// Rings at the workers of a queue.
#[derive(Debug, Clone)]
pub struct Bell {
    queues: HashMap<&'static str, watch::Sender<()>>,
}

/// The part of a notification that matters.
#[derive(Debug, serde::Deserialize)]
struct Inserted {
    job_type: String,
}

impl Default for Bell {
    fn default() -> Self {
        Self { queues: QUEUES.iter().map(|queue| (*queue, watch::Sender::new(()))).collect() }
    }
}

impl Bell {
    /// Hears the bell of one queue. A queue that nobody rings for is silent.
    #[must_use]
    pub fn of(&self, queue: &str) -> watch::Receiver<()> {
        self.queues.get(queue).map_or_else(|| watch::Sender::new(()).subscribe(), watch::Sender::subscribe)
    }

    fn ring(&self, queue: &str) {
        if let Some(bell) = self.queues.get(queue) {
            bell.send_replace(());
        }
    }

    fn ring_all(&self) {
        for bell in self.queues.values() {
            bell.send_replace(());
        }
    }

    /// Rings for every notification, until `end`. Survives the database's absence; what was missed meanwhile is made
    /// up for by ringing everywhere.
    pub async fn ring_on_notifications(&self, pool: &PgPool, end: &CancellationToken) {
        loop {
            tokio::select! {
                () = end.cancelled() => return,
                Err(error) = self.follow(pool) => {
                    tracing::warn!(error = %platform::telemetry::chain(&error), "new jobs are not announced now");
                }
            }
            tokio::select! {
                () = end.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    async fn follow(&self, pool: &PgPool) -> Result<std::convert::Infallible, sqlx::Error> {
        // A connection of its own: one of the pool's, lent for good, would be missing there, and a pool may be small.
        let own = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_lazy_with(pool.connect_options().as_ref().clone());
        let mut listener = PgListener::connect_with(&own).await?;
        listener.listen(CHANNEL).await?;
        self.ring_all();
        loop {
            let Ok(heard) = tokio::time::timeout(SILENCE, listener.try_recv()).await else {
                return Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()));
            };
            match heard? {
                Some(notification) => match serde_json::from_str::<Inserted>(notification.payload()) {
                    Ok(inserted) => self.ring(&inserted.job_type),
                    Err(_) => self.ring_all(),
                },
                // The connection was lost and is there again.
                None => self.ring_all(),
            }
        }
    }
}
