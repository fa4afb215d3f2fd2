//! What a round is made of: the evenings, what each client means to do, and what breaks when. All of it follows from the
//! seed; only when things really happen does not.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::trouble::Trouble;

/// A performance with few seats.
#[derive(Debug, Clone, Copy)]
pub struct Evening {
    pub seats: i32,
}

/// What a client means to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Ask for seats; under a key sent so many times at once, where there is one.
    Request {
        evening: usize,
        party: i32,
        copies: Option<u8>,
    },
    /// Confirm one of the reservations that are known, so many times at once.
    Confirm {
        copies: u8,
    },
    Cancel,
    /// The office gives a party another size.
    Resize {
        party: i32,
    },
    /// The office sends a confirmed guest a new ticket.
    Reissue {
        party: i32,
    },
    /// The office makes the house larger or smaller.
    Enlarge {
        evening: usize,
        by: i32,
    },
    /// The office makes the house so large that a few seats are left, and all who wait for some confirm at once.
    Scramble {
        evening: usize,
        left: i32,
    },
    /// The door lets people in, at so many scanners at once: all who remain, or some.
    Admit {
        people: Option<i32>,
        scanners: u8,
    },
    Verify,
    Undo,
    WalkIn {
        evening: usize,
        party: i32,
    },
    /// Look how many seats are left.
    Look {
        evening: usize,
    },
    /// Try to talk past the rules, straight in the database.
    Intrude {
        evening: usize,
    },
}

/// One step of a client.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// Before it.
    pub pause: Duration,
    pub intent: Intent,
    /// Draws what is acted upon, and which replica is asked.
    pub draw: u32,
}

/// Something that breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Break {
    ApiKilled,
    ApiFrozen,
    /// While an outside connection holds the row of a performance.
    ApiFrozenUnderLock,
    ApiRestarted,
    ApiClockMoved,
    WorkerKilled,
    /// Between the last byte of a mail and its answer.
    WorkerKilledInMidMail,
    WorkerFrozen,
    WorkerRestarted,
    PostgresCrashed,
    ClientsCut,
    ClientsDelayed,
    ApiDatabaseCut,
    ApiDatabaseDelayed,
    WorkerDatabaseCut,
    WorkerDatabaseSilent,
    MailRefused,
    MailStalled,
    MailDropped,
    MailGreylisted,
    MailLoginRejected,
    /// It takes its time for each mail, and many wait.
    MailSlow,
}

impl Break {
    pub const ALL: [Self; 22] = [
        Self::ApiKilled,
        Self::ApiFrozen,
        Self::ApiFrozenUnderLock,
        Self::ApiRestarted,
        Self::ApiClockMoved,
        Self::WorkerKilled,
        Self::WorkerKilledInMidMail,
        Self::WorkerFrozen,
        Self::WorkerRestarted,
        Self::PostgresCrashed,
        Self::ClientsCut,
        Self::ClientsDelayed,
        Self::ApiDatabaseCut,
        Self::ApiDatabaseDelayed,
        Self::WorkerDatabaseCut,
        Self::WorkerDatabaseSilent,
        Self::MailRefused,
        Self::MailStalled,
        Self::MailDropped,
        Self::MailGreylisted,
        Self::MailLoginRejected,
        Self::MailSlow,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiKilled => "API killed",
            Self::ApiFrozen => "API frozen",
            Self::ApiFrozenUnderLock => "API frozen, row locked outside",
            Self::ApiRestarted => "API restarted",
            Self::ApiClockMoved => "API's clock moved",
            Self::WorkerKilled => "worker killed",
            Self::WorkerKilledInMidMail => "worker killed in mid mail",
            Self::WorkerFrozen => "worker frozen",
            Self::WorkerRestarted => "worker restarted",
            Self::PostgresCrashed => "PostgreSQL crashed",
            Self::ClientsCut => "clients cut off",
            Self::ClientsDelayed => "clients delayed",
            Self::ApiDatabaseCut => "API cut from database",
            Self::ApiDatabaseDelayed => "API's database delayed",
            Self::WorkerDatabaseCut => "worker cut from database",
            Self::WorkerDatabaseSilent => "worker's database silent",
            Self::MailRefused => "SMTP refuses connections",
            Self::MailStalled => "SMTP stalls",
            Self::MailDropped => "SMTP drops after DATA",
            Self::MailGreylisted => "SMTP greylists",
            Self::MailLoginRejected => "SMTP rejects the login",
            Self::MailSlow => "SMTP is slow, many mails wait",
        }
    }

    /// Whether it strikes in the middle of a rush: what it may break off lasts some hundredths of a second, and would hardly
    /// ever be met by a few guests.
    pub const fn comes_in_a_rush(self) -> bool {
        self.strikes_an_api() || self.strikes_a_worker() || matches!(self, Self::PostgresCrashed | Self::MailSlow)
    }

    /// Whether it breaks off what one API is doing.
    pub const fn strikes_an_api(self) -> bool {
        matches!(
            self,
            Self::ApiKilled
                | Self::ApiFrozen
                | Self::ApiFrozenUnderLock
                | Self::ApiRestarted
                | Self::ClientsCut
                | Self::ApiDatabaseCut
        )
    }

    /// Whether it breaks off what one worker is doing.
    pub const fn strikes_a_worker(self) -> bool {
        matches!(
            self,
            Self::WorkerKilled
                | Self::WorkerFrozen
                | Self::WorkerRestarted
                | Self::WorkerDatabaseCut
                | Self::WorkerDatabaseSilent
        )
    }
}

