//! Never more confirmed seats than capacity, whoever writes.

mod box_office;

use std::time::Duration;

use booking::Failure;
use booking::audit::Actor;
use booking::reservation::{ConfirmError, confirm};
use box_office::{BoxOffice, is_busy, now};
use entity::value::TokenPurpose;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use sqlx::Connection;

const WITHIN: &str = "performances_seats_within_capacity";

#[tokio::test]
async fn no_statement_of_any_client_oversells() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    assert_eq!(performance, 1, "the statements below name it");
    let booked = theatre.book(performance, 4).await;
    theatre.request(performance, 1).await.unwrap();
    assert_eq!(booked.reservation.id, 1);
    theatre.performance(1).await;

    for attempt in [
        // More people in a confirmed party.
        "UPDATE reservations SET party_size = 6 WHERE id = 1",
        // The counter talked down first, then more people.
        "UPDATE performances SET confirmed_seats = 0; UPDATE reservations SET party_size = 6 WHERE id = 1",
        // A confirmation beside the program.
        "UPDATE reservations SET party_size = 2 WHERE id = 2; UPDATE reservations SET status = 'confirmed' WHERE id = 2",
        // A new confirmed row.
        "INSERT INTO reservations (performance_id, reference, status, source, name, party_size, locale, created_at, updated_at) \
         VALUES (1, 'ZZZZZZZ', 'confirmed', 'manual', 'x', 2, 'it', now(), now())",
        // A party moved into a smaller house.
        "UPDATE reservations SET performance_id = 2 WHERE id = 1",
        // A house made smaller under its guests.
        "UPDATE performances SET room_capacity = 3 WHERE id = 1",
        "UPDATE performances SET manually_occupied_seats = 2 WHERE id = 1",
        // The counter and the capacity in one statement.
        "UPDATE performances SET confirmed_seats = 0, room_capacity = 3 WHERE id = 1",
    ] {
        assert_eq!(theatre.refused_by(attempt).await.as_deref(), Some(WITHIN), "{attempt}");
    }
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 4);
}

#[tokio::test]
async fn a_counter_that_was_talked_down_counts_right_at_the_next_write() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    theatre.book(performance, 4).await;
    assert_eq!(theatre.refused_by("UPDATE performances SET confirmed_seats = 0").await, None);
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 4, "it is counted, not believed");
    assert_eq!(theatre.refused_by("DELETE FROM reservations").await, None);
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 0);
}

#[tokio::test]
async fn two_raw_clients_confirming_at_once_cannot_oversell_at_any_isolation_level() {
    for level in ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"] {
        let theatre = BoxOffice::open().await;
        let performance = theatre.performance(5).await;
        theatre.request(performance, 3).await.unwrap();
        theatre.request(performance, 3).await.unwrap();
        let mut first = sqlx::PgConnection::connect(theatre.database.url()).await.unwrap();
        let mut second = sqlx::PgConnection::connect(theatre.database.url()).await.unwrap();
        for client in [&mut first, &mut second] {
            let begin = format!("BEGIN ISOLATION LEVEL {level}");
            sqlx::raw_sql(sqlx::AssertSqlSafe(begin)).execute(&mut *client).await.unwrap();
            sqlx::raw_sql("SELECT count(*) FROM reservations").execute(&mut *client).await.unwrap();
        }
        sqlx::raw_sql("UPDATE reservations SET status = 'confirmed' WHERE id = 1").execute(&mut first).await.unwrap();
        let waiting = tokio::spawn(async move {
            let outcome =
                sqlx::raw_sql("UPDATE reservations SET status = 'confirmed' WHERE id = 2").execute(&mut second).await;
            outcome.map(drop)
        });
        tokio::task::yield_now().await;
        sqlx::raw_sql("COMMIT").execute(&mut first).await.unwrap();
        assert!(waiting.await.unwrap().is_err(), "{level}");
        assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 3, "{level}");
    }
}

