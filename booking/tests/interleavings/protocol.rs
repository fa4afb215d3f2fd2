//! How transactions move seats, step by step, as PostgreSQL runs them at READ COMMITTED.
//!
//! A step is what no other transaction can come between: one statement, or one of the triggers that it fires.
//!
//! | step | the code that it stands for |
//! | --- | --- |
//! | [`Step::Look`] | reads without a lock: `token::resolve`, `reservation::by_reference`, the first read of `desk::hold` |
//! | [`Step::HoldPerformance`] | `seats::lock`: `SELECT … FOR NO KEY UPDATE` of the performance's row |
//! | [`Step::HoldReservation`] | `reservation::lock`: the same of the reservation's row |
//! | [`Step::HoldOverdue`] | the `SELECT … FOR NO KEY UPDATE SKIP LOCKED` of `reservation::expire_overdue` |
//! | [`Step::Decide`] | the `match` on the status, and `HeldSeats::take`, `change`, `resize`; the count of `check_in::admit` |
//! | [`Step::Write`] | the `UPDATE` or `INSERT` of the reservation's row |
//! | [`Step::Touch`] | trigger `reservations_move_seats`: its `UPDATE performances` waits for the row |
//! | [`Step::Count`] | trigger `performances_count_seats` and the constraint `performances_seats_within_capacity` |
//! | [`Step::Commit`] | `transaction::end` |
//!
//! `reservation::confirm` and `check_in::admit` are one statement each, after their look. In it `seats::hold_for` is the
//! [`Step::HoldPerformance`], the `UPDATE` with `reservation::as_seen` holds the row and looks at it as it is by then
//! ([`Step::HoldReservation`]), and both conditions are the [`Step::Decide`]. Where they fail, the program looks and begins
//! again, which is here a transaction more.
//!
//! Each transaction may also end at any step, as by a crash, a lost connection or `lock_timeout`: [`Action::Abort`].

/// What somebody wants; the number is a row of [`State::reservations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// `reservation::confirm` and `desk::confirm`.
    Confirm(usize),
    /// `reservation::cancel` and `desk::cancel`.
    Cancel(usize),
    /// `desk::edit`: so many people from now on.
    Edit(usize, i8),
    /// `check_in::admit`.
    Admit(usize, i8),
    /// `check_in::walk_in`, `desk::book` with `confirm`: the row is written by it, so many people.
    Book(usize, i8),
    /// `performance::update`: so many seats from now on.
    Resize(i8),
    /// `reservation::expire_overdue` finds this row overdue.
    Expire(usize),
}

impl Act {
    const fn row(self) -> Option<usize> {
        match self {
            Self::Confirm(row)
            | Self::Cancel(row)
            | Self::Edit(row, _)
            | Self::Admit(row, _)
            | Self::Book(row, _)
            | Self::Expire(row) => Some(row),
            Self::Resize(_) => None,
        }
    }
}

/// A part of a transaction that nobody comes between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Look,
    HoldPerformance,
    HoldReservation,
    HoldOverdue,
    Decide,
    Write,
    Touch,
    Count,
    Commit,
}

/// When a transaction holds the performance's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// As the program does.
    BeforeDeciding,
    /// A mistake: what was read may be old by then.
    AfterDeciding,
    /// A mistake.
    Never,
}

/// The rules of the game: those of the program, or with a mistake in them.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mistake of its own that can be made or not")]
pub struct Protocol {
    /// When the performance is held.
    pub performance: Hold,
    /// Whether the reservation is held before the decision about it.
    pub holds_reservation: bool,
    /// Whether the performance is held before the reservation, by everybody.
    pub one_order: bool,
    /// Whether the trigger counts anew; else the program writes the counter that it has computed.
    pub counts_anew: bool,
    /// Whether the constraint is there.
    pub constraint: bool,
}

impl Protocol {
    /// As the program and the schema are.
    pub const AS_BUILT: Self = Self {
        performance: Hold::BeforeDeciding,
        holds_reservation: true,
        one_order: true,
        counts_anew: true,
        constraint: true,
    };

