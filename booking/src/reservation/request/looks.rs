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

/// More than a crowd that arrives in one moment draws; of what is beyond it, the older are left unused.
const MOST_IDS: usize = 1024;

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

    /// Keeps a performance that visitors may see, with ids that were drawn for its requests; beside those that others have
    /// drawn in the same moment, or the next crowd would look at it as one.
    pub(super) fn keep(&self, performance: &performance::Model, mut ids: Vec<Ids>) {
        let mut all = self.kept();
        if all.len() >= MOST {
            all.clear();
        }
        if let Some(kept) = all.remove(&performance.id).filter(|kept| kept.ids.len() < MOST_IDS) {
            // Those drawn first are taken first.
            ids.extend(kept.ids);
        }
        all.insert(performance.id, Kept { performance: performance.clone(), ids });
    }

    /// Forgets a performance that is no longer as it was seen.
    pub(super) fn forget(&self, performance_id: i64) {
        self.kept().remove(&performance_id);
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<i64, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use entity::performance;

    use super::{Ids, Looks, MOST, MOST_IDS};
    use crate::seats;

    fn evening(id: i64, version: i32) -> performance::Model {
        performance::Model { id, version, ..seats::tests::performance() }
    }

    fn ids(from: i64, count: i64) -> Vec<Ids> {
        (from..from + count).rev().map(|id| Ids { reservation: id, delivery: id }).collect()
    }

    fn next(looks: &Looks, id: i64) -> Option<(i32, i64)> {
        looks.again(id, |_| true).map(|seen| (seen.performance.version, seen.ids.reservation))
    }

    #[test]
    fn what_a_crowd_draws_in_one_moment_serves_the_next_one() {
        let looks = Looks::default();
        for visitor in 0..32 {
            looks.keep(&evening(7, 1), ids(1 + 31 * visitor, 31));
        }
        let served: Vec<i64> = std::iter::from_fn(|| next(&looks, 7)).map(|(_, id)| id).collect();
        assert_eq!(served, (1..=992).collect::<Vec<_>>(), "each id once, in the order in which they were drawn");
    }

    #[test]
    fn ids_outlive_the_version_that_they_were_drawn_beside() {
        let looks = Looks::default();
        looks.keep(&evening(7, 1), ids(1, 1));
        looks.keep(&evening(7, 2), ids(2, 1));
        assert_eq!([next(&looks, 7), next(&looks, 7), next(&looks, 7)], [Some((2, 1)), Some((2, 2)), None]);
    }

    #[test]
    fn what_is_not_wanted_or_forgotten_is_not_seen_again() {
        let looks = Looks::default();
        looks.keep(&evening(7, 1), ids(1, 2));
        assert!(looks.again(7, |seen| seen.version == 2).is_none());
        assert_eq!(next(&looks, 7), Some((1, 1)));
        looks.forget(7);
        assert_eq!(next(&looks, 7), None);
        assert_eq!(next(&looks, 8), None);
    }

    #[test]
    fn neither_ids_nor_performances_pile_up() {
        let looks = Looks::default();
        for draw in 0..100 {
            looks.keep(&evening(1, 1), ids(1 + 31 * draw, 31));
        }
        let most = i64::try_from(MOST_IDS).unwrap();
        let kept = i64::try_from(std::iter::from_fn(|| next(&looks, 1)).count()).unwrap();
        assert!((31..most + 31).contains(&kept), "{kept}");
        for id in 1..=2 * i64::try_from(MOST).unwrap() {
            looks.keep(&evening(id, 1), ids(id, 1));
        }
        assert!(looks.kept().len() <= MOST);
    }
}
