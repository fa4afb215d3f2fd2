//! Performances as requests have seen them, kept for the next ones: of a crowd that books one evening, only every
//! thirty-second has to look at it. Nothing rests on what is kept: the statement that writes asks whether all of it
//! still holds (`record`), and a refusal is said only after a look at what is so now.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use entity::performance;

/// Row ids that nobody else gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ids {
    /// Of the reservation.
    pub reservation: i64,
    /// Of its mail in the delivery log.
    pub delivery: i64,
}

/// A performance as it was seen, and the ids of one request for it.
#[derive(Debug)]
pub(super) struct Seen {
    /// The performance.
    pub performance: performance::Model,
    /// For the request's rows.
    pub ids: Ids,
}

/// For how many requests a look draws ids: PostgreSQL sets aside as many of a sequence at a time (`SEQ_LOG_VALS`).
pub(super) const DRAWN: i32 = 32;

/// More performances than any house sells at a time; beyond it, all are looked at anew.
const MOST: usize = 512;

/// What the requests of one program have seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Looks(Arc<Mutex<HashMap<i64, Kept>>>);

/// A performance that visitors may see, and ids for its next requests.
#[derive(Debug)]
struct Kept {
    performance: performance::Model,
    ids: Vec<Ids>,
}

impl Looks {
    /// A performance as it was seen, if `wanted` then, with ids for one request.
    pub(super) fn again(&self, performance_id: i64, wanted: impl FnOnce(&performance::Model) -> bool) -> Option<Seen> {
        let mut all = self.kept();
        let kept = all.get_mut(&performance_id).filter(|kept| wanted(&kept.performance))?;
        let ids = kept.ids.pop()?;
        Some(Seen { performance: kept.performance.clone(), ids })
    }

    /// Keeps a performance that visitors may see, with ids that were drawn for its requests.
    pub(super) fn keep(&self, performance: &performance::Model, ids: Vec<Ids>) {
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(performance.id, Kept { performance: performance.clone(), ids });
    }

    /// Forgets a performance that is no longer as it was seen.
    pub(super) fn forget(&self, performance_id: i64) {
        self.kept().remove(&performance_id);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<i64, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
