//! The rules, as a ledger that a person could keep: no database, no transactions, no jobs that run.

use booking::check_in::Outcome;
use entity::value::{DeliveryKind, ReservationSource, ReservationStatus};

use super::act::{Act, Shown};

/// A request waits so long, minutes; an answer under a key is remembered as long.
const DAY: i64 = 24 * 60;
/// A performance can be called off so long after its beginning, minutes.
const CALLED_OFF_WITHIN: i64 = 12 * 60;
/// Largest party of a visitor's own booking.
pub const LARGEST_PARTY: i32 = 5;

/// What somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Done,
    /// So many rows were changed, and so many mails queued.
    Swept(u64, u64),
    Full(i32),
    TooLarge(i32),
    Closed,
    Past,
    Expired,
    Cancelled,
    Ended(ReservationStatus),
    AlreadyIn,
    NobodyIn,
    OverTheParty(i32),
    Below(i32),
    AtTheDoor(Outcome),
    Unknown,
    AnotherQuestion,
    AddressNeeded,
    NothingToSend,
    StillWaiting,
    Obsolete,
}

use Told::{
    AddressNeeded, AlreadyIn, AnotherQuestion, AtTheDoor, Below, Cancelled, Closed, Done, Ended, Expired, Full,
    NobodyIn, NothingToSend, Obsolete, OverTheParty, Past, StillWaiting, Swept, TooLarge, Unknown,
};

/// A performance; times in minutes since the story began.
#[derive(Debug)]
pub struct Evening {
    pub starts_at: i64,
    pub room: i32,
    pub additional: i32,
    pub kept: i32,
    pub open: bool,
    pub called_off: bool,
}

/// A reservation.
#[derive(Debug)]
pub struct Party {
    pub evening: usize,
    pub source: ReservationSource,
    pub status: ReservationStatus,
    pub people: i32,
    pub has_address: bool,
    pub expires_at: Option<i64>,
    pub admissions: Vec<i32>,
    pub confirmation_generation: i32,
    pub ticket_generation: i32,
    /// Mails in the delivery log, and whether each still waits.
    pub mails: Vec<(DeliveryKind, bool)>,
    /// Issues of the ticket that jobs draw, and whether each is still to be drawn.
    pub drawings: Vec<(i32, bool)>,
    /// What the audit log says of it.
    pub log: Vec<&'static str>,
}

impl Party {
    pub fn admitted(&self) -> i32 {
        self.admissions.iter().sum()
    }

    /// Whether a ticket was ever issued to somebody who holds it in his hand.
    pub fn has_ticket(&self) -> bool {
        !self.drawings.is_empty()
    }

    fn mail(&mut self, kind: DeliveryKind) -> u64 {
        if self.has_address {
            self.mails.push((kind, true));
        }
        u64::from(self.has_address)
    }

    fn confirm(&mut self) -> Told {
        self.status = ReservationStatus::Confirmed;
        self.expires_at = None;
        self.drawings.push((self.ticket_generation, true));
        self.log.push("reservation.confirmed");
        Done
    }

    fn cancel(&mut self) {
        self.status = ReservationStatus::Cancelled;
        self.log.push("reservation.cancelled");
    }
}

/// An answer that is remembered.
#[derive(Debug)]
struct Answer {
    key: u8,
    question: (usize, i32),
    told: Told,
    party: Option<usize>,
    until: i64,
}

/// The whole season.
#[derive(Debug)]
pub struct Ledger {
    pub clock: i64,
    pub evenings: Vec<Evening>,
    pub parties: Vec<Party>,
    answers: Vec<Answer>,
}

impl Ledger {
    pub fn new(evenings: Vec<Evening>) -> Self {
        Self { clock: 0, evenings, parties: Vec::new(), answers: Vec::new() }
    }

    pub fn confirmed(&self, evening: usize) -> i32 {
        let here = self.parties.iter().filter(|party| party.evening == evening);
        here.filter(|party| party.status == ReservationStatus::Confirmed).map(|party| party.people).sum()
    }

    pub fn free(&self, evening: usize) -> i32 {
        let Evening { room, additional, kept, .. } = self.evenings[evening];
        room + additional - kept - self.confirmed(evening)
    }

    fn over(&self, evening: usize) -> bool {
        self.evenings[evening].starts_at <= self.clock
    }

