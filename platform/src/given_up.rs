//! Work that was given up before its end: a visitor hung up, or it took too long. What it left behind is looked at with
//! care; after work that ended there is nothing to look at.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long after some work was given up its remains are looked for. They come within moments; a statement ends within
/// half a minute (`database::open`).
const LATELY: Duration = Duration::from_mins(1);

/// Keeps in mind when work was last given up.
#[derive(Debug, Clone, Default)]
pub struct GivenUp {
    last: Arc<Mutex<Option<Instant>>>,
}

impl GivenUp {
    /// Does `work`, and notices if it is dropped before its end: before anything of it is dropped.
    pub async fn watch<F: Future>(&self, work: F) -> F::Output {
        let work = pin!(work);
        // What is declared last is dropped first.
        let mut unfinished = Unfinished { given_up: self, ended: false };
        let output = work.await;
        unfinished.ended = true;
        output
    }

    /// As [`Self::watch`], for so long at most; `None` when the time is over.
    pub async fn within<F: Future>(&self, limit: Duration, work: F) -> Option<F::Output> {
        tokio::time::timeout(limit, self.watch(work)).await.ok()
    }

    /// Whether any was given up lately.
    #[must_use]
    pub fn lately(&self) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last.elapsed() < LATELY)
    }
}

struct Unfinished<'mind> {
    given_up: &'mind GivenUp,
    ended: bool,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.ended {
            *self.given_up.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::time::Duration;

    use super::GivenUp;

    /// Tells by its end whether it was noticed before that.
    struct Remains(GivenUp);

    impl Drop for Remains {
        fn drop(&mut self) {
            assert!(self.0.lately(), "it is dropped after it was noticed");
        }
    }

    #[tokio::test]
    async fn what_ends_is_not_noticed_and_what_is_given_up_is_before_its_remains_are_dropped() {
        let given_up = GivenUp::default();
        assert_eq!(given_up.within(Duration::from_mins(1), async { 7 }).await, Some(7));
        assert!(!given_up.lately());
        let remains = Remains(given_up.clone());
        let endless = async move {
            let _kept = remains;
            pending::<()>().await;
        };
        assert_eq!(given_up.within(Duration::from_millis(1), endless).await, None);
        assert!(given_up.lately());
    }
}
