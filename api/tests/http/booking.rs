//! A visitor's reservation, from the request to the ticket and back.

use chrono::TimeDelta;
use entity::value::TokenPurpose;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use crate::house::{Evening, TestHouse, evening, reservation};

fn path(performance: i64) -> String {
    format!("/api/performances/{performance}/reservations")
}

#[tokio::test]
async fn a_request_waits_for_its_confirmation_and_takes_no_seat() {
    let house = TestHouse::open().await;
    let performance =
        house.furnish(Evening::with_seats(10).but(|row| row.starts_at = Set(evening() + TimeDelta::days(9)))).await;
    let asked = json!({"name": " Anna Bianchi ", "email": "anna@example.org", "phone": "+39 050 123456", "party_size": 4,
        "notes": "Una carrozzina.", "locale": "en", "privacy_accepted": true});
    let accepted = house.visitor().post(&path(performance), asked).await.expect(201);
    assert_eq!(accepted.text("status"), "pending");
    assert_eq!(accepted.text("expires_at"), "2026-05-17T18:30:00+02:00");

    let row = house.reservation_row(&accepted.text("reference")).await;
    assert_eq!((row.name.as_str(), row.email.as_deref()), ("Anna Bianchi", Some("anna@example.org")));
    assert_eq!((row.phone.as_deref(), row.notes.as_str()), (Some("+39 050 123456"), "Una carrozzina."));
    assert_eq!(row.locale, entity::value::Locale::English);
    assert_eq!(house.performance_row(performance).await.confirmed_seats, 0);
    assert_eq!(house.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_request_lapses_at_the_curtain_at_the_latest() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let accepted = house.visitor().post(&path(performance), reservation(1)).await.expect(201);
    assert_eq!(accepted.text("expires_at"), "2026-05-16T20:30:00+02:00");
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let wrong = json!({"name": " ", "email": "anna@", "phone": "call me", "party_size": 0, "notes": "\u{7}",
        "privacy_accepted": false});
    house.visitor().post(&path(performance), wrong).await.expect_faults(&[
        ("name", "required"),
        ("email", "invalid"),
        ("phone", "invalid"),
        ("party_size", "out_of_range"),
        ("notes", "invalid"),
        ("privacy_accepted", "required"),
    ]);
    let odd = json!({"name": "A\u{0}", "email": "a@example.org", "party_size": 1, "privacy_accepted": true});
    house.visitor().post(&path(performance), odd).await.expect_faults(&[("name", "invalid")]);
    assert!(house.jobs().await.is_empty());
}

#[tokio::test]
async fn a_field_that_nobody_asked_for_is_refused() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let mut asked = reservation(1);
    asked["status"] = "confirmed".into();
    house.visitor().post(&path(performance), asked).await.expect_faults(&[("status", "unknown")]);
}

#[tokio::test]
async fn null_is_the_same_as_absent() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let mut asked = reservation(1);
    for optional in ["phone", "notes", "locale", "website"] {
        asked[optional] = json!(null);
    }
    house.visitor().post(&path(performance), asked).await.expect(201);
}

#[tokio::test]
async fn who_does_not_fit_is_told_how_many_would() {
    let house = TestHouse::open().await;
    let performance = house.performance(5).await;
    house.book(performance, 3).await;
    let refused =
        house.visitor().post(&path(performance), reservation(3)).await.expect_problem(409, "not_enough_seats");
    assert_eq!(refused.number("available_seats"), 2);
}

#[tokio::test]
async fn a_party_may_be_too_large_for_one_booking() {
    let house = TestHouse::open().await;
    let performance = house.furnish(Evening::with_seats(50).but(|row| row.max_party_size = Set(6))).await;
    let refused = house.visitor().post(&path(performance), reservation(7)).await.expect_problem(409, "party_too_large");
    assert_eq!(refused.number("max_party_size"), 6);
    house.visitor().post(&path(performance), reservation(101)).await.expect_faults(&[("party_size", "out_of_range")]);
}

