//! An evening and a guest, for tests at the border; `worker/tests/border` has them too.
#![allow(dead_code, clippy::allow_attributes, reason = "each test uses its own part of it")]

use booking::catalogue::PerformanceView;
use chrono::{DateTime, TimeZone, Utc};
use entity::value::{Locale, ReservationSource, ReservationStatus};
use entity::{performance, reservation, show, venue};

/// An evening.
pub fn evening() -> PerformanceView {
    let at = Utc.timestamp_opt(1_778_956_200, 0).single().unwrap_or_default();
    PerformanceView {
        performance: performance::Model {
            id: 7,
            show_id: 3,
            venue_id: 2,
            starts_at: at,
            doors_open_at: None,
            room_capacity: 60,
            additional_seats: 0,
            manually_occupied_seats: 0,
            confirmed_seats: 3,
            is_booking_enabled: true,
            booking_opens_at: None,
            booking_closes_at: None,
            max_party_size: 8,
            is_published: true,
            cancelled_at: None,
            version: 1,
            created_at: at,
            updated_at: at,
        },
        show: show::Model {
            id: 3,
            slug: "il-gabbiano".to_owned(),
            title: "Il gabbiano".to_owned(),
            summary: String::new(),
            description: String::new(),
            duration_minutes: None,
            poster_image: None,
            is_published: true,
            version: 1,
            created_at: at,
            updated_at: at,
        },
        venue: venue::Model {
            id: 2,
            slug: "teatro".to_owned(),
            name: "Teatro".to_owned(),
            address: String::new(),
            city: String::new(),
            notes: String::new(),
            map_url: None,
            accessibility: String::new(),
            version: 1,
            created_at: at,
            updated_at: at,
        },
    }
}

/// Somebody who comes to it, as he wrote himself down.
pub fn guest(name: &str, email: &str, phone: &str, notes: &str, at: DateTime<Utc>) -> reservation::Model {
    reservation::Model {
        id: 11,
        performance_id: 7,
        reference: "K7Q2M9X".to_owned(),
        status: ReservationStatus::Confirmed,
        source: ReservationSource::Online,
        name: name.to_owned(),
        email: Some(email.to_owned()),
        phone: Some(phone.to_owned()),
        party_size: 3,
        admitted: 1,
        locale: Locale::English,
        notes: notes.to_owned(),
        confirmation_generation: 1,
        ticket_generation: 1,
        privacy_accepted_at: None,
        expires_at: None,
        confirmed_at: Some(at),
        cancelled_at: None,
        expired_at: None,
        anonymised_at: None,
        created_at: at,
        updated_at: at,
    }
}
