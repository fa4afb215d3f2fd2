//! What a performance offers beside its times: the same for all dates of a series.

use crate::seats::House;
use crate::values::{Faults, Invalid};

/// Largest room, seats.
pub const LARGEST_ROOM: i32 = 10_000;

/// What a performance offers, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// What is played.
    pub show_id: i64,
    /// Where.
    pub venue_id: i64,
    /// Seats of the room, up to 10,000.
    pub room_capacity: i64,
    /// Chairs added for this evening, up to 10,000.
    pub additional_seats: i64,
    /// Seats kept outside online booking, no more than there are.
    pub manually_occupied_seats: i64,
    /// Largest party of one online booking, 1 to 100.
    pub max_party_size: i64,
    /// Whether the company takes bookings for it.
    pub is_booking_enabled: bool,
    /// Whether visitors see it.
    pub is_published: bool,
}

/// Terms that are fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckedTerms {
    pub show_id: i64,
    pub venue_id: i64,
    pub house: House,
    pub max_party_size: i32,
    pub is_booking_enabled: bool,
    pub is_published: bool,
}

impl Terms {
    pub(super) fn check(&self, faults: &mut Faults) -> CheckedTerms {
        let house = House {
            room_capacity: faults.take(seats("room_capacity", self.room_capacity)),
            additional_seats: faults.take(seats("additional_seats", self.additional_seats)),
            manually_occupied_seats: faults.take(seats("manually_occupied_seats", self.manually_occupied_seats)),
        };
        let seats_judged = !faults.concern("room_capacity") && !faults.concern("additional_seats");
        if seats_judged && house.manually_occupied_seats > house.room_capacity + house.additional_seats {
            faults.add(occupied_beyond_capacity());
        }
        CheckedTerms {
            show_id: self.show_id,
            venue_id: self.venue_id,
            house,
            max_party_size: faults.take(party(self.max_party_size)),
            is_booking_enabled: self.is_booking_enabled,
            is_published: self.is_published,
        }
    }
}

fn seats(field: &'static str, number: i64) -> Result<i32, Invalid> {
    match i32::try_from(number) {
        Ok(seats) if (0..=LARGEST_ROOM).contains(&seats) => Ok(seats),
        _ if number < 0 => Err(negative(field)),
        _ => Err(Invalid::new(field, "out_of_range", format!("must be at most {LARGEST_ROOM}"))),
    }
}

fn party(people: i64) -> Result<i32, Invalid> {
    i32::try_from(people).ok().filter(|people| (1..=100).contains(people)).ok_or_else(party_out_of_range)
}

pub(super) fn negative(field: &'static str) -> Invalid {
    Invalid::new(field, "out_of_range", "must not be negative")
}

pub(super) fn occupied_beyond_capacity() -> Invalid {
    Invalid::new("manually_occupied_seats", "out_of_range", "must not be more than the seats there are")
}

pub(super) fn party_out_of_range() -> Invalid {
    Invalid::new("max_party_size", "out_of_range", "must be between 1 and 100")
}
