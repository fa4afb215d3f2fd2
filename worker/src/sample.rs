//! An evening, a guest and a mail for tests: the same each time.

use booking::Site;
use booking::catalogue::PerformanceView;
use booking::delivery::DeliveryView;
use booking::ticket::assets::Assets;
use booking::token::{Keys, Token};
use chrono::{DateTime, Utc};
use entity::value::{DeliveryKind, DeliveryStatus, Locale, ReservationSource, ReservationStatus};
use entity::{email_delivery, performance, reservation, show, venue};
use platform::clock::StoppedClock;
use platform::settings::{SmtpSettings, Tls};
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use url::Url;

use crate::mail::{Letter, Post, Templates};
use crate::ticket::{Printer, Subject};
use crate::workshop::{House, Manners, Workshop};

pub const KINDS: [DeliveryKind; 6] = [
    DeliveryKind::ConfirmationRequest,
    DeliveryKind::Ticket,
    DeliveryKind::Cancellation,
    DeliveryKind::PerformanceCancelled,
    DeliveryKind::PerformanceChanged,
    DeliveryKind::Reminder,
];

/// A token that opens nothing.
pub const TOKEN: &str = "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Two days before the evening.
pub fn now() -> DateTime<Utc> {
    at("2026-05-14T07:05:00Z")
}

pub fn house() -> House {
    House {
        company: "Compagnia del Faro".to_owned(),
        zone: chrono_tz::Europe::Rome,
        from: "Compagnia del Faro <biglietteria@faro.example>".parse().unwrap(),
        reply_to: Some("segreteria@faro.example".parse().unwrap()),
    }
}

pub fn site() -> Site {
    let keys = Keys::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    Site::new(keys, &"https://biglietti.faro.example".parse().unwrap())
}

fn show() -> show::Model {
    show::Model {
        id: 3,
        slug: "il-gabbiano".to_owned(),
        title: "Il gabbiano".to_owned(),
        summary: "Una commedia in quattro atti.".to_owned(),
        description: String::new(),
        duration_minutes: Some(110),
        poster_image: None,
        is_published: true,
        version: 1,
        created_at: at("2026-01-01T00:00:00Z"),
        updated_at: at("2026-01-01T00:00:00Z"),
    }
}

fn venue() -> venue::Model {
    venue::Model {
        id: 2,
        slug: "sant-andrea".to_owned(),
        name: "Teatro Sant'Andrea".to_owned(),
        address: "Via del Cuore 1".to_owned(),
        city: "Pisa".to_owned(),
        notes: "Dalla stazione 15 minuti a piedi. Si parcheggia in piazza Carrara.".to_owned(),
        map_url: Some("https://www.openstreetmap.org/?mlat=43.7196&mlon=10.4036".to_owned()),
        accessibility: "Ingresso senza gradini; due posti per sedie a rotelle.".to_owned(),
        version: 1,
        created_at: at("2026-01-01T00:00:00Z"),
        updated_at: at("2026-01-01T00:00:00Z"),
    }
}

pub fn performance() -> PerformanceView {
    let performance = performance::Model {
        id: 7,
        show_id: 3,
        venue_id: 2,
        starts_at: at("2026-05-16T18:30:00Z"),
        doors_open_at: Some(at("2026-05-16T18:00:00Z")),
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
        created_at: at("2026-01-01T00:00:00Z"),
        updated_at: at("2026-01-01T00:00:00Z"),
    };
    PerformanceView { performance, show: show(), venue: venue() }
}

pub fn reservation(locale: Locale, status: ReservationStatus) -> reservation::Model {
    reservation::Model {
        id: 11,
        performance_id: 7,
        reference: "K7Q2M9X".to_owned(),
        status,
        source: ReservationSource::Online,
        name: "Anna Bianchi".to_owned(),
        email: Some("anna.bianchi@example.org".to_owned()),
        phone: None,
        party_size: 3,
        admitted: 0,
        locale,
        notes: String::new(),
        confirmation_generation: 1,
        ticket_generation: 1,
        privacy_accepted_at: Some(now()),
        expires_at: (status == ReservationStatus::Pending).then(|| at("2026-05-15T07:05:00Z")),
        confirmed_at: None,
        cancelled_at: None,
        expired_at: None,
        anonymised_at: None,
        created_at: now(),
        updated_at: now(),
    }
}

pub fn delivery(kind: DeliveryKind, locale: Locale) -> DeliveryView {
    let status = match kind {
        DeliveryKind::ConfirmationRequest => ReservationStatus::Pending,
        DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled => ReservationStatus::Cancelled,
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder => {
            ReservationStatus::Confirmed
        }
    };
    let delivery = email_delivery::Model {
        id: 5,
        reservation_id: 11,
        kind,
        generation: 1,
        status: DeliveryStatus::Queued,
        attempts: 0,
        message_id: "0123456789abcdef0123456789abcdef@biglietti.faro.example".to_owned(),
        last_error: None,
        smtp_response: None,
        queued_at: now(),
        last_attempt_at: None,
        sent_at: None,
        failed_at: None,
    };
    DeliveryView { delivery, reservation: reservation(locale, status), performance: performance() }
}

pub fn token() -> Token {
    Token::parse(TOKEN).unwrap()
}

pub fn ticket_url() -> Url {
    site().ticket_url(&token())
}

/// The letter about `view`, as the job would write it.
pub fn letter(view: &DeliveryView) -> Letter<'_> {
    let link = match view.delivery.kind {
        DeliveryKind::ConfirmationRequest => site().confirmation_url(&token()),
        DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled => site().page("shows/il-gabbiano"),
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder => ticket_url(),
    };
    let ticket = (view.reservation.status == ReservationStatus::Confirmed).then(|| Assets {
        qr_png: b"\x89PNG picture".to_vec(),
        qr_svg: b"<svg/>".to_vec(),
        pdf: b"%PDF-1.7 page".to_vec(),
    });
    Letter { about: view, link, ticket, written_at: now() }
}

/// A workshop without a database and without a mail server.
pub fn workshop() -> Arc<Workshop> {
    let smtp = SmtpSettings {
        smtp_host: "127.0.0.1".to_owned(),
        smtp_port: 9,
        smtp_tls: Tls::None,
        smtp_ca_file: None,
        smtp_username: None,
        smtp_password: None,
        smtp_password_file: None,
    };
    Arc::new(Workshop {
        db: DatabaseConnection::default(),
        site: site(),
        clock: Arc::new(StoppedClock::at(now())),
        house: house(),
        manners: Manners::default(),
        templates: Templates::new().unwrap(),
        printer: Printer::new().unwrap(),
        post: Post::new(&smtp).unwrap(),
    })
}

pub fn subject(locale: Locale) -> Subject {
    Subject {
        reservation: reservation(locale, ReservationStatus::Confirmed),
        performance: performance(),
        url: ticket_url(),
    }
}