    fn lapsed(&self, party: &Party) -> bool {
        party.expires_at.is_some_and(|expires| expires <= self.clock)
    }

    /// Whom an act is about.
    pub fn who(&self, act: &Act) -> Option<usize> {
        match *act {
            Act::Confirm { who, .. }
            | Act::Cancel { who }
            | Act::ConfirmAtTheDesk { who }
            | Act::CancelAtTheDesk { who, .. }
            | Act::Edit { who, .. }
            | Act::Resend { who, .. }
            | Act::Draw { who }
            | Act::Admit { who, .. }
            | Act::Undo { who } => self.pick(who),
            _ => None,
        }
    }

    /// Nobody, as long as nobody has booked.
    fn pick(&self, number: usize) -> Option<usize> {
        number.checked_rem(self.parties.len())
    }

    /// Does what an act does, and says what somebody is told; `None` where there is nothing to act on.
    pub fn act(&mut self, act: &Act) -> Option<Told> {
        Some(match *act {
            Act::Wait(minutes) => {
                self.clock += minutes;
                return None;
            }
            Act::Ask { evening, people, key } => self.ask(evening, people, key).0,
            Act::Confirm { who, first_link } => self.confirm(self.pick(who)?, first_link)?,
            Act::Cancel { who } => self.cancel_by_link(self.pick(who)?)?,
            Act::Lapse => self.lapse(),
            Act::Book { evening, people, at_once, address } => self.book(evening, people, at_once, address),
            Act::ConfirmAtTheDesk { who } => self.confirm_anyway(self.pick(who)?),
            Act::CancelAtTheDesk { who, tell } => self.cancel(self.pick(who)?, tell),
            Act::Edit { who, people } => self.edit(self.pick(who)?, people),
            Act::Resend { who, reset } => self.resend(self.pick(who)?, reset),
            Act::Draw { who } => self.draw(self.pick(who)?)?,
            Act::Post => {
                self.parties.iter_mut().flat_map(|party| &mut party.mails).for_each(|mail| mail.1 = false);
                return None;
            }
            Act::Admit { who, people, shown, right_door } => self.admit(self.pick(who)?, people, shown, right_door)?,
            Act::Undo { who } => self.undo(self.pick(who)?),
            Act::WalkIn { evening, people } => self.walk_in(evening, people),
            Act::Resize { evening, room, additional, kept } => self.resize(evening, room, additional, kept),
            Act::Switch { evening, open } => {
                self.evenings[evening].open = open;
                Done
            }
            Act::CallOff { evening } => self.call_off(evening),
            Act::Reinstate { evening } => {
                self.evenings[evening].called_off = false;
                Done
            }
        })
    }

    fn enter(&mut self, evening: usize, source: ReservationSource, people: i32, has_address: bool) -> &mut Party {
        let lapses_at = (self.clock + DAY).min(self.evenings[evening].starts_at);
        self.parties.push(Party {
            evening,
            source,
            status: ReservationStatus::Pending,
            people,
            has_address,
            expires_at: (source != ReservationSource::WalkIn).then_some(lapses_at),
            admissions: Vec::new(),
            confirmation_generation: 1,
            ticket_generation: 1,
            mails: Vec::new(),
            drawings: Vec::new(),
            log: Vec::new(),
        });
        let last = self.parties.len() - 1;
        &mut self.parties[last]
    }

    /// What is told, and which party was asked for under the key before.
    pub fn ask(&mut self, evening: usize, people: i32, key: Option<u8>) -> (Told, Option<usize>) {
        self.answers.retain(|answer| answer.until > self.clock);
        let question = (evening, people);
        if let Some(known) = self.answers.iter().find(|answer| Some(answer.key) == key) {
            return if known.question == question { (known.told, known.party) } else { (AnotherQuestion, None) };
        }
        let Evening { called_off, open, .. } = self.evenings[evening];
        let told = if called_off || !open || self.over(evening) {
            Closed
        } else if people > LARGEST_PARTY {
            TooLarge(LARGEST_PARTY)
        } else if people > self.free(evening) {
            Full(self.free(evening))
        } else {
            let party = self.enter(evening, ReservationSource::Online, people, true);
            party.mail(DeliveryKind::ConfirmationRequest);
            party.log.push("reservation.requested");
            Done
        };
        let party = (told == Done).then(|| self.parties.len() - 1);
        if let Some(key) = key {
            self.answers.push(Answer { key, question, told, party, until: self.clock + DAY });
        }
        (told, None)
    }