/// One fault of a round.
#[derive(Debug, Clone)]
pub struct Fault {
    /// After the one before.
    pub pause: Duration,
    pub what: Break,
    /// Which of the two replicas, from 0.
    pub which: usize,
    pub lasts: Duration,
    /// Who comes all at once just before, where [`Break::comes_in_a_rush`].
    pub rush: Vec<Step>,
    /// How long before.
    pub lead: Duration,
}

/// A round.
#[derive(Debug, Clone)]
pub struct Plan {
    pub evenings: Vec<Evening>,
    pub clients: Vec<Vec<Step>>,
    pub faults: Vec<Fault>,
    /// Whether real waiting times are waited for; else retries are made due, and dead workers are known for dead at once.
    pub patient: bool,
}

/// The last evening: nobody wants it, so that whoever looks whether bookings work again finds seats.
const QUIET_SEATS: i32 = 300;
const GUESTS: usize = 5;
const STEPS: usize = 34;
/// So many faults a round. All kinds are dealt before one comes again, as from a deck of cards that is shuffled anew.
const FAULTS: u64 = 3;
/// So many people make a rush.
const RUSH: usize = 12;
/// Of so many rounds one waits as long as a real house would.
const PATIENT_ONE_IN: u64 = 3;

impl Plan {
    /// The plan of a round.
    pub fn of(seed: u64, round: u64) -> Self {
        // Far apart for neighbours: SplitMix64's constant.
        let mut rng = StdRng::seed_from_u64(seed.wrapping_add(round.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let mut evenings: Vec<Evening> = (0..2).map(|_| Evening { seats: rng.random_range(8..=24) }).collect();
        evenings.push(Evening { seats: QUIET_SEATS });
        let mut clients: Vec<Vec<Step>> = (0..GUESTS).map(|_| script(&mut rng, guest)).collect();
        clients.push(script(&mut rng, door));
        clients.push(script(&mut rng, office));
        let faults = dealt(seed, round).map(|what| fault(&mut rng, what)).collect();
        Self { evenings, clients, faults, patient: round.is_multiple_of(PATIENT_ONE_IN) }
    }

    /// Replaces each fault by one whose name has `part` in it.
    pub fn narrow(&mut self, part: &str) -> Result<(), Trouble> {
        let wanted: Vec<Break> = Break::ALL.into_iter().filter(|what| what.name().contains(part)).collect();
        if wanted.is_empty() {
            let names = Break::ALL.map(Break::name).join("; ");
            return Err(Trouble::stage(format!("no fault is called \"{part}\"; there are: {names}")));
        }
        for (number, fault) in self.faults.iter_mut().enumerate() {
            fault.what = wanted[number % wanted.len()];
        }
        Ok(())
    }
}

fn script(rng: &mut StdRng, role: fn(&mut StdRng) -> Intent) -> Vec<Step> {
    (0..STEPS)
        .map(|_| Step {
            pause: Duration::from_millis(rng.random_range(20..600)),
            intent: role(rng),
            draw: rng.random(),
        })
        .collect()
}

fn guest(rng: &mut StdRng) -> Intent {
    let (evening, party) = (rng.random_range(0..2), rng.random_range(1..=4));
    match rng.random_range(0..100) {
        0..40 => {
            let copies = rng.random_bool(0.4).then(|| rng.random_range(1..=2));
            Intent::Request { evening, party, copies }
        }
        40..70 => Intent::Confirm { copies: rng.random_range(1..=2) },
        70..82 => Intent::Cancel,
        _ => Intent::Look { evening },
    }
}

fn door(rng: &mut StdRng) -> Intent {
    let (evening, party) = (rng.random_range(0..2), rng.random_range(1..=4));
    match rng.random_range(0..100) {
        0..50 => {
            let people = rng.random_bool(0.3).then(|| rng.random_range(1..=2));
            Intent::Admit { people, scanners: rng.random_range(1..=2) }
        }
        50..65 => Intent::Verify,
        65..80 => Intent::Undo,
        80..95 => Intent::WalkIn { evening, party },
        _ => Intent::Intrude { evening },
    }
}

fn office(rng: &mut StdRng) -> Intent {
    let (evening, party) = (rng.random_range(0..2), rng.random_range(1..=6));
    match rng.random_range(0..100) {
        0..35 => Intent::Resize { party },
        35..50 => Intent::Reissue { party },
        50..65 => Intent::Enlarge { evening, by: rng.random_range(-5..=5) },
        65..80 => Intent::Scramble { evening, left: rng.random_range(1..=4) },
        80..95 => Intent::Look { evening },
        _ => Intent::Intrude { evening },
    }
}

fn fault(rng: &mut StdRng, what: Break) -> Fault {
    Fault {
        pause: Duration::from_millis(rng.random_range(300..2_500)),
        what,
        which: rng.random_range(0..2),
        lasts: Duration::from_millis(rng.random_range(300..3_500)),
        rush: (0..RUSH).map(|_| in_a_rush(rng)).collect(),
        lead: Duration::from_millis(rng.random_range(20..160)),
    }
}

fn in_a_rush(rng: &mut StdRng) -> Step {
    let evening = rng.random_range(0..2);
    let intent = if rng.random_bool(0.5) {
        Intent::Request { evening, party: rng.random_range(1..=2), copies: Some(1) }
    } else {
        Intent::Confirm { copies: 1 }
    };
    Step { pause: Duration::from_millis(rng.random_range(0..60)), intent, draw: rng.random() }
}

/// What breaks in a round, by the decks of its seed.
fn dealt(seed: u64, round: u64) -> impl Iterator<Item = Break> {
    let size = Break::ALL.len() as u64;
    let first = round.saturating_sub(1) * FAULTS;
    (first..first + FAULTS).map(move |card| {
        let mut deck = Break::ALL;
        // Not the seeds of rounds, which count up from the same one.
        deck.shuffle(&mut StdRng::seed_from_u64(!seed ^ (card / size).rotate_left(32)));
        deck[usize::try_from(card % size).unwrap_or_default()]
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Break, Plan};

    #[test]
    fn every_kind_of_fault_comes_within_fifteen_rounds_of_any_seed() {
        for seed in 0..50 {
            for begin in [1, 8, 100] {
                let faults = (begin..begin + 15).flat_map(|round| Plan::of(seed, round).faults);
                let kinds: HashSet<Break> = faults.map(|fault| fault.what).collect();
                assert_eq!(kinds.len(), Break::ALL.len(), "seed {seed}, from round {begin}");
            }
        }
    }

    #[test]
    fn a_round_is_planned_alike_each_time() {
        let plan = |seed, round| format!("{:?}", Plan::of(seed, round));
        assert_eq!(plan(7, 3), plan(7, 3));
        assert_ne!(plan(7, 3), plan(7, 4));
        assert_ne!(plan(7, 3), plan(8, 3));
    }
}
