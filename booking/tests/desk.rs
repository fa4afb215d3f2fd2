//! The company books, confirms, corrects and cancels for its guests.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use std::str::FromStr;

use booking::audit::Actor;
use booking::check_in::{Admission, AdmitError, Presented, admit, undo};
use booking::reservation::desk::{
    self, BookError, Booking, CancelError, ConfirmError, Edit, EditError, Edited, Resend, ResendError,
};
use booking::reservation::{self, expire_overdue};
use booking::ticket::Stored;
use booking::values::{EmailAddress, GuestName, Notes, PartySize, Phone, Reference};
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use entity::reservation::Model;
use entity::value::{CheckInSource, DeliveryKind, Locale, ReservationSource, ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::Set;

/// A theatre with somebody at its desk.
struct Desk {
    theatre: BoxOffice,
    user: i64,
    actor: Actor,
}

impl Desk {
    async fn open() -> Self {
        let theatre = BoxOffice::open().await;
        let user = theatre.user("anna").await.id;
        Self { theatre, user, actor: Actor::staff(user) }
    }

    async fn book(&self, booking: Booking) -> Result<Model, BookError> {
        desk::book(&self.theatre.db, &self.theatre.site, now(), &mut rng(), booking, &self.actor).await
    }

    async fn confirm(&self, id: i64) -> Result<Model, ConfirmError> {
        desk::confirm(&self.theatre.db, &self.theatre.site, now(), id, &self.actor).await
    }

    async fn cancel(&self, id: i64, tell_guest: bool) -> Result<Model, CancelError> {
        desk::cancel(&self.theatre.db, &self.theatre.site, now(), id, tell_guest, &self.actor).await
    }

    async fn resend(&self, id: i64, reset: bool) -> Result<Resend, ResendError> {
        desk::resend(&self.theatre.db, &self.theatre.site, now(), id, reset, &self.actor).await
    }

    async fn edit(&self, id: i64, edit: Edit) -> Result<Edited, EditError> {
        desk::edit(&self.theatre.db, &self.theatre.site, now(), id, edit, &self.actor).await
    }

    async fn requested(&self, performance: i64, people: i64) -> i64 {
        let requested = self.theatre.request(performance, people).await.unwrap();
        self.theatre.row(&requested.reference).await.id
    }

    async fn admit(&self, reference: &str, people: i32) {
        let admission = Admission {
            presented: Presented::Reference(Reference::from_str(reference).unwrap()),
            performance_id: None,
            admitted: Some(people),
            source: CheckInSource::Manual,
            user_id: self.user,
        };
        admit(&self.theatre.db, &self.theatre.site, now(), &admission, &self.actor).await.unwrap();
    }

    async fn confirmed_seats(&self, performance: i64) -> i32 {
        self.theatre.performance_row(performance).await.confirmed_seats
    }

    async fn all_mails_sent(&self) {
        sqlx::query("UPDATE email_deliveries SET status = 'sent', sent_at = now()")
            .execute(self.theatre.database.pool())
            .await
            .unwrap();
    }
}

fn booking(performance_id: i64, people: i64, confirm: bool) -> Booking {
    Booking {
        performance_id,
        name: GuestName::parse("Carla Verdi").unwrap(),
        email: Some(EmailAddress::parse("carla@example.org").unwrap()),
        phone: Phone::parse("+39 050 123456").unwrap(),
        party_size: PartySize::new(people).unwrap(),
        notes: Notes::none(),
        locale: Locale::English,
        confirm,
    }
}

fn party(people: i64) -> Edit {
    Edit { party_size: Some(PartySize::new(people).unwrap()), ..Edit::default() }
}

fn address(email: &str) -> Edit {
    Edit { email: Some(Some(EmailAddress::parse(email).unwrap())), ..Edit::default() }
}

#[tokio::test]
async fn a_caller_is_booked_at_once_and_gets_a_ticket_or_is_asked_by_mail() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance_with(10, |row| row.is_booking_enabled = Set(false)).await;
    let asked = desk.book(booking(performance, 2, false)).await.unwrap();
    assert_eq!((asked.status, asked.source), (ReservationStatus::Pending, ReservationSource::Manual));
    assert_eq!(desk.theatre.mails_of(asked.id).await, [DeliveryKind::ConfirmationRequest]);
    assert_eq!(desk.confirmed_seats(performance).await, 0);
    let token = desk.theatre.token(TokenPurpose::Confirmation, &asked.reference).await;
    let site = &desk.theatre.site;
    reservation::confirm(&desk.theatre.db, site, now(), &token, &Actor::VISITOR).await.unwrap();

    let booked = desk.book(booking(performance, 8, true)).await.unwrap();
    assert_eq!((booked.status, booked.confirmed_at), (ReservationStatus::Confirmed, Some(now())));
    assert_eq!(desk.confirmed_seats(performance).await, 10);
    assert_eq!(desk.theatre.draw(booked.id).await, Stored::Queued);
    assert_eq!(desk.theatre.mails_of(booked.id).await, [DeliveryKind::Ticket]);
    assert!(matches!(desk.book(booking(performance, 1, true)).await, Err(BookError::NotEnoughSeats { available: 0 })));
    assert!(matches!(desk.book(booking(performance, 1, false)).await, Err(BookError::NotEnoughSeats { .. })));
}

