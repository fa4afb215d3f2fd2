//! Every interleaving of transactions that move seats, of all that can be at once in threes: not some that happened to
//! come about in a test. The protocol of the program holds its promises in each of them; each mistake that could be made in
//! it is found. `races.rs` drives the real functions on a real PostgreSQL through the dangerous ones.

mod protocol;

use std::collections::{BTreeMap, HashSet, VecDeque};

use protocol::{Act, Action, End, Evening, Hold, Promise, Protocol, Reservation, Status};

/// A house of five seats, two of them taken; who wants the other three are two parties of which one fits.
const CAPACITY: i8 = 5;
const ANNA: usize = 0;
const BRUNO: usize = 1;
const CARLA: usize = 2;
const WALK_IN: usize = 3;
const CALLER: usize = 4;

const ROWS: [Reservation; 5] = [
    Reservation::new(Status::Pending, 3),
    Reservation::new(Status::Pending, 2),
    Reservation::new(Status::Confirmed, 2),
    Reservation::new(Status::Absent, 0),
    Reservation::new(Status::Absent, 0),
];

const ACTS: [Act; 12] = [
    Act::Confirm(ANNA),
    Act::Confirm(BRUNO),
    Act::Cancel(ANNA),
    Act::Cancel(CARLA),
    Act::Edit(BRUNO, 3),
    Act::Edit(CARLA, 4),
    Act::Edit(CARLA, 1),
    Act::Admit(CARLA, 1),
    Act::Book(WALK_IN, 2),
    Act::Book(CALLER, 2),
    Act::Resize(3),
    Act::Expire(ANNA),
];

fn evening(protocol: Protocol, acts: &[Act]) -> Evening {
    Evening { protocol, capacity: CAPACITY, reservations: ROWS.to_vec(), acts: acts.to_vec() }
}

/// What a search through all that can happen has found.
#[derive(Default)]
struct Found {
    states: usize,
    /// Broken promises, each with a shortest way to break it.
    broken: BTreeMap<Promise, Vec<Action>>,
    /// Whether all can succeed.
    all_done: bool,
}

/// Looks at every state that can be reached, nearest first.
fn search(evening: &Evening) -> Found {
    let mut found = Found::default();
    let begin = evening.begin();
    let mut known = HashSet::from([begin.clone()]);
    let mut next = VecDeque::from([(begin, Vec::new())]);
    while let Some((state, way)) = next.pop_front() {
        found.states += 1;
        found.all_done |= state.transactions.iter().all(|transaction| transaction.end == Some(End::Done));
        for promise in Promise::ALL {
            if !evening.keeps(&state, promise) {
                found.broken.entry(promise).or_insert_with(|| way.clone());
            }
        }
        for (action, after) in evening.next(&state) {
            if known.insert(after.clone()) {
                next.push_back((after, [&way[..], &[action]].concat()));
            }
        }
    }
    found
}

/// All threes of acts, the same one twice or three times included. A row is only ever inserted once.
fn threes() -> impl Iterator<Item = [Act; 3]> {
    let from = |first: usize| first..ACTS.len();
    let all = from(0).flat_map(move |one| from(one).flat_map(move |two| from(two).map(move |three| [one, two, three])));
    all.map(|acts| acts.map(|act| ACTS[act])).filter(|acts| {
        let inserts = |row| acts.iter().filter(|act| matches!(act, Act::Book(whose, _) if *whose == row)).count();
        inserts(WALK_IN) < 2 && inserts(CALLER) < 2
    })
}

#[test]
fn whatever_three_transactions_do_at_once_every_promise_is_kept() {
    let (mut combinations, mut states) = (0, 0);
    for acts in threes() {
        let found = search(&evening(Protocol::AS_BUILT, &acts));
        assert_eq!(found.broken, BTreeMap::new(), "{acts:?}");
        combinations += 1;
        states += found.states;
    }
    assert!(combinations > 300 && states > 100_000, "{combinations} combinations, {states} states: too few to tell");
}

