use chrono::{DateTime, Utc};
use entity::performance::Model;
use entity::reservation;
use entity::value::{Locale, ReservationSource, ReservationStatus};

use super::{CapacityBelowConfirmed, HeldSeats, House, NotEnoughSeats, available};
use crate::values::PartySize;

fn at() -> DateTime<Utc> {
    "2026-05-16T16:30:00Z".parse().unwrap()
}

/// Ten seats of the room, three chairs more, two kept, five confirmed: six are left.
pub(crate) fn performance() -> Model {
    Model {
        id: 1,
        show_id: 1,
        venue_id: 1,
        starts_at: at(),
        doors_open_at: None,
        room_capacity: 10,
        additional_seats: 3,
        manually_occupied_seats: 2,
        confirmed_seats: 5,
        is_booking_enabled: true,
        booking_opens_at: None,
        booking_closes_at: None,
        max_party_size: 10,
        is_published: true,
        cancelled_at: None,
        version: 1,
        created_at: at(),
        updated_at: at(),
    }
}

fn held() -> HeldSeats {
    HeldSeats { performance: performance() }
}

fn party(people: i64) -> PartySize {
    PartySize::new(people).unwrap()
}

fn reservation(status: ReservationStatus, party_size: i32) -> reservation::Model {
    reservation::Model {
        id: 1,
        performance_id: 1,
        reference: "K7Q2M9X".to_owned(),
        status,
        source: ReservationSource::Online,
        name: "Anna".to_owned(),
        email: None,
        phone: None,
        party_size,
        admitted: 0,
        locale: Locale::Italian,
        notes: String::new(),
        confirmation_generation: 1,
        ticket_generation: 1,
        privacy_accepted_at: None,
        expires_at: None,
        confirmed_at: None,
        cancelled_at: None,
        expired_at: None,
        anonymised_at: None,
        created_at: at(),
        updated_at: at(),
    }
}

fn left(held: &HeldSeats) -> i32 {
    available(held.performance())
}

#[test]
fn seats_are_those_of_the_room_and_more_without_those_kept_and_confirmed() {
    assert_eq!(left(&held()), 6);
    let mut shrunk = held();
    shrunk.performance.room_capacity = 0;
    assert_eq!(left(&shrunk), 0, "never fewer than none");
}

#[test]
fn a_party_fits_to_the_last_seat_and_what_is_taken_is_not_there_for_the_next() {
    let mut seats = held();
    assert_eq!(seats.fits(party(6)), Ok(()));
    assert_eq!(seats.fits(party(7)), Err(NotEnoughSeats { available: 6 }));
    assert_eq!(left(&seats), 6, "asking takes nothing");
    assert_eq!(seats.take(party(4)), Ok(()));
    assert_eq!(seats.take(party(3)), Err(NotEnoughSeats { available: 2 }));
    assert_eq!(left(&seats), 2, "a refusal takes nothing");
    assert_eq!(seats.take(party(2)), Ok(()));
    assert_eq!(left(&seats), 0);
}

#[test]
fn a_party_grows_to_the_last_seat_and_shrinks_whatever_is_left() {
    let mut seats = held();
    assert_eq!(seats.change(2, party(9)), Err(NotEnoughSeats { available: 6 }));
    assert_eq!(seats.change(2, party(8)), Ok(()));
    assert_eq!(left(&seats), 0);
    assert_eq!(seats.change(8, party(8)), Ok(()), "no more than it has");
    assert_eq!(seats.change(8, party(3)), Ok(()));
    assert_eq!(left(&seats), 5);
}

#[test]
fn a_house_shrinks_to_those_who_are_confirmed_and_no_further() {
    let house = |room_capacity, additional_seats, manually_occupied_seats| House {
        room_capacity,
        additional_seats,
        manually_occupied_seats,
    };
    let mut seats = held();
    for smaller in [house(2, 3, 1), house(0, 4, 0), house(10, 3, 9)] {
        assert_eq!(seats.resize(smaller), Err(CapacityBelowConfirmed { confirmed: 5 }), "{smaller:?}");
    }
    assert_eq!(left(&seats), 6, "a refusal changes nothing");
    assert_eq!(seats.resize(house(4, 3, 2)), Ok(()));
    assert_eq!(left(&seats), 0);
    assert_eq!(seats.resize(house(20, 1, 4)), Ok(()));
    assert_eq!(left(&seats), 12);
}

#[test]
fn who_had_seats_gives_them_back_and_a_request_had_none() {
    let mut seats = held();
    for ended in [ReservationStatus::Pending, ReservationStatus::Cancelled, ReservationStatus::Expired] {
        seats.release(&reservation(ended, 3));
        assert_eq!(left(&seats), 6, "{ended}");
    }
    seats.release(&reservation(ReservationStatus::Confirmed, 3));
    assert_eq!(left(&seats), 9);
}
