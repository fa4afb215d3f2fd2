//! Turns at a performance. Who confirms holds the performance's row until the commit is on disk, so a crowd that confirms
//! for one evening is served one after the other, however many ask the database at once: the others only keep its
//! processors busy with waking and waiting, and connections from whoever wants another evening. So they wait here.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::DbErr;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Failure;

/// How many of one performance ask the database at once: one who holds the row, and one who has it next.
const AT_ONCE: usize = 2;

/// Performances share this many lines: few enough to be there all the time, enough that two crowds seldom meet.
const LINES: usize = 64;

/// How long somebody stands in line, as long as he would wait for a connection (`platform::database`).
const PATIENCE: Duration = Duration::from_secs(20);

/// The lines of one program.
#[derive(Debug, Clone)]
pub(crate) struct Turns(Arc<[Semaphore]>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..LINES).map(|_| Semaphore::new(AT_ONCE)).collect())
    }
}

impl Turns {
    /// Waits for a turn at a performance; it ends with what is returned.
    ///
    /// # Errors
    /// [`Failure::Busy`] when it does not come.
    pub(crate) async fn wait(&self, performance_id: i64) -> Result<SemaphorePermit<'_>, Failure> {
        let number = usize::try_from(performance_id.unsigned_abs()).unwrap_or_default() % LINES;
        match tokio::time::timeout(PATIENCE, self.0[number].acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            // The lines are never closed.
            Ok(Err(_)) | Err(_) => Err(Failure::Busy(DbErr::Custom("no turn at the performance".to_owned()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{AT_ONCE, LINES, Turns};

    #[tokio::test]
    async fn a_crowd_at_one_performance_keeps_nobody_from_another() {
        let turns = Turns::default();
        let mut crowd = Vec::new();
        for _ in 0..AT_ONCE {
            crowd.push(turns.wait(7).await.unwrap());
        }
        let next = turns.wait(7);
        tokio::pin!(next);
        assert!(tokio::time::timeout(Duration::from_millis(20), next.as_mut()).await.is_err(), "stands in line");
        drop(turns.wait(8).await.unwrap());
        drop(turns.wait(-1).await.unwrap());
        crowd.pop();
        drop(next.await.unwrap());
        drop(turns.wait(7 + i64::try_from(LINES).unwrap()).await.unwrap());
    }
}
