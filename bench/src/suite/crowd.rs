//! Many clients at once.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use tokio::task::JoinSet;

use super::client::{Ask, Client};
use crate::Broken;

/// What many answers took together.
#[derive(Debug)]
pub struct Taken {
    /// Answers a second.
    pub rate: f64,
    /// Milliseconds of each, sorted.
    pub latencies: Vec<f64>,
}

/// `count` questions by `clients` at once, each of whom asks the next one when he has his answer (a closed model). Every
/// answer must be good.
pub async fn crowd(
    address: SocketAddr,
    clients: usize,
    count: usize,
    question: impl Fn(usize) -> Ask + Send + Sync + 'static,
) -> Result<Taken, Broken> {
    let question = Arc::new(question);
    let next = Arc::new(AtomicUsize::new(0));
    let latencies = Arc::new(Mutex::new(Vec::with_capacity(count)));
    let mut crowd = JoinSet::new();
    let began = Instant::now();
    for _ in 0..clients {
        let (question, next, latencies) = (Arc::clone(&question), Arc::clone(&next), Arc::clone(&latencies));
        crowd.spawn(async move {
            let mut client = Client::of(address);
            let mut own = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    break;
                }
                let answer = client.well(&question(number)).await?;
                own.push(answer.took.as_secs_f64() * 1000.0);
            }
            latencies.lock().unwrap_or_else(PoisonError::into_inner).append(&mut own);
            Ok::<(), Broken>(())
        });
    }
    while let Some(ended) = crowd.join_next().await {
        ended??;
    }
    let took = began.elapsed().as_secs_f64();
    let mut latencies = std::mem::take(&mut *latencies.lock().unwrap_or_else(PoisonError::into_inner));
    latencies.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = count as f64 / took;
    Ok(Taken { rate, latencies })
}