    fn confirm(&mut self, who: usize, first_link: bool) -> Option<Told> {
        let party = &self.parties[who];
        if party.source == ReservationSource::WalkIn {
            return None;
        }
        if first_link && party.confirmation_generation > 1 {
            return Some(Unknown);
        }
        Some(self.confirm_anyway(who))
    }

    fn confirm_anyway(&mut self, who: usize) -> Told {
        let party = &self.parties[who];
        let free = self.free(party.evening);
        match party.status {
            ReservationStatus::Confirmed => Done,
            ReservationStatus::Cancelled => Cancelled,
            ReservationStatus::Expired => Expired,
            ReservationStatus::Pending if self.lapsed(party) => Expired,
            ReservationStatus::Pending if self.evenings[party.evening].called_off => Cancelled,
            ReservationStatus::Pending if party.people > free => Full(free),
            ReservationStatus::Pending => self.parties[who].confirm(),
        }
    }

    fn cancel_by_link(&mut self, who: usize) -> Option<Told> {
        (self.parties[who].source != ReservationSource::WalkIn).then(|| self.cancel(who, true))
    }

    fn cancel(&mut self, who: usize, tell: bool) -> Told {
        let over = self.over(self.parties[who].evening);
        let party = &mut self.parties[who];
        if party.status == ReservationStatus::Cancelled {
            Done
        } else if party.admitted() > 0 {
            AlreadyIn
        } else if over {
            Past
        } else {
            party.cancel();
            if tell {
                party.mail(DeliveryKind::Cancellation);
            }
            Done
        }
    }

    fn lapse(&mut self) -> Told {
        let clock = self.clock;
        let overdue = |party: &&mut Party| {
            party.status == ReservationStatus::Pending && party.expires_at.is_some_and(|expires| expires <= clock)
        };
        let mut swept = 0;
        for party in self.parties.iter_mut().filter(overdue) {
            party.status = ReservationStatus::Expired;
            party.log.push("reservation.expired");
            swept += 1;
        }
        Swept(swept, 0)
    }

    fn book(&mut self, evening: usize, people: i32, at_once: bool, address: bool) -> Told {
        if !at_once && !address {
            AddressNeeded
        } else if self.evenings[evening].called_off {
            Cancelled
        } else if self.over(evening) {
            Past
        } else if people > self.free(evening) {
            Full(self.free(evening))
        } else {
            let party = self.enter(evening, ReservationSource::Manual, people, address);
            party.log.push("reservation.booked");
            if at_once {
                return party.confirm();
            }
            party.mail(DeliveryKind::ConfirmationRequest);
            Done
        }
    }

    fn edit(&mut self, who: usize, people: i32) -> Told {
        let party = &self.parties[who];
        let (free, admitted) = (self.free(party.evening), party.admitted());
        let more = match party.status {
            ReservationStatus::Pending if self.lapsed(party) => return Ended(ReservationStatus::Expired),
            ReservationStatus::Pending if people <= party.people => 0,
            ReservationStatus::Pending => people,
            ReservationStatus::Confirmed => people - party.people,
            status => return Ended(status),
        };
        if people < admitted {
            return Below(admitted);
        }
        if more > free {
            return Full(free);
        }
        let party = &mut self.parties[who];
        if party.people != people {
            party.people = people;
            party.log.push("reservation.edited");
        }
        Done
    }

    fn resend(&mut self, who: usize, reset: bool) -> Told {
        let party = &self.parties[who];
        if self.evenings[party.evening].called_off || self.over(party.evening) {
            return NothingToSend;
        }
        let kind = match party.status {
            ReservationStatus::Pending if !self.lapsed(party) => DeliveryKind::ConfirmationRequest,
            ReservationStatus::Confirmed => DeliveryKind::Ticket,
            _ => return NothingToSend,
        };
        if !party.has_address {
            return AddressNeeded;
        }
        let in_the_post = party.mails.contains(&(kind, true));
        let drawn_first = kind == DeliveryKind::Ticket && party.drawings.contains(&(party.ticket_generation, true));
        if !reset && (in_the_post || drawn_first) {
            return StillWaiting;
        }
        let party = &mut self.parties[who];
        match kind {
            DeliveryKind::Ticket if reset => {
                party.ticket_generation += 1;
                party.drawings.push((party.ticket_generation, true));
            }
            _ => {
                party.confirmation_generation += i32::from(reset);
                party.mail(kind);
            }
        }
        party.log.push("reservation.mail_resent");
        Done
    }

