//! Waiting for something to happen, and no longer than it takes.

use std::time::{Duration, Instant};

/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What `look` finds, as soon as it finds something; a failed test when it found nothing `within` that time.
pub async fn until<T>(what: &str, within: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(since.elapsed() < within, "waited {} s in vain: {what}", within.as_secs_f32());
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Fails the test when `look` finds something in the next `time`.
pub async fn never<T: std::fmt::Debug>(what: &str, time: Duration, mut look: impl AsyncFnMut() -> Option<T>) {
    let since = Instant::now();
    while since.elapsed() < time {
        if let Some(found) = look().await {
            panic!("should not have happened: {what}: {found:?}");
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
