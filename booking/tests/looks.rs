//! Requests keep what they have seen of a performance. Whatever happens after that, they say what is so.

mod box_office;

use booking::audit::Actor;
use booking::idempotency::IdempotencyKey;
use booking::reservation::{RequestError, request};
use booking::season::performance::{set_booking_enabled, set_published};
use booking::season::{performance, show};
use box_office::{BoxOffice, FIRST_KEY, form_of, now, rng, site_with};
use chrono::TimeDelta;
use sea_orm::ActiveValue::Set;

#[tokio::test]
async fn what_the_office_changes_after_a_look_is_seen_by_the_next_request() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(5).await;
    let (db, by) = (&theatre.db, &Actor::SYSTEM);
    theatre.request(evening, 1).await.unwrap();

    set_booking_enabled(db, now(), evening, false, by).await.unwrap();
    assert!(matches!(theatre.request(evening, 1).await, Err(RequestError::BookingClosed)));
    set_booking_enabled(db, now(), evening, true, by).await.unwrap();
    theatre.request(evening, 1).await.unwrap();

    set_published(db, now(), evening, false, by).await.unwrap();
    assert!(matches!(theatre.request(evening, 1).await, Err(RequestError::PerformanceNotFound)));
    set_published(db, now(), evening, true, by).await.unwrap();
    theatre.request(evening, 1).await.unwrap();

    let played = theatre.performance_row(evening).await.show_id;
    show::set_published(db, now(), played, false, by).await.unwrap();
    assert!(
        matches!(theatre.request(evening, 1).await, Err(RequestError::PerformanceNotFound)),
        "a show has no version"
    );
    show::set_published(db, now(), played, true, by).await.unwrap();
    theatre.request(evening, 1).await.unwrap();

    let current = theatre.performance_row(evening).await;
    let mut form = form_of(&current);
    form.terms.max_party_size = 2;
    let draft = form.parse(chrono_tz::Europe::Rome).unwrap();
    let edit = performance::Edit { version: current.version, draft, tell_guests: false };
    performance::update(db, &theatre.site, now(), evening, edit, by).await.unwrap();
    assert!(matches!(theatre.request(evening, 3).await, Err(RequestError::PartyTooLarge { max: 2 })));
    theatre.request(evening, 2).await.unwrap();
}

#[tokio::test]
async fn a_house_that_fills_after_a_look_refuses_by_the_seats_that_are_left() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(5).await;
    theatre.book(evening, 3).await;
    assert!(matches!(theatre.request(evening, 3).await, Err(RequestError::NotEnoughSeats { available: 2 })));
    theatre.book(evening, 2).await;
    assert!(matches!(theatre.request(evening, 1).await, Err(RequestError::NotEnoughSeats { available: 0 })));
}

#[tokio::test]
async fn a_window_that_closes_after_a_look_is_closed() {
    let theatre = BoxOffice::open().await;
    let closes = now() + TimeDelta::minutes(1);
    let evening = theatre.performance_with(5, |row| row.booking_closes_at = Set(Some(closes))).await;
    let ask = async |at| {
        let what = theatre.ask(evening, 1);
        request(&theatre.db, &theatre.site, at, &mut rng(), what, None, &Actor::VISITOR).await
    };
    ask(now()).await.unwrap();
    ask(closes - TimeDelta::milliseconds(1)).await.unwrap();
    assert!(matches!(ask(closes).await, Err(RequestError::BookingClosed)));
}

#[tokio::test]
async fn a_performance_that_is_gone_after_a_look_is_not_found() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(5).await;
    theatre.request(evening, 1).await.unwrap();
    // As nobody but an operator can: there are reservations.
    sqlx::raw_sql("TRUNCATE performances CASCADE").execute(theatre.database.pool()).await.unwrap();
    assert!(matches!(theatre.request(evening, 1).await, Err(RequestError::PerformanceNotFound)));
}

#[tokio::test]
async fn a_key_is_known_to_a_request_that_does_not_look() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(5).await;
    let ask = async |people: i64, key: &IdempotencyKey| {
        let what = theatre.ask(evening, people);
        request(&theatre.db, &theatre.site, now(), &mut rng(), what, Some(key), &Actor::VISITOR).await
    };
    theatre.request(evening, 1).await.unwrap();
    let key = IdempotencyKey::new("one", &["2"]);
    let first = ask(2, &key).await.unwrap();
    for _ in 0..3 {
        assert_eq!(ask(2, &key).await.unwrap(), first);
        assert!(matches!(ask(3, &IdempotencyKey::new("one", &["3"])).await, Err(RequestError::IdempotencyMismatch)));
        theatre.request(evening, 1).await.unwrap();
    }
}

#[tokio::test]
async fn two_programs_and_many_requests_never_meet_in_an_id() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(200).await;
    let other = site_with(FIRST_KEY);
    let mut references = std::collections::HashSet::new();
    for number in 0..80 {
        let site = if number % 2 == 0 { &theatre.site } else { &other };
        let what = theatre.ask(evening, 1);
        let told = request(&theatre.db, site, now(), &mut rng(), what, None, &Actor::VISITOR).await.unwrap();
        assert!(references.insert(told.reference));
    }
}

#[tokio::test]
async fn ids_that_a_restored_database_gives_once_more_are_left_to_whoever_has_them() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(50).await;
    theatre.request(evening, 1).await.unwrap();
    sqlx::raw_sql("SELECT setval('reservations_id_seq', 1), setval('email_deliveries_id_seq', 1)")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    let other = site_with(FIRST_KEY);
    let what = theatre.ask(evening, 1);
    request(&theatre.db, &other, now(), &mut rng(), what, None, &Actor::VISITOR).await.unwrap();
    for _ in 0..4 {
        theatre.request(evening, 1).await.unwrap();
    }
}

#[tokio::test]
async fn a_crowd_before_a_full_house_draws_no_ids() {
    let theatre = BoxOffice::open().await;
    let evening = theatre.performance(2).await;
    theatre.book(evening, 2).await;
    let drawn = async || -> i64 {
        let last = sqlx::query_scalar("SELECT last_value FROM reservations_id_seq");
        last.fetch_one(theatre.database.pool()).await.unwrap()
    };
    // What was seen before is used up by the refusal.
    assert!(theatre.request(evening, 1).await.is_err());
    let before = drawn().await;
    for _ in 0..5 {
        assert!(matches!(theatre.request(evening, 1).await, Err(RequestError::NotEnoughSeats { available: 0 })));
    }
    assert_eq!(drawn().await, before);
}
