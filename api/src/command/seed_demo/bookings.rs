//! Who has booked, and who came: made up here, written down in [`super::ledger`].

use chrono::{DateTime, Days, TimeDelta, Utc};
use entity::value::{CheckInSource, Locale, ReservationSource};

use super::calendar::Calendar;
use super::guests;
use super::season::{DOORS, Evening, Sale};

/// How long a request waits, as on the site.
const PENDING_FOR: TimeDelta = booking::reservation::PENDING_FOR;

const NOTES: [&str; 5] = [
    "Siamo in due più una sedia a rotelle.",
    "Veniamo da Lucca: forse arriviamo all’ultimo momento.",
    "Posti vicini al corridoio, per favore.",
    "È il compleanno di mia madre!",
    "Una persona sorda: usa l’anello magnetico.",
];

/// What became of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Waits for its confirmation.
    Pending,
    /// Was never confirmed.
    Expired,
    /// Has its seats.
    Confirmed,
    /// Had seats and gave them back.
    GivenBack(DateTime<Utc>),
    /// Had seats until the company called the performance off.
    CalledOff(DateTime<Utc>),
}

/// People let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Admission {
    pub(super) people: i32,
    pub(super) at: DateTime<Utc>,
    pub(super) source: CheckInSource,
}

/// A booking, from the wish to the door.
#[derive(Debug, Clone)]
pub(super) struct Booking {
    pub(super) guest: guests::Guest,
    pub(super) party: i32,
    pub(super) locale: Locale,
    pub(super) notes: &'static str,
    pub(super) source: ReservationSource,
    pub(super) asked_at: DateTime<Utc>,
    pub(super) fate: Fate,
    pub(super) admissions: Vec<Admission>,
}

impl Booking {
    /// When its seats were taken, if ever.
    pub(super) fn confirmed_at(&self) -> Option<DateTime<Utc>> {
        let minutes = match self.source {
            ReservationSource::Online => 3 + i64::try_from(self.guest.name.len()).unwrap_or(0),
            ReservationSource::Manual | ReservationSource::WalkIn => 0,
        };
        match self.fate {
            Fate::Confirmed | Fate::GivenBack(_) | Fate::CalledOff(_) => {
                Some(self.asked_at + TimeDelta::minutes(minutes))
            }
            Fate::Pending | Fate::Expired => None,
        }
    }
}

/// The bookings of one performance. `first` is the number of its first guest: all variety comes from it.
pub(super) fn bookings(calendar: &Calendar, evening: &Evening, first: usize) -> Vec<Booking> {
    let desk = Desk::of(calendar, evening);
    let parties = guests::parties(evening.booked(), first);
    let at_the_door = if desk.begun() { parties.len().saturating_sub(2) } else { parties.len() };
    let sold = parties.iter().enumerate().map(|(index, party)| {
        if index < at_the_door { desk.sold(first + index, *party) } else { desk.walk_in(first + index, *party) }
    });
    let mut bookings: Vec<Booking> = sold.collect();
    for _ in 0..first % 3 {
        bookings.push(desk.given_back(first + bookings.len()));
    }
    if first.is_multiple_of(2) {
        bookings.push(desk.forgotten(first + bookings.len()));
    }
    if desk.takes_requests() {
        bookings.push(desk.waiting(first + bookings.len()));
    }
    bookings
}

/// Where the bookings of one performance are made.
struct Desk<'a> {
    calendar: &'a Calendar,
    evening: &'a Evening,
    starts_at: DateTime<Utc>,
}

impl<'a> Desk<'a> {
    fn of(calendar: &'a Calendar, evening: &'a Evening) -> Self {
        Self { calendar, evening, starts_at: calendar.start(evening.slot) }
    }

    fn begun(&self) -> bool {
        self.starts_at <= self.calendar.now
    }

    fn takes_requests(&self) -> bool {
        self.evening.sale == Sale::Open && self.evening.left() >= 2 && self.starts_at > self.calendar.now + PENDING_FOR
    }

