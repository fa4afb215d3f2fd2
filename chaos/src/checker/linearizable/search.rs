//! The search for an order: Wing and Gong's ("Testing and Verifying Concurrent Objects", 1993), which forgets no
//! configuration that led nowhere (Lowe, "Testing for Linearizability", 2017).
//!
//! Written here and not taken from a crate, since those that exist (stateright's tester, todc-utils) say yes or no: they
//! do not say where the history stops to make sense, nor end a search that grows without bounds.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use super::model::House;
use crate::history::Call;

/// Configurations that are looked at; no honest history here comes near.
const MOST: usize = 2_000_000;

/// A call that must find its place.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub call: &'a Call,
    /// It has happened by then; never, for one whose answer nobody heard.
    pub returned: Duration,
}

/// What the search found.
pub enum Verdict<'a> {
    Explained,
    /// The longest explanation, and the calls of which one would have to come next.
    Stuck {
        explained: usize,
        at: Vec<Entry<'a>>,
    },
    GivenUp,
}

/// A point of the search: what has found its place, and the house then.
struct Point {
    placed: Vec<u64>,
    count: usize,
    house: House,
    /// Entries that may come next, and which of them is to be tried next.
    next: Vec<usize>,
    tried: usize,
}

/// Looks for an order of all entries, which must be sorted by their beginnings.
pub fn search<'a>(entries: &[Entry<'a>], house: House) -> Verdict<'a> {
    let placed = vec![0; entries.len().div_ceil(64)];
    let mut seen: HashSet<(u64, u64)> = HashSet::new();
    let mut best = (0, candidates(entries, &placed));
    let mut path = vec![Point { placed, count: 0, next: best.1.clone(), tried: 0, house }];
    while let Some(point) = path.last_mut() {
        if point.count == entries.len() {
            return Verdict::Explained;
        }
        let Some(index) = point.next.get(point.tried).copied() else {
            path.pop();
            continue;
        };
        point.tried += 1;
        let Some(house) = point.house.after(&entries[index].call.op, &entries[index].call.outcome) else { continue };
        let mut placed = point.placed.clone();
        placed[index / 64] |= 1 << (index % 64);
        let count = point.count + 1;
        if !seen.insert((fingerprint(0, &placed, &house), fingerprint(1, &placed, &house))) {
            continue;
        }
        if seen.len() > MOST {
            return Verdict::GivenUp;
        }
        let next = candidates(entries, &placed);
        if count > best.0 {
            best = (count, next.clone());
        }
        path.push(Point { placed, count, house, next, tried: 0 });
    }
    Verdict::Stuck { explained: best.0, at: best.1.into_iter().map(|index| entries[index]).collect() }
}

/// Entries without a place that began before any other one without a place had ended; the first to end first.
fn candidates(entries: &[Entry<'_>], placed: &[u64]) -> Vec<usize> {
    let mut open = Vec::new();
    let mut earliest_end = Duration::MAX;
    for (index, entry) in entries.iter().enumerate() {
        if placed[index / 64] & (1 << (index % 64)) != 0 {
            continue;
        }
        if entry.call.invoked > earliest_end {
            break;
        }
        earliest_end = earliest_end.min(entry.returned);
        open.push(index);
    }
    open.retain(|index| entries[*index].call.invoked <= earliest_end);
    open.sort_by_key(|index| entries[*index].returned);
    open
}

fn fingerprint(salt: u8, placed: &[u64], house: &House) -> u64 {
    let mut hasher = DefaultHasher::new();
    (salt, placed, house).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Entry, Verdict, search};
    use crate::checker::linearizable::model::House;
    use crate::history::{Call, Op, Outcome, Told};

    fn call(op: Op, from: u64, to: u64, outcome: Outcome) -> Call {
        let (invoked, returned) = (Duration::from_secs(from), Duration::from_secs(to));
        Call { request_id: String::new(), client: 0, evening: 0, op, invoked, returned, outcome }
    }

    fn look(from: u64, to: u64, left: i32) -> Call {
        call(Op::Look, from, to, Outcome::Ok(Told { available: Some(left), ..Told::default() }))
    }

    fn change(to: u64, outcome: Outcome) -> Call {
        call(Op::WalkIn { who: 1, party: 2 }, 0, to, outcome)
    }

    fn done() -> Outcome {
        Outcome::Ok(Told::default())
    }

    fn unheard() -> Outcome {
        Outcome::Unknown("the connection broke".into())
    }

    fn is_explained(calls: &[Call]) -> bool {
        let entry = |call| Entry {
            call,
            returned: if matches!(call.outcome, Outcome::Unknown(_)) { Duration::MAX } else { call.returned },
        };
        let entries: Vec<Entry<'_>> = calls.iter().map(entry).collect();
        matches!(search(&entries, House::with(5)), Verdict::Explained)
    }

    #[test]
    fn a_look_during_a_change_may_see_either() {
        assert!(is_explained(&[change(9, done()), look(1, 2, 5)]));
        assert!(is_explained(&[change(9, done()), look(1, 2, 3)]));
        assert!(is_explained(&[change(9, done()), look(1, 2, 5), look(3, 4, 3)]));
    }

    #[test]
    fn a_change_that_was_seen_is_not_unseen_again() {
        assert!(!is_explained(&[change(9, done()), look(1, 2, 3), look(3, 4, 5)]));
    }

    #[test]
    fn what_was_answered_is_seen_from_then_on() {
        assert!(!is_explained(&[change(1, done()), look(2, 3, 5)]));
    }

    #[test]
    fn a_change_whose_answer_nobody_heard_may_come_late_and_stays() {
        assert!(is_explained(&[change(1, unheard()), look(2, 3, 5), look(4, 5, 3)]));
        assert!(!is_explained(&[change(1, unheard()), look(2, 3, 3), look(4, 5, 5)]));
    }
}