#[tokio::test]
async fn a_caller_without_an_address_can_have_seats_but_cannot_be_asked_by_mail() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let nowhere = |confirm| Booking { email: None, ..booking(performance, 2, confirm) };
    assert!(matches!(desk.book(nowhere(false)).await, Err(BookError::AddressNeeded)));
    let booked = desk.book(nowhere(true)).await.unwrap();
    desk.theatre.draw(booked.id).await;
    assert!(desk.theatre.mails().await.is_empty());
    assert!(matches!(desk.resend(booked.id, false).await, Err(ResendError::AddressNeeded)));
    let given = desk.edit(booked.id, Edit { send_new_ticket: true, ..address("carla@example.org") }).await.unwrap();
    assert_eq!(given.mail, Some(DeliveryKind::Ticket));
}

#[tokio::test]
async fn the_desk_books_no_evening_that_is_over_or_called_off() {
    let desk = Desk::open().await;
    let begun = desk.theatre.performance_with(9, |row| row.starts_at = Set(now())).await;
    let off = desk.theatre.performance_with(9, |row| row.cancelled_at = Set(Some(now()))).await;
    assert!(matches!(desk.book(booking(begun, 1, true)).await, Err(BookError::PerformancePast)));
    assert!(matches!(desk.book(booking(off, 1, true)).await, Err(BookError::PerformanceCancelled)));
    assert!(matches!(desk.book(booking(999, 1, true)).await, Err(BookError::PerformanceNotFound)));
}

#[tokio::test]
async fn the_desk_confirms_what_is_pending_and_fits_once() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(5).await;
    let (first, second) = (desk.requested(performance, 4).await, desk.requested(performance, 2).await);
    for _ in 0..2 {
        assert_eq!(desk.confirm(first).await.unwrap().status, ReservationStatus::Confirmed);
    }
    assert_eq!(desk.confirmed_seats(performance).await, 4);
    let drawings = desk.theatre.jobs().await.into_iter().filter(|(queue, _)| queue == "tickets").count();
    assert_eq!(drawings, 1, "one ticket for two clicks");
    assert!(matches!(desk.confirm(second).await, Err(ConfirmError::NotEnoughSeats { available: 1 })));
    desk.cancel(second, true).await.unwrap();
    assert!(matches!(desk.confirm(second).await, Err(ConfirmError::Cancelled)));
    assert!(matches!(desk.confirm(999).await, Err(ConfirmError::NotFound)));

    let lapsed = desk.requested(performance, 1).await;
    let late = now() + TimeDelta::hours(3);
    let answer = desk::confirm(&desk.theatre.db, &desk.theatre.site, late, lapsed, &desk.actor).await;
    assert!(matches!(answer, Err(ConfirmError::Expired)), "even before the sweep");
    expire_overdue(&desk.theatre.db, late).await.unwrap();
    assert!(matches!(desk.confirm(lapsed).await, Err(ConfirmError::Expired)));
}

