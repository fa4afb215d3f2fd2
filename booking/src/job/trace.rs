//! Which trace a job goes on with. It is nobody's argument, since no rule depends on it: it surrounds the work, as the
//! trace itself does, and is found where a job is saved.

use tokio::task_local;

task_local! {
    static CAUSE: String;
}

/// Does `work`; the jobs that it saves go on with the trace of `traceparent` (W3C Trace Context), if there is one. A task
/// that `work` spawns is not part of it.
pub async fn caused_by<F: Future>(traceparent: Option<String>, work: F) -> F::Output {
    match traceparent {
        Some(cause) => CAUSE.scope(cause, work).await,
        None => work.await,
    }
}

/// The cause of a job that is saved now; empty when nothing is traced.
pub(crate) fn cause() -> String {
    CAUSE.try_with(Clone::clone).unwrap_or_default()
}
