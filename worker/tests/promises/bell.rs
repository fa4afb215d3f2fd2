//! PostgreSQL's announcement of new jobs, without which each would wait for the next look into its queue.

use std::time::Duration;

use booking::job::payload::{EMAILS, TICKETS};
use tokio_util::sync::CancellationToken;
use worker::queue::Bell;

use crate::stage::{Guest, Theatre, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn a_booking_rings_at_its_own_queue_and_rings_again_after_the_line_was_cut() {
    let theatre = Theatre::open().await;
    let (bell, end) = (Bell::default(), CancellationToken::new());
    let (mut emails, mut tickets) = (bell.of(EMAILS), bell.of(TICKETS));
    let (pool, ended) = (theatre.pool.clone(), end.clone());
    let listening = tokio::spawn(async move { bell.ring_on_notifications(&pool, &ended).await });
    // Whoever begins to listen may have missed something: it rings everywhere.
    let rings = async |bell: &mut tokio::sync::watch::Receiver<()>| {
        tokio::time::timeout(SOON, bell.changed()).await.expect("the bell rings").unwrap();
    };
    rings(&mut emails).await;
    rings(&mut tickets).await;

    theatre.request(&Guest::new()).await;
    rings(&mut emails).await;
    assert!(!tickets.has_changed().unwrap(), "nothing was to be drawn");

    theatre
        .run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND query ILIKE 'LISTEN%'",
        )
        .await;
    rings(&mut tickets).await;
    rings(&mut emails).await;
    until("a booking rings again", SOON, async || {
        theatre.request(&Guest::new()).await;
        tokio::time::timeout(Duration::from_secs(1), emails.changed()).await.ok()
    })
    .await
    .unwrap();
    end.cancel();
    listening.await.unwrap();
}