    fn steps(self, act: Act) -> Vec<Step> {
        let mut holds = Vec::new();
        let alone_at_the_door = matches!(act, Act::Admit(..) | Act::Expire(_));
        if self.performance != Hold::Never && !alone_at_the_door {
            holds.push(Step::HoldPerformance);
        }
        if matches!(act, Act::Expire(_)) {
            holds.push(Step::HoldOverdue);
        } else if self.holds_reservation && !matches!(act, Act::Book(..) | Act::Resize(_)) {
            holds.push(Step::HoldReservation);
        }
        if !self.one_order && matches!(act, Act::Cancel(_)) {
            holds.reverse();
        }
        let mut steps = vec![Step::Look];
        if self.performance == Hold::AfterDeciding {
            steps.push(Step::Decide);
            steps.extend(holds);
        } else {
            steps.extend(holds);
            steps.push(Step::Decide);
        }
        match act {
            Act::Admit(..) | Act::Expire(_) => steps.push(Step::Write),
            Act::Resize(_) => steps.extend([Step::Touch, Step::Count]),
            _ => steps.extend([Step::Write, Step::Touch, Step::Count]),
        }
        steps.push(Step::Commit);
        steps
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// Not inserted yet.
    Absent,
    Pending,
    Confirmed,
    Cancelled,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reservation {
    pub status: Status,
    pub people: i8,
    pub admitted: i8,
}

impl Reservation {
    pub const fn new(status: Status, people: i8) -> Self {
        Self { status, people, admitted: 0 }
    }

    const fn seats(self) -> i8 {
        match self.status {
            Status::Confirmed => self.people,
            _ => 0,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Performance {
    pub capacity: i8,
    pub counter: i8,
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum End {
    Done,
    /// By the program's own rules.
    Refused,
    /// By the constraint.
    RefusedByTheDatabase,
    Aborted,
}

/// One transaction under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Transaction {
    at: usize,
    pub end: Option<End>,
    /// What it read of the performance last, before it wrote.
    performance: Performance,
    /// What it read of its reservation last, before it wrote.
    reservation: Option<Reservation>,
    /// The row that it wrote; nobody else sees it yet.
    wrote: Option<Reservation>,
    wrote_performance: Option<Performance>,
}

/// The rows as committed, who holds them, and the transactions.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub performance: Performance,
    pub reservations: Vec<Reservation>,
    performance_held: Option<usize>,
    reservations_held: Vec<Option<usize>>,
    pub transactions: Vec<Transaction>,
}

impl State {
    pub fn confirmed(&self) -> i8 {
        self.reservations.iter().map(|row| row.seats()).sum()
    }

    /// What `who` counts: what is committed, and what it wrote itself.
    fn counted_by(&self, who: usize, row: Option<usize>) -> i8 {
        let own = self.transactions[who].wrote;
        let seats = |(index, committed): (usize, &Reservation)| {
            own.filter(|_| row == Some(index)).map_or(committed.seats(), Reservation::seats)
        };
        self.reservations.iter().enumerate().map(seats).sum()
    }

    /// Ends a transaction: what it held is free, and what it read is forgotten.
    fn end(&mut self, who: usize, end: End) {
        self.transactions[who] = Transaction { end: Some(end), ..Transaction::default() };
        if self.performance_held == Some(who) {
            self.performance_held = None;
        }
        for holder in &mut self.reservations_held {
            if *holder == Some(who) {
                *holder = None;
            }
        }
    }
}

/// What a transaction is going to write.
enum Decision {
    /// The reservation's row as it will be.
    Row(Reservation),
    /// The performance's.
    House,
}

/// Transactions at once on one evening.
#[derive(Clone, Debug)]
pub struct Evening {
    pub protocol: Protocol,
    pub capacity: i8,
    pub reservations: Vec<Reservation>,
    pub acts: Vec<Act>,
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Go(usize),
    Abort(usize),
}

impl Evening {
    pub fn step(&self, state: &State, who: usize) -> Option<Step> {
        let transaction = &state.transactions[who];
        if transaction.end.is_some() {
            return None;
        }
        self.protocol.steps(self.acts[who]).get(transaction.at).copied()
    }

    /// Whom `who` waits for.
    pub fn waits_for(&self, state: &State, who: usize) -> Option<usize> {
        let other = |holder: Option<usize>| holder.filter(|holder| *holder != who);
        let row = || self.acts[who].row().and_then(|row| other(state.reservations_held[row]));
        match self.step(state, who)? {
            Step::HoldPerformance => other(state.performance_held),
            Step::Touch if self.moves_seats(state, who) => other(state.performance_held),
            Step::HoldReservation | Step::Write => row(),
            _ => None,
        }
    }

    /// Whether the trigger on reservations fires, or the performance itself is written.
    fn moves_seats(&self, state: &State, who: usize) -> bool {
        let Some(row) = self.acts[who].row() else { return true };
        let Some(wrote) = state.transactions[who].wrote else { return false };
        state.reservations[row].seats() != wrote.seats()
    }

    /// What the decision says; `None` for a refusal.
    fn decide(&self, state: &State, who: usize) -> Option<Decision> {
        let transaction = &state.transactions[who];
        let free = transaction.performance.capacity - transaction.performance.counter;
        let row = transaction.reservation;
        match self.acts[who] {
            Act::Resize(capacity) => (transaction.performance.counter <= capacity).then_some(Decision::House),
            Act::Book(_, people) => {
                let booked = Reservation { admitted: people, ..Reservation::new(Status::Confirmed, people) };
                (people <= free).then_some(Decision::Row(booked))
            }
            Act::Confirm(_) => row
                .filter(|row| row.status == Status::Pending && row.people <= free)
                .map(|row| Decision::Row(Reservation { status: Status::Confirmed, ..row })),
            Act::Cancel(_) => row
                .filter(|row| !matches!(row.status, Status::Absent | Status::Cancelled) && row.admitted == 0)
                .map(|row| Decision::Row(Reservation { status: Status::Cancelled, ..row })),
            Act::Edit(_, people) => row
                .filter(|row| match row.status {
                    Status::Confirmed => people - row.people <= free && row.admitted <= people,
                    Status::Pending => people <= row.people || people <= free,
                    _ => false,
                })
                .map(|row| Decision::Row(Reservation { people, ..row })),
            Act::Admit(_, people) => row
                .filter(|row| row.status == Status::Confirmed && row.admitted + people <= row.people)
                .map(|row| Decision::Row(Reservation { admitted: row.admitted + people, ..row })),
            Act::Expire(_) => row
                .filter(|row| row.status == Status::Pending)
                .map(|row| Decision::Row(Reservation { status: Status::Expired, ..row })),
        }
    }

    fn go(&self, state: &mut State, who: usize, step: Step) {
        let act = self.acts[who];
        let committed = act.row().map(|row| state.reservations[row]);
        let performance = state.performance;
        state.transactions[who].at += 1;
        match step {
            Step::Look => {
                state.transactions[who].performance = performance;
                state.transactions[who].reservation = committed;
            }
            Step::HoldPerformance => {
                state.performance_held = Some(who);
                if self.protocol.performance == Hold::BeforeDeciding {
                    state.transactions[who].performance = performance;
                }
            }
            Step::HoldReservation | Step::HoldOverdue => {
                let row = act.row().unwrap_or_default();
                if state.reservations_held[row].is_some_and(|holder| holder != who) {
                    // SKIP LOCKED: the other kind of lock has waited before it came here.
                    return state.end(who, End::Refused);
                }
                state.reservations_held[row] = Some(who);
                if self.protocol.performance != Hold::AfterDeciding {
                    state.transactions[who].reservation = committed;
                }
            }
            Step::Decide => match self.decide(state, who) {
                None => state.end(who, End::Refused),
                // What is decided on is kept until it is written.
                Some(Decision::Row(row)) => state.transactions[who].reservation = Some(row),
                Some(Decision::House) => {}
            },
            Step::Write => {
                let row = act.row().unwrap_or_default();
                state.reservations_held[row] = Some(who);
                state.transactions[who].wrote = written(&state.transactions[who], act, state.reservations[row]);
            }
            Step::Touch if self.moves_seats(state, who) => state.performance_held = Some(who),
            Step::Count if self.moves_seats(state, who) => self.count(state, who),
            Step::Touch | Step::Count => {}
            Step::Commit => {
                let Transaction { wrote, wrote_performance, .. } = state.transactions[who];
                if let (Some(row), Some(wrote)) = (act.row(), wrote) {
                    state.reservations[row] = wrote;
                }
                state.performance = wrote_performance.unwrap_or(performance);
                state.end(who, End::Done);
            }
        }
    }

    fn count(&self, state: &mut State, who: usize) {
        let act = self.acts[who];
        let counter = if self.protocol.counts_anew {
            state.counted_by(who, act.row())
        } else {
            let before = act.row().map_or(0, |row| state.reservations[row].seats());
            let after = state.transactions[who].wrote.map_or(0, Reservation::seats);
            state.transactions[who].performance.counter + after - before
        };
        let capacity = match act {
            Act::Resize(capacity) => capacity,
            _ => state.performance.capacity,
        };
        if self.protocol.constraint && counter > capacity {
            return state.end(who, End::RefusedByTheDatabase);
        }
        state.transactions[who].wrote_performance = Some(Performance { capacity, counter });
    }

    fn done(&self, state: &State, wanted: impl Fn(Act) -> bool) -> bool {
        let mut ended = self.acts.iter().zip(&state.transactions);
        ended.any(|(act, transaction)| wanted(*act) && transaction.end == Some(End::Done))
    }

    /// Whether what each was told stays true: a row is as the last of those who were told "done" left it.
    fn keeps_its_word(&self, state: &State) -> bool {
        self.reservations.iter().zip(&state.reservations).enumerate().all(|(row, (first, now))| {
            let confirmed = self.done(state, |act| act == Act::Confirm(row)) || first.status == Status::Confirmed;
            let cancelled = self.done(state, |act| act == Act::Cancel(row));
            let expired = self.done(state, |act| act == Act::Expire(row));
            match now.status {
                Status::Cancelled => cancelled,
                Status::Confirmed => !cancelled && !expired,
                Status::Expired => expired && !cancelled && !confirmed,
                Status::Pending | Status::Absent => !cancelled && !expired && !confirmed,
            }
        })
    }

    /// Whether as many are in as were let in, no more than the party, and none of a party without seats.
    fn doors_agree(&self, state: &State) -> bool {
        state.reservations.iter().enumerate().all(|(row, reservation)| {
            let let_in = self.acts.iter().zip(&state.transactions).filter(|(_, ended)| ended.end == Some(End::Done));
            let let_in = let_in.filter_map(|(act, _)| match act {
                Act::Admit(whose, people) | Act::Book(whose, people) if *whose == row => Some(*people),
                _ => None,
            });
            let most = reservation.seats();
            reservation.admitted == let_in.sum::<i8>() && reservation.admitted <= most
        })
    }
}

/// An `UPDATE` names the columns that change; the others stay as they are committed by then.
fn written(transaction: &Transaction, act: Act, committed: Reservation) -> Option<Reservation> {
    let decided = transaction.reservation?;
    Some(match act {
        Act::Confirm(_) | Act::Cancel(_) | Act::Expire(_) => Reservation { status: decided.status, ..committed },
        Act::Edit(..) => Reservation { people: decided.people, ..committed },
        Act::Admit(..) => Reservation { admitted: decided.admitted, ..committed },
        Act::Book(..) | Act::Resize(_) => decided,
    })
}

/// A promise that an evening keeps or breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promise {
    /// Never more confirmed than capacity.
    WithinCapacity,
    /// The counter is the sum.
    CounterIsSum,
    /// The program refuses before the database has to.
    ProgramDecides,
    /// No two wait for each other.
    NoDeadlock,
    /// What somebody was told stays true.
    WordKept,
    /// Nobody is let in twice, or without a seat.
    DoorsAgree,
}

impl Promise {
    pub const ALL: [Self; 6] = [
        Self::WithinCapacity,
        Self::CounterIsSum,
        Self::ProgramDecides,
        Self::NoDeadlock,
        Self::WordKept,
        Self::DoorsAgree,
    ];
}

impl Evening {
    pub fn begin(&self) -> State {
        let counter = self.reservations.iter().map(|row| row.seats()).sum();
        State {
            performance: Performance { capacity: self.capacity, counter },
            reservations: self.reservations.clone(),
            performance_held: None,
            reservations_held: vec![None; self.reservations.len()],
            transactions: vec![Transaction::default(); self.acts.len()],
        }
    }

    /// All that can happen next, and what is so then.
    pub fn next(&self, state: &State) -> Vec<(Action, State)> {
        let mut all = Vec::new();
        for who in 0..self.acts.len() {
            let Some(step) = self.step(state, who) else { continue };
            let mut aborted = state.clone();
            aborted.end(who, End::Aborted);
            all.push((Action::Abort(who), aborted));
            if self.waits_for(state, who).is_none() {
                let mut gone = state.clone();
                self.go(&mut gone, who, step);
                all.push((Action::Go(who), gone));
            }
        }
        all
    }

    pub fn keeps(&self, state: &State, promise: Promise) -> bool {
        match promise {
            Promise::WithinCapacity => state.confirmed() <= state.performance.capacity,
            Promise::CounterIsSum => state.performance.counter == state.confirmed(),
            Promise::ProgramDecides => {
                state.transactions.iter().all(|transaction| transaction.end != Some(End::RefusedByTheDatabase))
            }
            Promise::NoDeadlock => (0..self.acts.len()).all(|who| self.gets_on(state, who)),
            Promise::WordKept => self.keeps_its_word(state),
            Promise::DoorsAgree => self.doors_agree(state),
        }
    }

    /// Whether nobody whom `who` waits for waits for `who` in turn.
    fn gets_on(&self, state: &State, who: usize) -> bool {
        let mut last = who;
        for _ in 0..self.acts.len() {
            match self.waits_for(state, last) {
                None => return true,
                Some(holder) => last = holder,
            }
        }
        false
    }
}