#[tokio::test]
async fn the_desk_cancels_once_and_tells_the_guest_if_it_should() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let told = desk.theatre.book(performance, 2).await.reservation;
    let quiet = desk.theatre.book(performance, 3).await.reservation;
    for _ in 0..2 {
        desk.cancel(told.id, true).await.unwrap();
        desk.cancel(quiet.id, false).await.unwrap();
    }
    assert_eq!(desk.confirmed_seats(performance).await, 0);
    let requested = DeliveryKind::ConfirmationRequest;
    assert_eq!(desk.theatre.mails_of(told.id).await, [requested, DeliveryKind::Cancellation]);
    assert_eq!(desk.theatre.mails_of(quiet.id).await, [requested]);

    let inside = desk.theatre.book(performance, 2).await.reservation;
    desk.admit(&inside.reference, 1).await;
    assert!(matches!(desk.cancel(inside.id, true).await, Err(CancelError::AlreadyCheckedIn)));
    let begun = now() + TimeDelta::hours(2);
    let late = desk.theatre.book(performance, 1).await.reservation.id;
    let answer = desk::cancel(&desk.theatre.db, &desk.theatre.site, begun, late, true, &desk.actor).await;
    assert!(matches!(answer, Err(CancelError::PerformancePast)));
}

#[tokio::test]
async fn a_ticket_is_sent_again_as_it_was_or_reset_and_then_the_old_code_stays_outside() {
    let desk = Desk::open().await;
    let theatre = &desk.theatre;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await;
    let (id, reference) = (booked.reservation.id, booked.reservation.reference.clone());
    theatre.draw(id).await;
    assert_eq!(desk.resend(id, false).await.unwrap(), Resend::AlreadyWaiting(DeliveryKind::Ticket));
    desk.all_mails_sent().await;
    assert_eq!(desk.resend(id, false).await.unwrap(), Resend::Queued(DeliveryKind::Ticket));
    assert_eq!(theatre.token(TokenPurpose::Ticket, &reference).await, booked.ticket_token, "the very same");

    assert_eq!(desk.resend(id, true).await.unwrap(), Resend::Queued(DeliveryKind::Ticket));
    let renewed = theatre.token(TokenPurpose::Ticket, &reference).await;
    assert_ne!(renewed, booked.ticket_token);
    let enter = async |token: &booking::token::Token| {
        let admission = Admission {
            presented: Presented::Ticket(token.clone()),
            performance_id: None,
            admitted: None,
            source: CheckInSource::QrScan,
            user_id: desk.user,
        };
        admit(&theatre.db, &theatre.site, now(), &admission, &desk.actor).await
    };
    assert!(matches!(enter(&booked.ticket_token).await, Err(AdmitError::Unknown)));
    assert!(enter(&renewed).await.is_ok());
    let mails = theatre.mails_of(id).await.len();
    assert_eq!(theatre.draw(id).await, Stored::Queued, "the new one is mailed when it is drawn");
    assert_eq!(theatre.mails_of(id).await.len(), mails + 1);
}

#[tokio::test]
async fn a_ticket_that_is_still_being_drawn_is_not_sent_twice_and_one_whose_drawing_failed_is_sent() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let id = desk.theatre.book(performance, 2).await.reservation.id;
    assert_eq!(desk.resend(id, false).await.unwrap(), Resend::AlreadyWaiting(DeliveryKind::Ticket));
    sqlx::query("UPDATE apalis.jobs SET status = 'Killed' WHERE job_type = 'tickets'")
        .execute(desk.theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(desk.resend(id, false).await.unwrap(), Resend::Queued(DeliveryKind::Ticket));
    assert_eq!(desk.theatre.mails_of(id).await, [DeliveryKind::ConfirmationRequest, DeliveryKind::Ticket]);
}

#[tokio::test]
async fn a_link_is_sent_again_or_reset_and_what_nobody_waits_for_is_not_sent() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let requested = desk.theatre.request(performance, 2).await.unwrap();
    let id = desk.theatre.row(&requested.reference).await.id;
    let link = desk.theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    assert_eq!(desk.resend(id, false).await.unwrap(), Resend::AlreadyWaiting(DeliveryKind::ConfirmationRequest));
    assert_eq!(desk.resend(id, true).await.unwrap(), Resend::Queued(DeliveryKind::ConfirmationRequest));
    let old = reservation::confirm(&desk.theatre.db, &desk.theatre.site, now(), &link, &Actor::VISITOR).await;
    assert!(matches!(old, Err(reservation::ConfirmError::TokenUnknown)));
    desk.cancel(id, false).await.unwrap();
    assert!(matches!(desk.resend(id, false).await, Err(ResendError::NothingToSend)));
    assert!(matches!(desk.resend(999, false).await, Err(ResendError::NotFound)));
}

