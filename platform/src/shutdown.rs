//! An orderly end: the first SIGTERM or SIGINT asks for one, a second one insists.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Tells the parts of a program when to end.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    soft: CancellationToken,
    hard: CancellationToken,
}

impl Shutdown {
    /// One that only [`Shutdown::begin`] sets off.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that the process's signals set off. Call it in a tokio runtime.
    ///
    /// # Errors
    /// When the signals cannot be watched.
    pub fn on_signals() -> std::io::Result<Self> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let shutdown = Self::new();
        let told = shutdown.clone();
        tokio::spawn(async move {
            for end in [&told.soft, &told.hard] {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                tracing::info!(at_once = told.soft.is_cancelled(), "asked to stop");
                end.cancel();
            }
        });
        Ok(shutdown)
    }

    /// The end of a part: it comes with the whole's, or sooner, alone.
    #[must_use]
    pub fn child(&self) -> Self {
        Self { soft: self.soft.child_token(), hard: self.hard.child_token() }
    }

    /// Ends at once: what is begun is dropped, too.
    pub fn insist(&self) {
        self.soft.cancel();
        self.hard.cancel();
    }

    /// Asks for the end: nothing new is begun, what is begun is finished.
    pub fn begin(&self) {
        self.soft.cancel();
    }

    /// Whether the end has been asked for.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.soft.is_cancelled()
    }

    /// Set off when nothing new may be begun.
    #[must_use]
    pub fn soft(&self) -> &CancellationToken {
        &self.soft
    }

    /// Set off when what is begun must be dropped, too.
    #[must_use]
    pub fn hard(&self) -> &CancellationToken {
        &self.hard
    }
}

#[cfg(test)]
mod tests {
    use super::Shutdown;

    #[test]
    fn a_part_ends_with_the_whole_and_can_end_before_it() {
        let whole = Shutdown::new();
        let (first, second) = (whole.child(), whole.child());
        first.insist();
        assert!(first.hard().is_cancelled() && !whole.has_begun() && !second.has_begun());
        whole.begin();
        assert!(second.has_begun() && !second.hard().is_cancelled());
    }
}