#[tokio::test]
async fn closed_bookings_take_nobody() {
    let house = TestHouse::open().await;
    let closed = house.furnish(Evening::with_seats(9).but(|row| row.is_booking_enabled = Set(false))).await;
    let begun = house.furnish(Evening::with_seats(9).but(|row| row.starts_at = Set(evening()))).await;
    let called_off = house.furnish(Evening::with_seats(9).but(|row| row.cancelled_at = Set(Some(evening())))).await;
    for performance in [closed, begun, called_off] {
        house.visitor().post(&path(performance), reservation(1)).await.expect_problem(409, "booking_closed");
    }
    house.visitor().post(&path(4711), reservation(1)).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_program_that_fills_in_hidden_fields_books_nothing() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let mut asked = reservation(2);
    asked["website"] = "https://spam.example".into();
    let answer = house.visitor().post(&path(performance), asked).await.expect(201);
    assert_eq!(answer.text("status"), "pending");
    assert_eq!(answer.text("expires_at"), "2026-05-16T20:30:00+02:00");
    assert!(house.find_reservation(&answer.text("reference")).await.is_none());
    assert!(house.jobs().await.is_empty());
}

#[tokio::test]
async fn a_repeat_under_the_same_key_makes_no_second_booking() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let visitor = house.visitor().with("idempotency-key", "4f1c9f3e-8f7e-4f0e-9d5b-3b0f6f1f2a77");
    let asked = reservation(2);
    let first = visitor.post(&path(performance), asked.clone()).await.expect(201);
    house.wait(TimeDelta::minutes(1));
    let again = visitor.post(&path(performance), asked.clone()).await.expect(201);
    assert_eq!(first.json(), again.json());
    assert_eq!(house.jobs().await.len(), 1);

    visitor.post(&path(performance), reservation(3)).await.expect_problem(422, "idempotency_mismatch");
    house.wait(TimeDelta::hours(25));
    visitor.post(&path(performance), asked).await.expect_problem(409, "booking_closed");
}

#[tokio::test]
async fn two_requests_under_one_key_at_once_are_told_apart() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let visitor = house.visitor().with("idempotency-key", "at-once");
    let (path, asked) = (path(performance), reservation(1));
    let answers = futures_util::future::join_all((0..6).map(|_| visitor.post(&path, asked.clone()))).await;
    for answer in &answers {
        match answer.status {
            201 => {}
            _ => drop(answer.clone().expect_problem(409, "idempotency_in_flight")),
        }
    }
    assert!(answers.iter().any(|answer| answer.status == 201));
    assert_eq!(house.jobs().await.len(), 1);
}

#[tokio::test]
async fn a_key_that_is_no_key_is_refused_by_name() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    for key in ["two words", "", &"k".repeat(256)] {
        let answer = house.visitor().with("idempotency-key", key).post(&path(performance), reservation(1)).await;
        answer.expect_faults(&[("Idempotency-Key", "invalid")]);
    }
}

#[tokio::test]
async fn a_click_confirms_and_a_second_one_changes_nothing() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let reference = house.request(performance, 4).await;
    let token = house.token(TokenPurpose::Confirmation, &reference).await;

    let first = house.confirm(&token).await.expect(200).json();
    assert_eq!(first["reference"], reference);
    assert_eq!((&first["status"], &first["party_size"]), (&"confirmed".into(), &4.into()));
    assert_eq!(first["performance"]["available_seats"], 6);
    assert_eq!(first["already_confirmed"], false);
    let again = house.confirm(&format!("https://theatre.example/confirm#{token}")).await.expect(200).json();
    assert_eq!(again["already_confirmed"], true);
    assert_eq!(again["ticket_token"], first["ticket_token"]);
    assert_eq!(house.performance_row(performance).await.confirmed_seats, 4);
    let queues: Vec<String> = house.jobs().await.into_iter().map(|(queue, _)| queue).collect();
    assert_eq!(queues.len(), 2, "{queues:?}: one mail, one ticket to draw");
}

#[tokio::test]
async fn a_token_that_was_never_issued_opens_nothing() {
    let house = TestHouse::open().await;
    let booked = house.book(house.performance(10).await, 1).await;
    let made_up = "A".repeat(43);
    for token in [made_up.as_str(), "", "no token", "\u{0}", &booked.reference] {
        for path in ["/api/reservations/confirm", "/api/tickets/view", "/api/reservations/cancel"] {
            house.visitor().post(path, json!({"token": token})).await.expect_problem(404, "token_unknown");
        }
    }
    house.confirm(&booked.ticket).await.expect_problem(404, "token_unknown");
    let view = json!({"token": booked.confirmation_token});
    house.visitor().post("/api/tickets/view", view).await.expect_problem(404, "token_unknown");
}

#[tokio::test]
async fn who_confirms_too_late_is_told_so() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let reference = house.request(performance, 1).await;
    let token = house.token(TokenPurpose::Confirmation, &reference).await;
    house.wait(TimeDelta::hours(2));
    house.confirm(&token).await.expect_problem(410, "token_expired");
}