#[tokio::test]
async fn a_party_that_changes_moves_its_seats_and_no_more_than_there_are() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let booked = desk.theatre.book(performance, 4).await.reservation;
    desk.theatre.book(performance, 3).await;
    assert!(matches!(desk.edit(booked.id, party(8)).await, Err(EditError::NotEnoughSeats { available: 3 })));
    assert_eq!(desk.edit(booked.id, party(7)).await.unwrap().reservation.party_size, 7);
    assert_eq!(desk.confirmed_seats(performance).await, 10);
    desk.edit(booked.id, party(5)).await.unwrap();
    assert_eq!(desk.confirmed_seats(performance).await, 8);

    desk.admit(&booked.reference, 3).await;
    assert!(matches!(desk.edit(booked.id, party(2)).await, Err(EditError::PartyBelowAdmitted { admitted: 3 })));
    desk.edit(booked.id, party(3)).await.unwrap();
    assert_eq!(desk.confirmed_seats(performance).await, 6);

    let pending = desk.requested(performance, 2).await;
    assert!(matches!(desk.edit(pending, party(5)).await, Err(EditError::NotEnoughSeats { available: 4 })));
    desk.edit(pending, party(4)).await.unwrap();
    assert_eq!(desk.confirmed_seats(performance).await, 6, "a request has no seats");
}

#[tokio::test]
async fn a_request_with_a_corrected_address_is_asked_there_and_the_old_link_is_dead() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let requested = desk.theatre.request(performance, 2).await.unwrap();
    let id = desk.theatre.row(&requested.reference).await.id;
    let stray = desk.theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    let edited = desk.edit(id, address("anna.bianchi@example.org")).await.unwrap();
    assert_eq!(edited.mail, Some(DeliveryKind::ConfirmationRequest));
    assert_eq!(desk.theatre.mails_of(id).await.len(), 2);
    let old = reservation::confirm(&desk.theatre.db, &desk.theatre.site, now(), &stray, &Actor::VISITOR).await;
    assert!(matches!(old, Err(reservation::ConfirmError::TokenUnknown)));
    let link = desk.theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    reservation::confirm(&desk.theatre.db, &desk.theatre.site, now(), &link, &Actor::VISITOR).await.unwrap();
    let none = Edit { email: Some(None), send_new_ticket: true, ..Edit::default() };
    assert!(matches!(desk.edit(id, none).await, Err(EditError::AddressNeeded)));
    assert!(desk.theatre.row(&requested.reference).await.email.is_some(), "what is refused changes nothing");
}

#[tokio::test]
async fn a_confirmed_guest_with_a_corrected_address_gets_a_new_ticket_only_when_asked() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let booked = desk.theatre.book(performance, 2).await;
    let id = booked.reservation.id;
    desk.theatre.draw(id).await;
    let quiet = desk.edit(id, address("one@example.org")).await.unwrap();
    assert_eq!((quiet.mail, quiet.reservation.ticket_generation), (None, 1));
    let sent = desk.edit(id, Edit { send_new_ticket: true, ..address("two@example.org") }).await.unwrap();
    assert_eq!((sent.mail, sent.reservation.ticket_generation), (Some(DeliveryKind::Ticket), 2));
    assert_ne!(desk.theatre.token(TokenPurpose::Ticket, &booked.reservation.reference).await, booked.ticket_token);
}

#[tokio::test]
async fn a_new_ticket_is_in_the_audit_log_also_when_nothing_else_was_corrected() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let id = desk.theatre.book(performance, 2).await.reservation.id;
    let edited = desk.edit(id, Edit { send_new_ticket: true, ..party(2) }).await.unwrap();
    assert_eq!(edited.reservation.ticket_generation, 2);
    let (action, detail) = desk.theatre.log().await.pop().unwrap();
    assert_eq!(action, "reservation.mail_resent");
    assert_eq!(detail, serde_json::json!({"kind": "ticket", "reset": true}));
}

