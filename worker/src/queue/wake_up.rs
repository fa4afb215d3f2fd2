//! When an idle worker looks into its queue: at a notification, and every now and then. The stock strategies stop
//! waking after a few ticks, since they answer without leaving a waker armed.

use std::task::{Context, Poll};
use std::time::Duration;

use apalis_core::backend::ext::poll_strategy::{PollSnapshot, PollStrategy};
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_util::sync::ReusableBoxFuture;

/// Wakes a worker at the bell and at each tick.
pub struct WakeUp {
    ringing: ReusableBoxFuture<'static, watch::Receiver<()>>,
    ticks: Interval,
}

async fn next_ring(mut bell: watch::Receiver<()>) -> watch::Receiver<()> {
    if bell.changed().await.is_err() {
        // Nobody can ring any more: the ticks go on.
        std::future::pending::<()>().await;
    }
    bell
}

impl WakeUp {
    /// Listens to `bell`, and wakes every `poll` besides. Make it in a tokio runtime.
    pub fn new(bell: watch::Receiver<()>, poll: Duration) -> Self {
        let mut ticks = tokio::time::interval(poll);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { ringing: ReusableBoxFuture::new(next_ring(bell)), ticks }
    }
}

impl PollStrategy for WakeUp {
    /// Takes in all that has rung or ticked; both are polled until they wait, so that each has armed the waker.
    fn poll_drive(&mut self, context: &mut Context<'_>, _: &PollSnapshot) -> Poll<Option<()>> {
        let mut due = false;
        while self.ticks.poll_tick(context).is_ready() {
            due = true;
        }
        while let Poll::Ready(bell) = self.ringing.poll(context) {
            self.ringing.set(next_ring(bell));
            due = true;
        }
        if due { Poll::Ready(Some(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll, Wake, Waker};
    use std::time::Duration;

    use apalis_core::backend::ext::poll_strategy::{PollSnapshot, PollStrategy};
    use tokio::sync::watch;

    use super::WakeUp;

    #[derive(Default)]
    struct Woken(AtomicU32);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[tokio::test]
    async fn after_any_number_of_polls_a_ring_and_a_tick_still_wake() {
        let bell = watch::Sender::new(());
        let mut strategy = WakeUp::new(bell.subscribe(), Duration::from_millis(5));
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let mut context = Context::from_waker(&waker);
        for round in 1..=50 {
            while strategy.poll_drive(&mut context, &PollSnapshot::new()).is_ready() {}
            let before = woken.0.load(Ordering::Relaxed);
            if round % 2 == 0 {
                bell.send_replace(());
            }
            // A bell wakes at once, a tick in its time; a waker that was not armed never does.
            tokio::time::timeout(Duration::from_secs(10), async {
                while woken.0.load(Ordering::Relaxed) == before {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            })
            .await
            .unwrap_or_else(|_| panic!("round {round}: nobody woke the worker"));
            assert_eq!(strategy.poll_drive(&mut context, &PollSnapshot::new()), Poll::Ready(Some(())), "round {round}");
        }
    }

    #[tokio::test]
    async fn a_ring_wakes_long_before_the_next_tick() {
        let bell = watch::Sender::new(());
        let mut strategy = WakeUp::new(bell.subscribe(), Duration::from_hours(1));
        std::future::poll_fn(|context| strategy.poll_drive(context, &PollSnapshot::new())).await;
        for _ in 0..3 {
            bell.send_replace(());
            std::future::poll_fn(|context| strategy.poll_drive(context, &PollSnapshot::new())).await;
        }
    }

    #[tokio::test]
    async fn a_bell_that_is_gone_leaves_the_ticks() {
        let bell = watch::Sender::new(());
        let mut strategy = WakeUp::new(bell.subscribe(), Duration::from_millis(5));
        drop(bell);
        for _ in 0..3 {
            std::future::poll_fn(|context| strategy.poll_drive(context, &PollSnapshot::new())).await;
        }
    }
}