#[test]
fn the_program_alone_keeps_them_and_so_does_the_database_alone() {
    let without_constraint = Protocol { constraint: false, ..Protocol::AS_BUILT };
    let careless =
        Protocol { performance: Hold::Never, holds_reservation: false, one_order: true, ..Protocol::AS_BUILT };
    let mut refused_by_the_database = 0;
    for acts in threes() {
        assert_eq!(search(&evening(without_constraint, &acts)).broken, BTreeMap::new(), "{acts:?}");
        let broken = search(&evening(careless, &acts)).broken;
        let seats = [Promise::WithinCapacity, Promise::CounterIsSum];
        assert!(seats.iter().all(|promise| !broken.contains_key(promise)), "{acts:?}: {broken:?}");
        refused_by_the_database += usize::from(broken.contains_key(&Promise::ProgramDecides));
    }
    assert!(refused_by_the_database > 0, "a careless program meets the constraint");
}

#[test]
fn all_who_fit_can_come_in_at_once() {
    for acts in [
        [Act::Confirm(ANNA), Act::Admit(CARLA, 2), Act::Edit(BRUNO, 1)],
        [Act::Confirm(BRUNO), Act::Cancel(CARLA), Act::Book(WALK_IN, 2)],
        [Act::Resize(7), Act::Confirm(ANNA), Act::Confirm(BRUNO)],
    ] {
        assert!(search(&evening(Protocol::AS_BUILT, &acts)).all_done, "{acts:?}");
    }
}

/// Each mistake, the acts that it needs, and the promise that it breaks.
#[test]
fn every_mistake_in_the_protocol_is_found() {
    let built = Protocol::AS_BUILT;
    let unguarded = Protocol { constraint: false, ..built };
    let two_parties = [Act::Confirm(ANNA), Act::Confirm(BRUNO)];
    let mistakes: [(&str, Protocol, &[Act], Promise); 10] = [
        (
            "nobody holds the seats",
            Protocol { performance: Hold::Never, ..unguarded },
            &two_parties,
            Promise::WithinCapacity,
        ),
        (
            "the seats are looked at before they are held",
            Protocol { performance: Hold::AfterDeciding, ..unguarded },
            &two_parties,
            Promise::WithinCapacity,
        ),
        (
            "the same, and a house that is made smaller",
            Protocol { performance: Hold::AfterDeciding, ..unguarded },
            &[Act::Confirm(ANNA), Act::Resize(3)],
            Promise::WithinCapacity,
        ),
        (
            "the same, and a party at the door",
            Protocol { performance: Hold::AfterDeciding, ..unguarded },
            &[Act::Book(WALK_IN, 2), Act::Edit(CARLA, 4)],
            Promise::WithinCapacity,
        ),
        (
            "with the constraint it is the database that refuses",
            Protocol { performance: Hold::AfterDeciding, ..built },
            &two_parties,
            Promise::ProgramDecides,
        ),
        (
            "the program writes the counter that it computed, and nobody holds the seats",
            Protocol { performance: Hold::Never, counts_anew: false, ..built },
            &[Act::Confirm(BRUNO), Act::Cancel(CARLA)],
            Promise::CounterIsSum,
        ),
        (
            "the program writes the counter that it computed before it held the seats",
            Protocol { performance: Hold::AfterDeciding, counts_anew: false, ..built },
            &[Act::Confirm(BRUNO), Act::Book(WALK_IN, 1)],
            Promise::CounterIsSum,
        ),
        (
            "who cancels holds the reservation first",
            Protocol { one_order: false, ..built },
            &[Act::Cancel(ANNA), Act::Confirm(ANNA)],
            Promise::NoDeadlock,
        ),
        (
            "the reservation is not held: a ticket admits twice",
            Protocol { holds_reservation: false, ..built },
            &[Act::Admit(CARLA, 2), Act::Admit(CARLA, 2)],
            Promise::DoorsAgree,
        ),
        (
            "the reservation is not held: what is confirmed lapses after all, or the other way round",
            Protocol { holds_reservation: false, ..built },
            &[Act::Confirm(ANNA), Act::Expire(ANNA)],
            Promise::WordKept,
        ),
    ];
    for (mistake, protocol, acts, promise) in mistakes {
        assert!(search(&evening(protocol, acts)).broken.contains_key(&promise), "not found: {mistake}");
        assert_eq!(search(&evening(built, acts)).broken, BTreeMap::new(), "without the mistake: {acts:?}");
    }
}