    /// The worker draws the newest ticket that is to be drawn.
    fn draw(&mut self, who: usize) -> Option<Told> {
        let party = &mut self.parties[who];
        let generation = party.ticket_generation;
        let drawing = party.drawings.iter_mut().find(|drawing| **drawing == (generation, true))?;
        drawing.1 = false;
        if party.status != ReservationStatus::Confirmed {
            return Some(Obsolete);
        }
        party.mail(DeliveryKind::Ticket);
        Some(Done)
    }

    fn admit(&mut self, who: usize, people: Option<i32>, shown: Shown, right_door: bool) -> Option<Told> {
        let party = &mut self.parties[who];
        match shown {
            Shown::Reference => {}
            _ if !party.has_ticket() => return None,
            Shown::FirstTicket if party.ticket_generation > 1 => return Some(Unknown),
            Shown::Ticket | Shown::FirstTicket => {}
        }
        let remaining = party.people - party.admitted();
        let entering = people.unwrap_or(remaining);
        Some(match party.status {
            _ if !right_door => AtTheDoor(Outcome::WrongPerformance),
            ReservationStatus::Cancelled => AtTheDoor(Outcome::Cancelled),
            ReservationStatus::Pending | ReservationStatus::Expired => AtTheDoor(Outcome::NotConfirmed),
            ReservationStatus::Confirmed if remaining == 0 => AtTheDoor(Outcome::AlreadyCheckedIn),
            ReservationStatus::Confirmed if entering < 1 || entering > remaining => OverTheParty(remaining),
            ReservationStatus::Confirmed => {
                party.admissions.push(entering);
                party.log.push("reservation.checked_in");
                Done
            }
        })
    }

    fn undo(&mut self, who: usize) -> Told {
        let party = &mut self.parties[who];
        if party.admissions.pop().is_none() {
            return NobodyIn;
        }
        party.log.push("reservation.check_in_undone");
        if party.source == ReservationSource::WalkIn && party.admissions.is_empty() {
            party.cancel();
        }
        Done
    }

    fn walk_in(&mut self, evening: usize, people: i32) -> Told {
        if self.evenings[evening].called_off {
            return Cancelled;
        }
        if people > self.free(evening) {
            return Full(self.free(evening));
        }
        let party = self.enter(evening, ReservationSource::WalkIn, people, false);
        party.status = ReservationStatus::Confirmed;
        party.admissions.push(people);
        party.log.extend(["reservation.walk_in", "reservation.checked_in"]);
        Done
    }

    fn resize(&mut self, evening: usize, room: i32, additional: i32, kept: i32) -> Told {
        let confirmed = self.confirmed(evening);
        if room + additional - kept < confirmed {
            return Below(confirmed);
        }
        let house = &mut self.evenings[evening];
        (house.room, house.additional, house.kept) = (room, additional, kept);
        Done
    }

    fn call_off(&mut self, evening: usize) -> Told {
        if self.evenings[evening].called_off {
            return Swept(0, 0);
        }
        if self.evenings[evening].starts_at + CALLED_OFF_WITHIN <= self.clock {
            return Past;
        }
        self.evenings[evening].called_off = true;
        let clock = self.clock;
        let guests = self.parties.iter_mut().filter(|party| party.evening == evening).filter(|party| {
            let open = matches!(party.status, ReservationStatus::Pending | ReservationStatus::Confirmed);
            open && party.expires_at.is_none_or(|expires| expires > clock)
        });
        let (mut cancelled, mut mails) = (0, 0);
        for guest in guests {
            mails += guest.mail(DeliveryKind::PerformanceCancelled);
            if guest.admitted() == 0 {
                guest.cancel();
                cancelled += 1;
            }
        }
        Swept(cancelled, mails)
    }
}