#[tokio::test]
async fn who_confirms_after_the_last_seat_went_is_told_how_many_are_left() {
    let house = TestHouse::open().await;
    let performance = house.performance(4).await;
    let reference = house.request(performance, 3).await;
    house.book(performance, 2).await;
    let token = house.token(TokenPurpose::Confirmation, &reference).await;
    let refused = house.confirm(&token).await.expect_problem(409, "not_enough_seats");
    assert_eq!(refused.number("available_seats"), 2);
}

#[tokio::test]
async fn a_ticket_shows_its_code_and_nothing_more_than_it_must() {
    let house = TestHouse::open().await;
    let booked = house.book(house.performance(10).await, 2).await;
    let ticket = house.visitor().post("/api/tickets/view", json!({"token": booked.ticket})).await.expect(200).json();
    assert_eq!(
        (&ticket["name"], &ticket["party_size"], &ticket["admitted"]),
        (&"Anna Bianchi".into(), &2.into(), &0.into())
    );
    let svg = ticket["qr_svg"].as_str().unwrap();
    assert!(svg.contains("<svg") && !svg.contains("<script"));
    assert!(ticket.get("email").is_none() && ticket.get("phone").is_none());
}

#[tokio::test]
async fn seats_given_back_are_free_at_once() {
    let house = TestHouse::open().await;
    let performance = house.performance(4).await;
    let booked = house.book(performance, 4).await;
    house.visitor().post(&path(performance), reservation(1)).await.expect_problem(409, "not_enough_seats");

    let cancelled = house.visitor().post("/api/reservations/cancel", json!({"token": booked.ticket})).await.expect(200);
    assert_eq!((cancelled.text("reference"), cancelled.text("status")), (booked.reference, "cancelled".into()));
    house.book(performance, 4).await;

    let by_either_token = json!({"token": booked.confirmation_token});
    house.visitor().post("/api/reservations/cancel", by_either_token).await.expect(200);
    house.confirm(&booked.confirmation_token).await.expect_problem(409, "reservation_cancelled");
    let ticket = house.visitor().post("/api/tickets/view", json!({"token": booked.ticket})).await.expect(200).json();
    assert_eq!(ticket["status"], "cancelled");
    assert!(ticket["qr_svg"].is_null());
}

#[tokio::test]
async fn nobody_cancels_once_inside_or_once_it_has_begun() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let (inside, late) = (house.book(performance, 2).await, house.book(performance, 2).await);
    let staff = house.staff().await;
    staff.post("/api/check-in/confirm", json!({"token": inside.ticket, "admitted": 1})).await.expect(200);
    let cancel = async |token: &str| house.visitor().post("/api/reservations/cancel", json!({"token": token})).await;
    cancel(&inside.ticket).await.expect_problem(409, "already_checked_in");
    house.wait(TimeDelta::hours(2));
    cancel(&late.ticket).await.expect_problem(409, "performance_past");
}

#[tokio::test]
async fn asking_for_mails_again_tells_nothing_about_who_booked() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let mut asked = reservation(1);
    asked["email"] = "anna@example.org".into();
    house.visitor().post(&path(performance), asked).await.expect(201);
    house.sql("UPDATE email_deliveries SET status = 'sent', sent_at = now()").await.unwrap();

    let resend = async |email: &str, performance: i64| {
        let body = json!({"email": email, "performance_id": performance});
        house.visitor().post("/api/reservations/resend", body).await.expect(202)
    };
    let guest = resend("Anna@Example.org", performance).await;
    assert_eq!(house.jobs().await.len(), 2, "her mail goes once more");
    let stranger = resend("nobody@example.org", performance).await;
    let nowhere = resend("anna@example.org", 4711).await;
    assert_eq!((&guest.body, &guest.body), (&stranger.body, &nowhere.body));
    assert_eq!(house.jobs().await.len(), 2);
    let odd = json!({"email": "nobody", "performance_id": 1});
    house.visitor().post("/api/reservations/resend", odd).await.expect_faults(&[("email", "invalid")]);
}

#[tokio::test]
async fn a_booking_that_is_taken_back_leaves_no_job() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    house
        .sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no audit today'; END $$; \
             CREATE TRIGGER refuse BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse()",
        )
        .await
        .unwrap();
    house.visitor().post(&path(performance), reservation(1)).await.expect_problem(500, "internal");
    assert!(house.jobs().await.is_empty());

    house.sql("DROP TRIGGER refuse ON audit_log").await.unwrap();
    house.book(performance, 1).await;
    assert_eq!(house.jobs().await.len(), 2);
}
