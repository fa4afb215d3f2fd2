//! A look at all seats, ten times a second.

use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::history::History;

const EVERY: Duration = Duration::from_millis(100);

/// One performance at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    pub at: Duration,
    pub performance: i64,
    pub offered: i64,
    pub confirmed: i64,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Samples {
    /// Looks that were answered.
    pub looks: usize,
    /// How much later than planned this program itself was once let run: what a busy machine adds to all times.
    pub late: Duration,
    /// Those at which more seats were confirmed than there are.
    pub oversold: Vec<Sample>,
}

/// Takes samples until it is stopped.
pub struct Sampler {
    stop: watch::Sender<bool>,
    task: JoinHandle<Samples>,
    lateness: JoinHandle<Duration>,
}

impl Sampler {
    pub fn start(pool: PgPool, history: History) -> Self {
        let (stop, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let mut samples = Samples::default();
            let mut tick = interval(EVERY);
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = tick.tick() => {}
                    _ = stopped.changed() => return samples,
                }
                // While the database is away there is nothing to see.
                if let Ok(Ok(seen)) = timeout(Duration::from_secs(2), look(&pool, &history)).await {
                    samples.looks += 1;
                    samples.oversold.extend(seen.into_iter().filter(|sample| sample.confirmed > sample.offered));
                }
            }
        });
        let watched = stop.subscribe();
        Self { stop, task, lateness: tokio::spawn(lateness(watched)) }
    }

    pub async fn stop(self) -> Samples {
        self.stop.send_replace(true);
        let late = self.lateness.await.unwrap_or_default();
        Samples { late, ..self.task.await.unwrap_or_default() }
    }
}

/// How much later than it wanted to be woken up this program was woken up, at worst.
async fn lateness(stopped: watch::Receiver<bool>) -> Duration {
    let mut worst = Duration::ZERO;
    while !*stopped.borrow() {
        let began = Instant::now();
        sleep(EVERY).await;
        worst = worst.max(began.elapsed().saturating_sub(EVERY));
    }
    worst
}

async fn look(pool: &PgPool, history: &History) -> Result<Vec<Sample>, sqlx::Error> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "SELECT p.id, (p.room_capacity + p.additional_seats - p.manually_occupied_seats)::bigint, \
            coalesce((SELECT sum(party_size) FROM reservations r WHERE r.performance_id = p.id \
                AND r.status = 'confirmed'), 0)::bigint FROM performances p",
    )
    .fetch_all(pool)
    .await?;
    let at = history.time();
    Ok(rows
        .into_iter()
        .map(|(performance, offered, confirmed)| Sample { at, performance, offered, confirmed })
        .collect())
}
