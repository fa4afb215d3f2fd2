//! Performances are called off, moved, and what their guests hear of it.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::check_in::{Admission, AdmitError, Outcome, Presented, admit};
use booking::delivery;
use booking::reservation::{ConfirmError, RequestError, confirm};
use booking::season::performance::{
    self, CancelError, Edit, Edited, cancel, reinstate, set_booking_enabled, set_published,
};
use booking::ticket::Stored;
use booking::ticket::assets::load;
use box_office::{BoxOffice, form_of, now};
use chrono::{DateTime, TimeDelta, Utc};
use entity::email_delivery;
use entity::value::{CheckInSource, DeliveryKind, ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

const ANNA: Actor = Actor::SYSTEM;

async fn call_off(theatre: &BoxOffice, performance: i64) -> Result<performance::CalledOff, CancelError> {
    cancel(&theatre.db, &theatre.site, now(), performance, &ANNA).await
}

/// Moves a performance to another time.
async fn move_to(theatre: &BoxOffice, performance: i64, starts_at: DateTime<Utc>, tell_guests: bool) -> Edited {
    let row = theatre.performance_row(performance).await;
    let mut form = form_of(&row);
    form.starts_at = starts_at.to_rfc3339().replace("+00:00", "Z");
    let draft = form.parse(chrono_tz::Europe::Rome).unwrap();
    let edit = Edit { version: row.version, draft, tell_guests };
    performance::update(&theatre.db, &theatre.site, now(), performance, edit, &ANNA).await.unwrap()
}

#[tokio::test]
async fn every_guest_of_a_performance_called_off_gets_one_mail_and_no_more_at_a_second_click() {
    let theatre = BoxOffice::open().await;
    let (off, other) = (theatre.performance(60).await, theatre.performance(5).await);
    let elsewhere = theatre.book(other, 1).await;
    let mut guests = Vec::new();
    for _ in 0..10 {
        guests.push(theatre.book(off, 2).await.reservation);
    }
    let pending = theatre.request(off, 3).await.unwrap();
    guests.push(theatre.row(&pending.reference).await);
    let lapsed = theatre.request(off, 1).await.unwrap();
    let lapsed = theatre.row(&lapsed.reference).await.id;
    sqlx::query("UPDATE reservations SET status = 'expired' WHERE id = $1")
        .bind(lapsed)
        .execute(theatre.database.pool())
        .await
        .unwrap();

    let done = call_off(&theatre, off).await.unwrap();
    assert_eq!((done.reservations, done.mails), (11, 11));
    let again = call_off(&theatre, off).await.unwrap();
    assert_eq!((again.reservations, again.mails), (0, 0));

    let told: Vec<(i64, i32)> = theatre
        .mails()
        .await
        .into_iter()
        .filter(|(kind, ..)| *kind == DeliveryKind::PerformanceCancelled)
        .map(|(_, reservation, generation)| (reservation, generation))
        .collect();
    assert_eq!(told, guests.iter().map(|guest| (guest.id, 1)).collect::<Vec<_>>(), "once each, and nobody else");
    for guest in &guests {
        let row = theatre.row(&guest.reference).await;
        assert_eq!((row.status, row.cancelled_at), (ReservationStatus::Cancelled, Some(now())));
    }
    assert_eq!(theatre.performance_row(off).await.confirmed_seats, 0);
    assert_eq!(theatre.row(&elsewhere.reservation.reference).await.status, ReservationStatus::Confirmed);
    let log = theatre.log().await;
    assert_eq!(log.iter().filter(|(action, _)| action == "reservation.cancelled").count(), 11);
    assert_eq!(log.last().unwrap().1, serde_json::json!({"reservations": 11, "mails": 11}));
}

#[tokio::test]
async fn mails_to_all_go_behind_what_a_visitor_waits_for_and_each_is_a_job_of_its_own() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.book(performance, 1).await;
    theatre.book(performance, 1).await;
    call_off(&theatre, performance).await.unwrap();
    let mails: Vec<(i32, String)> = sqlx::query_as(
        "SELECT j.priority, d.kind FROM apalis.jobs j \
         JOIN email_deliveries d ON d.id = (convert_from(j.job, 'UTF8')::json ->> 'delivery_id')::bigint \
         WHERE j.job_type = 'emails' ORDER BY d.id",
    )
    .fetch_all(theatre.database.pool())
    .await
    .unwrap();
    let priorities =
        |kind: &str| -> Vec<i32> { mails.iter().filter(|mail| mail.1 == kind).map(|mail| mail.0).collect() };
    assert_eq!(priorities("confirmation_request"), [10, 10]);
    assert_eq!(priorities("performance_cancelled"), [5, 5]);
}

