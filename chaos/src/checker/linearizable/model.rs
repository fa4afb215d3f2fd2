//! A house that does one thing at a time: seats, parties, and what each call answers (domain.md, Seats and Check-in).

use std::collections::BTreeMap;

use crate::history::{Number, Op, Outcome, Told};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Status {
    Pending,
    Confirmed,
    Cancelled,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Party {
    status: Status,
    size: i32,
    /// Each admission that stands.
    admissions: Vec<i32>,
    walked_in: bool,
    /// Of the ticket in force.
    ticket: i32,
}

impl Party {
    fn admitted(&self) -> i32 {
        self.admissions.iter().sum()
    }

    fn verdict(&self) -> &'static str {
        match self.status {
            Status::Pending => "not_confirmed",
            Status::Cancelled => "cancelled",
            Status::Confirmed if self.admitted() >= self.size => "already_checked_in",
            Status::Confirmed => "ready",
        }
    }
}

/// The house.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct House {
    seats: i32,
    version: i32,
    parties: BTreeMap<Number, Party>,
    /// Requests that were refused, and the seats that were left then: a repeat hears the same.
    turned_away: BTreeMap<Number, i32>,
}

/// What the rules answer.
enum Answer {
    Done(Told),
    No(&'static str, Option<i32>),
}

impl House {
    pub const fn with(seats: i32) -> Self {
        Self { seats, version: 1, parties: BTreeMap::new(), turned_away: BTreeMap::new() }
    }

    fn left(&self) -> i32 {
        let confirmed = self.parties.values().filter(|party| party.status == Status::Confirmed);
        (self.seats - confirmed.map(|party| party.size).sum::<i32>()).max(0)
    }

    /// The house after a call, if `outcome` is what it answers. A call that nobody heard the answer of, but that
    /// happened, must have been done.
    pub fn after(&self, op: &Op, outcome: &Outcome) -> Option<Self> {
        let mut next = self.clone();
        let answer = next.act(op)?;
        let agree = match (&answer, outcome) {
            (Answer::Done(_), Outcome::Unknown(_)) => true,
            (Answer::Done(expected), Outcome::Ok(told)) => agrees(expected, told),
            (Answer::No(expected, left), Outcome::Refused { code, told, .. }) => {
                expected == code && (left.is_none() || told.available.is_none() || *left == told.available)
            }
            _ => false,
        };
        agree.then_some(next)
    }

    /// `None` for what cannot be asked of this house.
    fn act(&mut self, op: &Op) -> Option<Answer> {
        let left = self.left();
        Some(match op {
            Op::Look => Answer::Done(Told { available: Some(left), ..Told::default() }),
            Op::Request { who, party, .. } => self.request(*who, *party),
            Op::WalkIn { who, party } => self.walk_in(*who, *party),
            Op::Enlarge { version, seats } => self.enlarge(*version, *seats),
            Op::Intrude { .. } => return None,
            Op::Confirm { who } => confirm(self.parties.get_mut(who)?, left),
            Op::Cancel { who } => cancel(self.parties.get_mut(who)?),
            Op::Resize { who, party } => resize(self.parties.get_mut(who)?, *party, left, false),
            Op::Reissue { who, party } => resize(self.parties.get_mut(who)?, *party, left, true),
            Op::Admit { who, people, ticket } => admit(self.parties.get_mut(who)?, *people, *ticket),
            Op::Verify { who, ticket } => verify(self.parties.get(who)?, *ticket),
            Op::Undo { who } => undo(self.parties.get_mut(who)?),
        })
    }

    fn request(&mut self, who: Number, size: i32) -> Answer {
        let left = self.left();
        if let Some(then) = self.turned_away.get(&who) {
            return Answer::No("not_enough_seats", Some(*then));
        }
        if self.parties.contains_key(&who) {
            return Answer::Done(Told::default());
        }
        if size > left {
            self.turned_away.insert(who, left);
            return Answer::No("not_enough_seats", Some(left));
        }
        let party = Party { status: Status::Pending, size, admissions: Vec::new(), walked_in: false, ticket: 1 };
        self.parties.insert(who, party);
        Answer::Done(Told::default())
    }

    fn walk_in(&mut self, who: Number, size: i32) -> Answer {
        let left = self.left();
        if size > left {
            return Answer::No("not_enough_seats", Some(left));
        }
        let party = Party { status: Status::Confirmed, size, admissions: vec![size], walked_in: true, ticket: 1 };
        self.parties.insert(who, party);
        Answer::Done(Told { party: Some(size), admitted: Some(size), ..Told::default() })
    }