#[tokio::test]
async fn every_constraint_of_the_tables_refuses_what_it_is_for() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    theatre.book(performance, 2).await;
    theatre.request(performance, 1).await.unwrap();
    for (constraint, attempt) in [
        ("shows_slug_shape", "UPDATE shows SET slug = 'No Slug'"),
        ("shows_title_present", "UPDATE shows SET title = ' '"),
        ("shows_duration_positive", "UPDATE shows SET duration_minutes = 0"),
        ("shows_slug_unique", "INSERT INTO shows (slug, title) SELECT slug, 'x' FROM shows"),
        ("venues_slug_shape", "UPDATE venues SET slug = ''"),
        ("venues_name_present", "UPDATE venues SET name = ''"),
        ("venues_slug_unique", "INSERT INTO venues (slug, name) SELECT slug, 'x' FROM venues"),
        ("performances_show_exists", "UPDATE performances SET show_id = 99"),
        ("performances_show_exists", "DELETE FROM shows"),
        ("performances_venue_exists", "DELETE FROM venues"),
        ("performances_seats_not_negative", "UPDATE performances SET additional_seats = -1"),
        ("performances_max_party_size_positive", "UPDATE performances SET max_party_size = 0"),
        ("performances_doors_open_before_start", "UPDATE performances SET doors_open_at = starts_at + interval '1 s'"),
        (
            "performances_booking_window_ordered",
            "UPDATE performances SET booking_opens_at = now(), booking_closes_at = now()",
        ),
        ("reservations_performance_exists", "DELETE FROM performances"),
        ("reservations_reference_unique", "UPDATE reservations SET reference = 'X'"),
        ("reservations_status_known", "UPDATE reservations SET status = 'maybe' WHERE id = 2"),
        ("reservations_source_known", "UPDATE reservations SET source = 'fax'"),
        ("reservations_locale_known", "UPDATE reservations SET locale = 'xx'"),
        ("reservations_party_size_positive", "UPDATE reservations SET party_size = 0 WHERE id = 2"),
        ("reservations_admitted_within_party", "UPDATE reservations SET admitted = 3 WHERE id = 1"),
        ("reservations_only_confirmed_admitted", "UPDATE reservations SET admitted = 1 WHERE id = 2"),
        ("reservations_pending_expires", "UPDATE reservations SET expires_at = NULL WHERE id = 2"),
        ("reservations_generations_positive", "UPDATE reservations SET ticket_generation = 0"),
        (
            "reservation_tokens_reservation_exists",
            "UPDATE reservation_tokens SET reservation_id = 99 WHERE reservation_id = 2",
        ),
        ("reservation_tokens_purpose_known", "UPDATE reservation_tokens SET purpose = 'x' WHERE reservation_id = 2"),
        ("reservation_tokens_hash_length", "UPDATE reservation_tokens SET token_sha256 = 'x' WHERE reservation_id = 2"),
        (
            "reservation_tokens_one_a_generation",
            "UPDATE reservation_tokens SET purpose = 'ticket' WHERE reservation_id = 1",
        ),
        (
            "email_deliveries_once",
            "INSERT INTO email_deliveries (reservation_id, kind, generation, status, message_id, queued_at) \
            SELECT reservation_id, kind, generation, status, message_id, queued_at FROM email_deliveries",
        ),
        ("email_deliveries_sent_when", "UPDATE email_deliveries SET status = 'sent'"),
        ("email_deliveries_failed_when", "UPDATE email_deliveries SET status = 'failed'"),
        ("email_deliveries_kind_known", "UPDATE email_deliveries SET kind = 'spam'"),
        ("email_deliveries_status_known", "UPDATE email_deliveries SET status = 'lost'"),
        ("jobs_id_is_ulid", "UPDATE apalis.jobs SET id = 'JID-1'"),
        ("jobs_status_known", "UPDATE apalis.jobs SET status = 'Lost'"),
        ("queue_states_reason_with_pause", "INSERT INTO queue_states (name, paused_reason) VALUES ('emails', 'x')"),
        ("company_only_one", "INSERT INTO company (id) VALUES (2)"),
        ("company_pkey", "INSERT INTO company (id) VALUES (1)"),
        ("company_name_present", "UPDATE company SET name = ' '"),
        ("company_accent_light_shape", "UPDATE company SET accent_light = 'red'"),
        ("company_accent_dark_shape", "UPDATE company SET accent_dark = '#FFFFFF'"),
        (
            "staff_users_role_known",
            "INSERT INTO staff_users (username, display_name, role, password_hash, created_at, updated_at) \
            VALUES ('anna', 'Anna', 'boss', '', now(), now())",
        ),
        (
            "staff_users_username_shape",
            "INSERT INTO staff_users (username, display_name, role, password_hash, created_at, updated_at) \
            VALUES ('Anna', 'Anna', 'staff', '', now(), now())",
        ),
    ] {
        assert_eq!(theatre.refused_by(attempt).await.as_deref(), Some(constraint), "{attempt}");
    }
}

#[tokio::test]
async fn three_hundred_parties_at_once_fill_the_house_and_no_more() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(100).await;
    let mut parties = Vec::new();
    for number in 0..300 {
        parties.push((1 + number % 4, theatre.request(performance, 1 + number % 4).await.unwrap()));
    }
    let mut clients = Vec::new();
    for (people, requested) in parties {
        let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
        let (db, site) = (theatre.db.clone(), theatre.site.clone());
        clients.push(tokio::spawn(async move { (people, confirm(&db, &site, now(), &token, &Actor::VISITOR).await) }));
    }
    let mut smallest_refused = i64::MAX;
    for client in clients {
        match client.await.unwrap() {
            (_, Ok(_)) => {}
            (people, Err(ConfirmError::NotEnoughSeats { .. })) => smallest_refused = smallest_refused.min(people),
            (_, Err(other)) => panic!("{other:?}"),
        }
    }
    let house = theatre.performance_row(performance).await;
    assert!(house.confirmed_seats <= 100);
    assert!(i64::from(100 - house.confirmed_seats) < smallest_refused, "nobody who would fit is left outside");
    let counted: i64 = sqlx::query_scalar("SELECT sum(party_size) FROM reservations WHERE status = 'confirmed'")
        .fetch_one(theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(counted, i64::from(house.confirmed_seats));
}

#[tokio::test]
async fn waiting_for_a_busy_performance_ends_after_three_seconds() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance_with(5, |row| row.max_party_size = Set(5)).await;
    let requested = theatre.request(performance, 1).await.unwrap();
    let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    let mut other = sqlx::PgConnection::connect(theatre.database.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT FROM performances FOR UPDATE").execute(&mut other).await.unwrap();
    match confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await {
        Err(ConfirmError::Failure(failure)) => assert!(is_busy(&failure), "{failure:?}"),
        other => panic!("{other:?}"),
    }
}

/// The database takes the rows of a sleeper away from him; when he wakes up, he has to say "not now", and not that
/// something is broken.
#[tokio::test]
async fn a_transaction_that_was_slept_through_is_told_as_not_now() {
    let theatre = BoxOffice::open().await;
    let txn = theatre.db.begin().await.unwrap();
    txn.execute_unprepared("SET LOCAL idle_in_transaction_session_timeout = '50ms'").await.unwrap();
    tokio::time::sleep(Duration::from_millis(400)).await;
    let failure = Failure::from(txn.execute_unprepared("SELECT 1").await.unwrap_err());
    assert!(matches!(failure, Failure::Unavailable(_)), "{failure:?}");
}