#[tokio::test]
async fn a_performance_called_off_takes_nobody_in_and_no_bookings_until_it_is_reinstated() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let user = theatre.user("anna").await.id;
    let booked = theatre.book(performance, 2).await;
    let pending = theatre.request(performance, 1).await.unwrap();
    let link = theatre.token(TokenPurpose::Confirmation, &pending.reference).await;
    call_off(&theatre, performance).await.unwrap();

    assert!(matches!(theatre.request(performance, 1).await, Err(RequestError::BookingClosed)));
    let late = confirm(&theatre.db, &theatre.site, now(), &link, &Actor::VISITOR).await;
    assert!(matches!(late, Err(ConfirmError::Cancelled)));
    let admission = Admission {
        presented: Presented::Ticket(booked.ticket_token),
        performance_id: None,
        admitted: None,
        source: CheckInSource::QrScan,
        user_id: user,
    };
    match admit(&theatre.db, &theatre.site, now(), &admission, &Actor::staff(user)).await {
        Err(AdmitError::Refused(verdict)) => assert_eq!(verdict.outcome, Outcome::Cancelled),
        other => panic!("{other:?}"),
    }

    for _ in 0..2 {
        let view = reinstate(&theatre.db, now(), performance, &ANNA).await.unwrap();
        assert_eq!((view.performance.cancelled_at, view.available_seats()), (None, 10));
    }
    let status = theatre.row(&booked.reservation.reference).await.status;
    assert_eq!(status, ReservationStatus::Cancelled, "guests were told, and may have other plans");
    theatre.book(performance, 10).await;
    assert!(matches!(reinstate(&theatre.db, now(), 999, &ANNA).await, Err(CancelError::NotFound)));
}

#[tokio::test]
async fn who_is_in_when_the_curtain_does_not_rise_stays_on_record_and_is_told_like_the_others() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let user = theatre.user("anna").await.id;
    let (inside, outside) = (theatre.book(performance, 2).await, theatre.book(performance, 3).await);
    let admission = Admission {
        presented: Presented::Ticket(inside.ticket_token),
        performance_id: None,
        admitted: Some(1),
        source: CheckInSource::QrScan,
        user_id: user,
    };
    admit(&theatre.db, &theatre.site, now(), &admission, &Actor::staff(user)).await.unwrap();
    let done = call_off(&theatre, performance).await.unwrap();
    assert_eq!((done.reservations, done.mails), (1, 2));
    let status = async |reference: &str| theatre.row(reference).await.status;
    assert_eq!(status(&inside.reservation.reference).await, ReservationStatus::Confirmed);
    assert_eq!(status(&outside.reservation.reference).await, ReservationStatus::Cancelled);
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 2);
}

#[tokio::test]
async fn the_archive_is_not_called_off() {
    let theatre = BoxOffice::open().await;
    let began =
        |hours| move |row: &mut entity::performance::ActiveModel| row.starts_at = Set(now() - TimeDelta::hours(hours));
    let (tonight, yesterday) =
        (theatre.performance_with(5, began(1)).await, theatre.performance_with(5, began(12)).await);
    assert!(call_off(&theatre, tonight).await.is_ok());
    assert!(matches!(call_off(&theatre, yesterday).await, Err(CancelError::Past)));
    assert!(matches!(call_off(&theatre, 999).await, Err(CancelError::NotFound)));
}

#[tokio::test]
async fn a_calling_off_that_fails_half_way_leaves_everything_as_it_was() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await;
    let before = (theatre.jobs().await, theatre.mails().await);
    // The audit entry of the performance comes last.
    sqlx::raw_sql("ALTER TABLE audit_log ADD CONSTRAINT nothing CHECK (action <> 'performance.cancelled')")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert!(matches!(call_off(&theatre, performance).await, Err(CancelError::Failure(_))));
    assert_eq!((theatre.jobs().await, theatre.mails().await), before);
    assert_eq!(theatre.row(&booked.reservation.reference).await.status, ReservationStatus::Confirmed);
    assert_eq!(theatre.performance_row(performance).await.cancelled_at, None);
}

#[tokio::test]
async fn guests_confirming_while_the_performance_is_called_off_are_told_all_the_same() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(100).await;
    let mut clicks = Vec::new();
    for _ in 0..20 {
        let requested = theatre.request(performance, 1).await.unwrap();
        let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
        let (db, site) = (theatre.db.clone(), theatre.site.clone());
        clicks.push(tokio::spawn(async move { confirm(&db, &site, now(), &token, &Actor::VISITOR).await }));
    }
    let done = call_off(&theatre, performance).await.unwrap();
    for click in clicks {
        assert!(matches!(click.await.unwrap(), Ok(_) | Err(ConfirmError::Cancelled)));
    }
    assert_eq!((done.reservations, done.mails), (20, 20));
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 0);
}