    fn enlarge(&mut self, version: i32, seats: i32) -> Answer {
        if version != self.version {
            return Answer::No("stale", None);
        }
        if seats < self.seats - self.left() {
            return Answer::No("capacity_below_confirmed", None);
        }
        if seats != self.seats {
            self.version += 1;
        }
        self.seats = seats;
        Answer::Done(Told::default())
    }
}

/// Whether what was told agrees with what should have been, as far as both say something.
fn agrees(expected: &Told, told: &Told) -> bool {
    fn same<T: PartialEq>(expected: Option<&T>, told: Option<&T>) -> bool {
        expected.is_none() || told.is_none() || expected == told
    }
    same(expected.available.as_ref(), told.available.as_ref())
        && same(expected.party.as_ref(), told.party.as_ref())
        && same(expected.admitted.as_ref(), told.admitted.as_ref())
        && same(expected.already.as_ref(), told.already.as_ref())
        && same(expected.outcome.as_ref(), told.outcome.as_ref())
}

fn confirm(party: &mut Party, left: i32) -> Answer {
    let done = |already| Told { already: Some(already), party: Some(party.size), ..Told::default() };
    match party.status {
        Status::Cancelled => Answer::No("reservation_cancelled", None),
        Status::Confirmed => Answer::Done(done(true)),
        Status::Pending if party.size > left => Answer::No("not_enough_seats", Some(left)),
        Status::Pending => {
            let told = done(false);
            party.status = Status::Confirmed;
            Answer::Done(told)
        }
    }
}

fn cancel(party: &mut Party) -> Answer {
    if party.status != Status::Cancelled && party.admitted() > 0 {
        return Answer::No("already_checked_in", None);
    }
    party.status = Status::Cancelled;
    Answer::Done(Told::default())
}

fn resize(party: &mut Party, size: i32, left: i32, new_ticket: bool) -> Answer {
    if party.status == Status::Cancelled {
        return Answer::No("reservation_cancelled", None);
    }
    if size < party.admitted() {
        return Answer::No("validation", None);
    }
    let fits = match party.status {
        Status::Confirmed => size - party.size <= left,
        _ => size <= party.size || size <= left,
    };
    if !fits {
        return Answer::No("not_enough_seats", Some(left));
    }
    party.size = size;
    if new_ticket && party.status == Status::Confirmed && !party.walked_in {
        party.ticket += 1;
    }
    Answer::Done(Told { party: Some(size), ..Told::default() })
}

fn admit(party: &mut Party, people: Option<i32>, ticket: Option<i32>) -> Answer {
    if ticket.is_some_and(|shown| shown != party.ticket) {
        return Answer::No("token_unknown", None);
    }
    let verdict = party.verdict();
    if verdict != "ready" {
        return Answer::No(verdict, None);
    }
    let remaining = party.size - party.admitted();
    let entering = people.unwrap_or(remaining);
    if !(1..=remaining).contains(&entering) {
        return Answer::No("validation", None);
    }
    party.admissions.push(entering);
    Answer::Done(Told {
        party: Some(party.size),
        admitted: Some(party.admitted()),
        outcome: Some("checked_in".to_owned()),
        ..Told::default()
    })
}

fn verify(party: &Party, ticket: Option<i32>) -> Answer {
    if ticket.is_some_and(|shown| shown != party.ticket) {
        return Answer::No("token_unknown", None);
    }
    Answer::Done(Told {
        party: Some(party.size),
        admitted: Some(party.admitted()),
        outcome: Some(party.verdict().to_owned()),
        ..Told::default()
    })
}

fn undo(party: &mut Party) -> Answer {
    if party.admissions.pop().is_none() {
        return Answer::No("not_checked_in", None);
    }
    if party.walked_in && party.admissions.is_empty() {
        party.status = Status::Cancelled;
    }
    Answer::Done(Told { admitted: Some(party.admitted()), ..Told::default() })
}

#[cfg(test)]
mod tests {
    use super::House;
    use crate::history::{Op, Outcome, Told};

    fn ok() -> Outcome {
        Outcome::Ok(Told::default())
    }

    fn left(seats: i32) -> Outcome {
        Outcome::Ok(Told { available: Some(seats), ..Told::default() })
    }

    fn full(left: i32) -> Outcome {
        let told = Told { available: Some(left), ..Told::default() };
        Outcome::Refused { status: 409, code: "not_enough_seats".into(), told }
    }

    #[test]
    fn seats_are_taken_by_a_confirmation_and_come_back_with_a_cancellation() {
        let request = |who| Op::Request { who, party: 4, key: None };
        let house = House::with(6).after(&request(1), &ok()).unwrap().after(&request(2), &ok()).unwrap();
        let house = house.after(&Op::Confirm { who: 1 }, &ok()).unwrap();
        assert!(house.after(&Op::Confirm { who: 2 }, &ok()).is_none());
        let house = house.after(&Op::Confirm { who: 2 }, &full(2)).unwrap();
        assert!(house.after(&Op::Look, &left(6)).is_none());
        let house = house.after(&Op::Cancel { who: 1 }, &ok()).unwrap();
        assert!(house.after(&Op::Confirm { who: 2 }, &ok()).is_some());
    }

    #[test]
    fn a_repeat_of_a_refused_question_hears_what_was_so_then() {
        let request = Op::Request { who: 1, party: 5, key: Some("k".into()) };
        let house = House::with(3).after(&request, &full(3)).unwrap();
        let house = house.after(&Op::Enlarge { version: 1, seats: 9 }, &ok()).unwrap();
        assert!(house.after(&request, &full(3)).is_some());
        assert!(house.after(&request, &ok()).is_none());
    }

    #[test]
    fn a_party_enters_once_and_a_walk_in_taken_back_was_never_here() {
        let house = House::with(3).after(&Op::WalkIn { who: 1, party: 2 }, &ok()).unwrap();
        let admit = Op::Admit { who: 1, people: None, ticket: None };
        assert!(house.after(&admit, &ok()).is_none());
        let house = house.after(&Op::Undo { who: 1 }, &ok()).unwrap();
        assert!(house.after(&Op::Look, &left(3)).is_some());
    }
}
