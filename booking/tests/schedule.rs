//! What happens by itself: reminders the day before, and persons forgotten after the evening.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::check_in::{Admission, Presented, admit};
use booking::privacy::{anonymise_past, forget_addresses};
use booking::reservation::{cancel, remind_due};
use booking::ticket::assets::Assets;
use booking::ticket::{Drawn, store_and_queue};
use booking::values::{Notes, Phone};
use box_office::{BoxOffice, now, rng};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{CheckInSource, DeliveryKind, DeliveryStatus, ReservationStatus};
use entity::{audit_entry, check_in, email_delivery, reservation_token, ticket_asset};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

const DAY_BEFORE: TimeDelta = TimeDelta::hours(24);
const RETENTION: TimeDelta = TimeDelta::days(30);

async fn reminders(theatre: &BoxOffice) -> Vec<i64> {
    let kind = email_delivery::Column::Kind.eq(DeliveryKind::Reminder);
    let rows = email_delivery::Entity::find().filter(kind).all(&theatre.db).await.unwrap();
    rows.into_iter().map(|row| row.reservation_id).collect()
}

async fn in_days(theatre: &BoxOffice, days: i64) -> i64 {
    theatre.performance_with(50, |row| row.starts_at = Set(now() + TimeDelta::days(days))).await
}