#[tokio::test]
async fn a_new_date_is_told_once_each_time_and_only_when_it_should_be() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await.reservation.id;
    let pending = theatre.request(performance, 1).await.unwrap();
    let pending = theatre.row(&pending.reference).await.id;
    let told = async || -> Vec<(DeliveryKind, i64, i32)> { theatre.mails().await.split_off(2) };
    let (changed, asked) = (DeliveryKind::PerformanceChanged, DeliveryKind::ConfirmationRequest);
    let tomorrow = now() + TimeDelta::days(1);
    assert_eq!(move_to(&theatre, performance, tomorrow, true).await.mails, 2);
    assert_eq!(told().await, [(changed, booked, 1), (asked, pending, 2)], "who has not confirmed is asked once more");
    assert_eq!(move_to(&theatre, performance, tomorrow, true).await.mails, 0, "nothing moved");
    assert_eq!(move_to(&theatre, performance, tomorrow + TimeDelta::hours(1), false).await.mails, 0, "quietly");
    assert_eq!(move_to(&theatre, performance, tomorrow, true).await.mails, 2);
    assert_eq!(told().await[2..], [(changed, booked, 2), (asked, pending, 3)]);
    assert_eq!(move_to(&theatre, performance, now() - TimeDelta::hours(1), true).await.mails, 0, "it is over");
}

#[tokio::test]
async fn no_request_outlives_the_new_beginning() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance_with(5, |row| row.starts_at = Set(now() + TimeDelta::days(9))).await;
    let requested = theatre.request(performance, 1).await.unwrap();
    assert_eq!(requested.expires_at, now() + TimeDelta::hours(24));
    let earlier = now() + TimeDelta::hours(3);
    move_to(&theatre, performance, earlier, true).await;
    assert_eq!(theatre.row(&requested.reference).await.expires_at, Some(earlier));
    move_to(&theatre, performance, now() + TimeDelta::days(9), true).await;
    assert_eq!(theatre.row(&requested.reference).await.expires_at, Some(earlier), "a promise is not made longer");
}

#[tokio::test]
async fn a_ticket_of_a_moved_performance_keeps_its_code_and_its_pictures_are_known_to_be_old() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await;
    let id = booked.reservation.id;
    assert_eq!(theatre.draw(id).await, Stored::Queued);
    sqlx::query("UPDATE ticket_assets SET created_at = created_at - interval '1 minute'")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    move_to(&theatre, performance, now() + TimeDelta::days(1), false).await;
    let moved = theatre.performance_row(performance).await.updated_at;
    let stored = load(&theatre.db, theatre.site.keys(), id, 1, moved).await.unwrap();
    assert_eq!(stored, None, "whoever sends them draws them anew");
    assert_eq!(theatre.token(TokenPurpose::Ticket, &booked.reservation.reference).await, booked.ticket_token);
    assert_eq!(theatre.mails_of(id).await, [DeliveryKind::ConfirmationRequest, DeliveryKind::Ticket], "quietly");
}

#[tokio::test]
async fn a_reinstated_performance_does_not_hush_what_happened_to_its_guests() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let user = theatre.user("anna").await.id;
    let (outside, inside) = (theatre.book(performance, 1).await, theatre.book(performance, 1).await);
    let admission = Admission {
        presented: Presented::Ticket(inside.ticket_token),
        performance_id: None,
        admitted: None,
        source: CheckInSource::QrScan,
        user_id: user,
    };
    admit(&theatre.db, &theatre.site, now(), &admission, &Actor::staff(user)).await.unwrap();
    call_off(&theatre, performance).await.unwrap();
    reinstate(&theatre.db, now(), performance, &ANNA).await.unwrap();
    let mails = email_delivery::Entity::find().all(&theatre.db).await.unwrap();
    let mut wanted = Vec::new();
    for mail in mails.iter().filter(|mail| mail.kind == DeliveryKind::PerformanceCancelled) {
        let view = delivery::find(&theatre.db, mail.id).await.unwrap().unwrap();
        wanted.push((view.reservation.id, view.obsolete(now()).is_none()));
    }
    assert_eq!(wanted, [(outside.reservation.id, true), (inside.reservation.id, false)]);
}

#[tokio::test]
async fn the_switches_of_a_performance_say_what_they_did_once() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    for _ in 0..2 {
        let view = set_booking_enabled(&theatre.db, now(), performance, false, &ANNA).await.unwrap();
        assert_eq!((view.performance.is_booking_enabled, view.performance.version), (false, 2));
    }
    assert!(matches!(theatre.request(performance, 1).await, Err(RequestError::BookingClosed)));
    set_published(&theatre.db, now(), performance, false, &ANNA).await.unwrap();
    assert!(matches!(theatre.request(performance, 1).await, Err(RequestError::PerformanceNotFound)));
    let actions: Vec<String> = theatre.log().await.into_iter().map(|entry| entry.0).collect();
    assert_eq!(actions, ["performance.updated", "performance.updated"]);
}