    /// Some day of the three weeks before the last on which it was sold, between eight and ten.
    fn asked_at(&self, nth: usize, days_before: u64) -> DateTime<Utc> {
        let called_off = self.evening.called_off_at(self.calendar).map(|at| self.calendar.day(at));
        let last = called_off.unwrap_or(self.calendar.today).min(self.calendar.day(self.starts_at));
        let day = last - Days::new(days_before + scatter(nth, 7, 20));
        let minute = scatter(nth, 97, 14 * 60);
        self.calendar.at(day, 8, 0) + TimeDelta::minutes(i64::try_from(minute).unwrap_or(0))
    }

    fn booking(&self, nth: usize, party: i32) -> Booking {
        Booking {
            guest: guests::guest(nth),
            party,
            locale: if nth % 9 == 4 { Locale::English } else { Locale::Italian },
            notes: if nth % 14 == 6 { NOTES[nth / 14 % NOTES.len()] } else { "" },
            source: if nth % 12 == 7 || self.evening.sale == Sale::Closed {
                ReservationSource::Manual
            } else {
                ReservationSource::Online
            },
            asked_at: self.asked_at(nth, 1),
            fate: Fate::Confirmed,
            admissions: Vec::new(),
        }
    }

    fn sold(&self, nth: usize, party: i32) -> Booking {
        let fate = self.evening.called_off_at(self.calendar).map_or(Fate::Confirmed, Fate::CalledOff);
        let admissions = if self.begun() { self.admissions(nth, party) } else { Vec::new() };
        Booking { fate, admissions, ..self.booking(nth, party) }
    }

    fn walk_in(&self, nth: usize, party: i32) -> Booking {
        let at = self.before_the_start(4);
        let admissions = vec![Admission { people: party, at, source: CheckInSource::WalkIn }];
        let booking = self.booking(nth, party);
        Booking { asked_at: at, source: ReservationSource::WalkIn, notes: "", admissions, ..booking }
    }

    fn given_back(&self, nth: usize) -> Booking {
        let booking = Booking { source: ReservationSource::Online, ..self.booking(nth, 2) };
        let at = booking.asked_at + TimeDelta::minutes(75);
        Booking { fate: Fate::GivenBack(at), ..booking }
    }

    fn forgotten(&self, nth: usize) -> Booking {
        let asked_at = self.asked_at(nth, 2);
        Booking { asked_at, source: ReservationSource::Online, fate: Fate::Expired, ..self.booking(nth, 2) }
    }

    fn waiting(&self, nth: usize) -> Booking {
        let minutes = 15 + i64::try_from(nth % 45).unwrap_or(0);
        let asked_at = self.calendar.now - TimeDelta::minutes(minutes);
        Booking { asked_at, source: ReservationSource::Online, fate: Fate::Pending, ..self.booking(nth, 2) }
    }

    /// Most come all together with their code; some forgot it, some are late, a few stay away.
    fn admissions(&self, nth: usize, party: i32) -> Vec<Admission> {
        let minutes = DOORS.num_minutes() - 1 - i64::try_from(nth % 24).unwrap_or(0);
        let source = if nth % 6 == 2 { CheckInSource::Manual } else { CheckInSource::QrScan };
        let come = |people| Admission { people, at: self.before_the_start(minutes), source };
        let late = Admission { people: 1, at: self.before_the_start(2), source };
        match nth {
            _ if nth % 13 == 4 => Vec::new(),
            _ if nth % 17 == 3 && party > 1 => vec![come(party - 1)],
            _ if nth % 5 == 1 && party > 2 => vec![come(party - 1), late],
            _ => vec![come(party)],
        }
    }

    fn before_the_start(&self, minutes: i64) -> DateTime<Utc> {
        self.starts_at - TimeDelta::minutes(minutes)
    }
}

/// A number below `below` that jumps about as `nth` grows.
fn scatter(nth: usize, step: usize, below: usize) -> u64 {
    u64::try_from(nth * step % below).unwrap_or(0)
}