#[tokio::test]
async fn a_confirmed_guest_is_reminded_once_the_day_before() {
    let theatre = BoxOffice::open().await;
    let performance = in_days(&theatre, 3).await;
    let booked = theatre.book(performance, 2).await.reservation;
    theatre.request(performance, 1).await.unwrap();
    let sweep = async |at| remind_due(&theatre.db, &theatre.site, at, DAY_BEFORE).await.unwrap();
    assert_eq!(sweep(now() + TimeDelta::hours(47)).await, 0, "too early");
    assert_eq!(sweep(now() + TimeDelta::hours(48)).await, 1, "the pending one is not reminded");
    assert_eq!(sweep(now() + TimeDelta::hours(49)).await, 0, "once");
    assert_eq!(reminders(&theatre).await, [booked.id]);
    let priority: i32 = sqlx::query_scalar("SELECT priority FROM apalis.jobs ORDER BY id DESC LIMIT 1")
        .fetch_one(theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(priority, 0, "what visitors wait for goes first");
}

#[tokio::test]
async fn a_reminder_that_was_late_is_made_up_for_until_the_beginning() {
    let theatre = BoxOffice::open().await;
    let performance = in_days(&theatre, 3).await;
    theatre.book(performance, 2).await;
    let begun = now() + TimeDelta::days(3);
    assert_eq!(remind_due(&theatre.db, &theatre.site, begun, DAY_BEFORE).await.unwrap(), 0);
    let late = begun - TimeDelta::hours(1);
    assert_eq!(remind_due(&theatre.db, &theatre.site, late, DAY_BEFORE).await.unwrap(), 1);
}

#[tokio::test]
async fn who_cancelled_booked_lately_or_lost_his_evening_is_not_reminded() {
    let theatre = BoxOffice::open().await;
    let performance = in_days(&theatre, 3).await;
    let gone = theatre.book(performance, 1).await;
    cancel(&theatre.db, &theatre.site, now(), &gone.ticket_token, &Actor::VISITOR).await.unwrap();
    let tonight = theatre.performance(10).await;
    theatre.book(tonight, 1).await;
    let called_off = in_days(&theatre, 3).await;
    theatre.book(called_off, 1).await;
    sqlx::query("UPDATE performances SET cancelled_at = now() WHERE id = $1")
        .bind(called_off)
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(remind_due(&theatre.db, &theatre.site, now(), DAY_BEFORE).await.unwrap(), 0);
    let day_before = now() + TimeDelta::hours(60);
    assert_eq!(remind_due(&theatre.db, &theatre.site, day_before, DAY_BEFORE).await.unwrap(), 0);
}

#[tokio::test]
async fn many_sweeps_at_once_remind_everybody_once() {
    let theatre = BoxOffice::open().await;
    let performance = in_days(&theatre, 3).await;
    for _ in 0..30 {
        theatre.book(performance, 1).await;
    }
    let sweeps = [(); 6].map(|()| {
        let (db, site) = (theatre.db.clone(), theatre.site.clone());
        tokio::spawn(async move { remind_due(&db, &site, now() + TimeDelta::hours(50), DAY_BEFORE).await.unwrap() })
    });
    let mut reminded = 0;
    for sweep in sweeps {
        reminded += sweep.await.unwrap();
    }
    assert_eq!(reminded, 30);
    assert_eq!(reminders(&theatre).await.len(), 30);
}

async fn sweep(theatre: &BoxOffice, at: DateTime<Utc>) -> u64 {
    anonymise_past(&theatre.db, at, RETENTION).await.unwrap()
}

#[tokio::test]
async fn thirty_days_after_the_evening_the_person_is_gone_and_the_figures_stay() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let anna = theatre.user("anna").await;
    let from = Actor { client_address: Some("192.0.2.7".into()), ..Actor::VISITOR };
    let mut asked = theatre.ask(performance, 3);
    asked.phone = Phone::parse("+39 050 123456").unwrap();
    asked.notes = Notes::parse("one wheelchair").unwrap();
    let requested =
        booking::reservation::request(&theatre.db, &theatre.site, now(), &mut rng(), asked, None, &from).await.unwrap();
    let token = theatre.token(entity::value::TokenPurpose::Confirmation, &requested.reference).await;
    let booked = booking::reservation::confirm(&theatre.db, &theatre.site, now(), &token, &from).await.unwrap();
    let pictures = Assets { qr_png: vec![1], qr_svg: vec![2], pdf: vec![3] };
    let drawn = Drawn { reservation_id: booked.reservation.id, generation: 1, pictures };
    store_and_queue(&theatre.db, &theatre.site, now(), &mut rng(), &drawn, None).await.unwrap();
    let admission = Admission {
        presented: Presented::Ticket(booked.ticket_token.clone()),
        performance_id: None,
        admitted: Some(2),
        source: CheckInSource::QrScan,
        user_id: anna.id,
    };
    let door = Actor { client_address: Some("192.0.2.99".into()), ..Actor::staff(anna.id) };
    admit(&theatre.db, &theatre.site, now(), &admission, &door).await.unwrap();

    let evening = now() + TimeDelta::hours(2);
    assert_eq!(sweep(&theatre, evening + RETENTION).await, 0);
    let at = evening + RETENTION + TimeDelta::seconds(1);
    assert_eq!(sweep(&theatre, at).await, 1);
    assert_eq!(sweep(&theatre, at).await, 0, "once");

    let row = theatre.row(&requested.reference).await;
    assert_eq!((row.name.as_str(), row.email, row.phone, row.notes.as_str()), ("—", None, None, ""));
    assert_eq!(row.anonymised_at, Some(at));
    assert_eq!((row.status, row.party_size, row.admitted), (ReservationStatus::Confirmed, 3, 2));
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 3);
    assert_eq!(check_in::Entity::find().count(&theatre.db).await.unwrap(), 1);
    assert_eq!(ticket_asset::Entity::find().count(&theatre.db).await.unwrap(), 0);
    assert_eq!(reservation_token::Entity::find().count(&theatre.db).await.unwrap(), 0);
    let mails = email_delivery::Entity::find().all(&theatre.db).await.unwrap();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.status == DeliveryStatus::Failed), "nothing is left to send");

    let entries = audit_entry::Entity::find().all(&theatre.db).await.unwrap();
    let addresses: Vec<&str> = entries.iter().filter_map(|entry| entry.client_address.as_deref()).collect();
    assert_eq!(addresses, ["192.0.2.99"], "the guest's are gone, the user's stays for now");
    assert_eq!(forget_addresses(&theatre.db, now() + TimeDelta::days(91), TimeDelta::days(90)).await.unwrap(), 1);
    let everything: String = sqlx::query_scalar(
        "SELECT (SELECT string_agg(r::text, ' ') FROM reservations r) || (SELECT string_agg(d::text, ' ') \
            FROM email_deliveries d) || (SELECT string_agg(l::text, ' ') FROM audit_log l)",
    )
    .fetch_one(theatre.database.pool())
    .await
    .unwrap();
    for personal in ["Bianchi", "anna@example.org", "123456", "wheelchair", "192.0.2"] {
        assert!(!everything.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn what_lapsed_or_was_given_back_is_forgotten_before_a_distant_evening() {
    let theatre = BoxOffice::open().await;
    let performance = in_days(&theatre, 200).await;
    theatre.book(performance, 1).await;
    let gone = theatre.book(performance, 1).await;
    cancel(&theatre.db, &theatre.site, now(), &gone.ticket_token, &Actor::VISITOR).await.unwrap();
    let lapsed = theatre.request(performance, 1).await.unwrap();
    booking::reservation::expire_overdue(&theatre.db, now() + TimeDelta::days(1)).await.unwrap();
    assert_eq!(sweep(&theatre, now() + TimeDelta::days(30)).await, 0);
    assert_eq!(sweep(&theatre, now() + TimeDelta::days(32)).await, 2);
    assert_eq!(theatre.row(&lapsed.reference).await.status, ReservationStatus::Expired);
    let confirmed = theatre.row(&theatre.book(performance, 1).await.reservation.reference).await;
    assert_eq!(confirmed.name, "Anna Bianchi");
}

#[tokio::test]
async fn many_sweeps_at_once_forget_everybody_once() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(500).await;
    for _ in 0..20 {
        theatre.book(performance, 1).await;
    }
    let sweeps = [(); 4].map(|()| {
        let db = theatre.db.clone();
        tokio::spawn(async move { anonymise_past(&db, now() + TimeDelta::days(60), RETENTION).await.unwrap() })
    });
    for sweep in sweeps {
        sweep.await.unwrap();
    }
    let acts = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("reservation.anonymised"));
    assert_eq!(acts.count(&theatre.db).await.unwrap(), 20);
}