#[tokio::test]
async fn what_is_closed_is_not_corrected() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let id = desk.theatre.book(performance, 2).await.reservation.id;
    desk.cancel(id, false).await.unwrap();
    assert!(matches!(desk.edit(id, party(1)).await, Err(EditError::Closed(ReservationStatus::Cancelled))));
    let lapsed = desk.requested(performance, 1).await;
    let late = now() + TimeDelta::hours(3);
    let answer = desk::edit(&desk.theatre.db, &desk.theatre.site, late, lapsed, party(2), &desk.actor).await;
    assert!(matches!(answer, Err(EditError::Closed(ReservationStatus::Expired))));
    assert!(matches!(desk.edit(999, party(1)).await, Err(EditError::NotFound)));

    let forgotten = desk.theatre.book(performance, 2).await.reservation.id;
    sqlx::query("UPDATE reservations SET anonymised_at = now(), name = '—', email = NULL WHERE id = $1")
        .bind(forgotten)
        .execute(desk.theatre.database.pool())
        .await
        .unwrap();
    assert!(matches!(desk.edit(forgotten, address("anna@example.org")).await, Err(EditError::Anonymised)));
}

#[tokio::test]
async fn the_log_tells_what_was_corrected_but_nothing_personal() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let id = desk.book(booking(performance, 2, true)).await.unwrap().id;
    let edit = Edit {
        name: Some(GuestName::parse("Segreto Segretissimo").unwrap()),
        phone: Some(Phone::parse("333 4445556").unwrap()),
        notes: Some(Notes::parse("allergia segreta").unwrap()),
        locale: Some(Locale::Italian),
        ..party(3)
    };
    desk.edit(id, edit.clone()).await.unwrap();
    let entries = desk.theatre.log().await.len();
    desk.edit(id, edit).await.unwrap();
    desk.resend(id, true).await.unwrap();
    let log = desk.theatre.log().await;
    assert_eq!(log.len(), entries + 1, "the same once more is no change");
    let edited = &log.iter().find(|(action, _)| action == "reservation.edited").unwrap().1;
    let expected = serde_json::json!({
        "changed": ["name", "phone", "party_size", "locale", "notes"],
        "party_size": {"from": 2, "to": 3},
        "locale": {"from": "en", "to": "it"},
    });
    assert_eq!(*edited, expected);
    let everything = format!("{log:?} {:?}", desk.theatre.jobs().await);
    for secret in ["segret", "Segret", "carla", "Carla", "333", "050"] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_detail_of_a_reservation_tells_its_mails_admissions_and_history() {
    let desk = Desk::open().await;
    let performance = desk.theatre.performance(10).await;
    let booked = desk.book(booking(performance, 3, true)).await.unwrap();
    desk.theatre.draw(booked.id).await;
    desk.admit(&booked.reference, 2).await;
    let reference = Reference::from_str(&booked.reference).unwrap();
    undo(&desk.theatre.db, now(), &reference, desk.user, &desk.actor).await.unwrap();
    desk.admit(&booked.reference, 3).await;

    let detail = desk::detail(&desk.theatre.db, booked.id).await.unwrap().unwrap();
    assert_eq!((detail.reservation.admitted, detail.performance.performance.id), (3, performance));
    let kinds: Vec<DeliveryKind> = detail.deliveries.iter().map(|delivery| delivery.kind).collect();
    assert_eq!(kinds, [DeliveryKind::Ticket]);
    let admissions: Vec<(i32, &str, bool)> =
        detail.check_ins.iter().map(|entry| (entry.row.admitted, entry.by.as_str(), entry.undone.is_some())).collect();
    assert_eq!(admissions, [(2, "anna at the door", true), (3, "anna at the door", false)]);
    let history: Vec<(&str, Option<&str>)> =
        detail.history.iter().map(|entry| (entry.row.action.as_str(), entry.by.as_deref())).collect();
    let anna = Some("anna at the door");
    assert_eq!(
        history,
        [
            ("reservation.booked", anna),
            ("reservation.confirmed", anna),
            ("reservation.checked_in", anna),
            ("reservation.check_in_undone", anna),
            ("reservation.checked_in", anna),
        ]
    );
    assert!(desk::detail(&desk.theatre.db, 999).await.unwrap().is_none());
}
