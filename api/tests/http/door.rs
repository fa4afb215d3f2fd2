//! An evening at the door.

use chrono::TimeDelta;
use entity::value::{StaffRole, TokenPurpose};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use crate::house::{Client, Evening, TestHouse, evening};

const VERIFY: &str = "/api/check-in/verify";
const CONFIRM: &str = "/api/check-in/confirm";
const UNDO: &str = "/api/check-in/undo";
const WALK_IN: &str = "/api/check-in/walk-ins";

async fn ledger(house: &TestHouse, staff: &Client, performance: i64) -> Value {
    let list = staff.get("/api/check-in/performances").await.expect(200).json();
    let row = list["results"].as_array().unwrap().iter().find(|row| row["id"] == performance).cloned();
    assert!(house.performance_row(performance).await.confirmed_seats >= 0);
    row.unwrap()
}

#[tokio::test]
async fn staff_see_the_evenings_of_the_sites_day() {
    let house = TestHouse::open().await;
    let tonight = house.performance(10).await;
    let tomorrow =
        house.furnish(Evening::with_seats(10).but(|row| row.starts_at = Set(evening() + TimeDelta::days(1)))).await;
    let not_public = house.furnish(Evening::with_seats(10).but(|row| row.is_published = Set(false))).await;
    house.book(tonight, 3).await;
    let staff = house.staff().await;
    let ids = async |query: &str| -> Vec<i64> {
        let list = staff.get(&format!("/api/check-in/performances{query}")).await.expect(200).json();
        list["results"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("").await, [tonight, not_public]);
    assert_eq!(ids("?date=2026-05-17").await, [tomorrow]);
    assert_eq!(ids("?date=2031-01-01").await, [0; 0]);
    staff.get("/api/check-in/performances?date=today").await.expect_faults(&[("date", "invalid")]);

    let row = ledger(&house, &staff, tonight).await;
    assert_eq!(
        (&row["confirmed_seats"], &row["admitted_seats"], &row["available_seats"]),
        (&3.into(), &0.into(), &7.into())
    );
}

#[tokio::test]
async fn a_guest_is_found_by_name_reference_or_email_and_no_contact_is_shown() {
    let house = TestHouse::open().await;
    let performance = house.performance(30).await;
    let booked = house.book(performance, 2).await;
    let mut other = crate::house::reservation(1);
    other["name"] = "Carlo Goldoni".into();
    other["email"] = "lelio@example.org".into();
    let path = format!("/api/performances/{performance}/reservations");
    let pending = house.visitor().post(&path, other).await.expect(201).text("reference");
    let staff = house.staff().await;
    let search = async |query: &str| -> Vec<String> {
        let path = format!("/api/check-in/performances/{performance}/guests{query}");
        let list = staff.get(&path).await.expect(200).json();
        assert!(!list.to_string().contains("example.org"), "{list}");
        list["results"].as_array().unwrap().iter().map(|row| row["reference"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(search("").await, [booked.reference.clone(), pending.clone()]);
    assert_eq!(search("?q=bianchi%20anna").await, [booked.reference.as_str()]);
    assert_eq!(search("?q=LELIO@example").await, [pending.as_str()]);
    assert_eq!(search(&format!("?q={}", pending.to_lowercase())).await, [pending.as_str()]);
    assert_eq!(search("?q=%25").await, [""; 0], "no wildcards");
    assert_eq!(search("?page=2&page_size=1").await, [pending]);

    let path = format!("/api/check-in/performances/{performance}/guests");
    staff.get(&format!("{path}?q=%00")).await.expect_faults(&[("q", "invalid")]);
    staff.get(&format!("{path}?q={}", "x".repeat(255))).await.expect_faults(&[("q", "invalid")]);
    staff.get("/api/check-in/performances/4711/guests").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn looking_at_a_ticket_changes_nothing() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let booked = house.book(performance, 2).await;
    let staff = house.staff().await;
    for _ in 0..2 {
        let seen =
            staff.post(VERIFY, json!({"token": booked.ticket, "performance_id": performance})).await.expect(200).json();
        assert_eq!((&seen["outcome"], &seen["admitted"]), (&"ready".into(), &0.into()));
        assert_eq!((&seen["name"], &seen["reference"]), (&"Anna Bianchi".into(), &booked.reference.clone().into()));
        assert!(seen.get("checked_in_at").is_none());
    }
    assert_eq!(ledger(&house, &staff, performance).await["admitted_seats"], 0);
}

#[tokio::test]
async fn a_second_scan_says_who_was_admitted_and_when() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let booked = house.book(performance, 2).await;
    let staff = house.staff().await;
    let scan =
        json!({"token": format!("https://theatre.example/ticket#{}", booked.ticket), "performance_id": performance});
    let first = staff.post(CONFIRM, scan.clone()).await.expect(200).json();
    assert_eq!((&first["outcome"], &first["admitted"]), (&"checked_in".into(), &2.into()));

    house.wait(TimeDelta::minutes(5));
    let colleague = house.logged_in("carla", StaffRole::Staff).await;
    let second = colleague.post(CONFIRM, scan.clone()).await.expect_problem(409, "already_checked_in").json();
    assert_eq!(second["outcome"], "already_checked_in");
    assert_eq!(
        (&second["name"], &second["admitted"], &second["party_size"]),
        (&"Anna Bianchi".into(), &2.into(), &2.into())
    );
    assert_eq!(second["checked_in_at"], "2026-05-16T18:30:00+02:00");
    assert_eq!(second["checked_in_by"], "berto at the door");
    assert_eq!(second["performance"]["id"], performance);
    for shown in [scan, json!({"reference": booked.reference, "performance_id": performance})] {
        let seen = colleague.post(VERIFY, shown).await.expect(200).json();
        assert_eq!(seen["outcome"], "already_checked_in");
        assert_eq!(seen["checked_in_at"], "2026-05-16T18:30:00+02:00");
        assert_eq!(seen["checked_in_by"], "berto at the door");
    }
}

#[tokio::test]
async fn a_party_may_arrive_in_parts() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let booked = house.book(performance, 5).await;
    let staff = house.staff().await;
    let some = staff.post(CONFIRM, json!({"token": booked.ticket, "admitted": 2})).await.expect(200);
    assert_eq!(some.number("admitted"), 2);
    for wrong in [4, 0, -1, i64::MAX] {
        let answer = staff.post(CONFIRM, json!({"token": booked.ticket, "admitted": wrong})).await;
        answer.expect_faults(&[("admitted", "out_of_range")]);
    }
    let rest = staff.post(CONFIRM, json!({"reference": booked.reference})).await.expect(200);
    assert_eq!(rest.number("admitted"), 5);
    assert_eq!(ledger(&house, &staff, performance).await["admitted_seats"], 5);
}

#[tokio::test]
async fn a_reference_is_read_as_people_type_it() {
    let house = TestHouse::open().await;
    let booked = house.book(house.performance(10).await, 1).await;
    let staff = house.staff().await;
    let (head, tail) = booked.reference.split_at(3);
    let typed = format!(" {}-{} ", head.to_lowercase(), tail);
    let seen = staff.post(VERIFY, json!({"reference": typed})).await.expect(200);
    assert_eq!((seen.text("outcome"), seen.text("reference")), ("ready".into(), booked.reference.clone()));
    staff.post(CONFIRM, json!({"reference": typed, "source": "manual"})).await.expect(200);
    for unknown in ["0000000", "no reference", ""] {
        staff.post(VERIFY, json!({"reference": unknown})).await.expect_problem(404, "not_found");
        staff.post(CONFIRM, json!({"reference": unknown})).await.expect_problem(404, "not_found");
        staff.post(UNDO, json!({"reference": unknown})).await.expect_problem(404, "not_found");
    }
}

#[tokio::test]
async fn who_is_presented_must_be_clear() {
    let house = TestHouse::open().await;
    let booked = house.book(house.performance(10).await, 1).await;
    let staff = house.staff().await;
    for call in [VERIFY, CONFIRM] {
        staff.post(call, json!({})).await.expect_faults(&[("token", "required")]);
        let both = json!({"token": booked.ticket, "reference": booked.reference});
        staff.post(call, both).await.expect_faults(&[("reference", "invalid")]);
    }
    let odd = json!({"token": booked.ticket, "source": "walk_in"});
    staff.post(CONFIRM, odd).await.expect_faults(&[("source", "invalid")]);
    for text in ["", "no token", &"A".repeat(43), "https://theatre.example/ticket"] {
        staff.post(VERIFY, json!({"token": text})).await.expect_problem(404, "token_unknown");
        staff.post(CONFIRM, json!({"token": text})).await.expect_problem(404, "token_unknown");
    }
}

#[tokio::test]
async fn a_ticket_for_another_evening_does_not_enter() {
    let house = TestHouse::open().await;
    let (tonight, other) = (house.performance(10).await, house.performance(10).await);
    let booked = house.book(other, 1).await;
    let staff = house.staff().await;
    let scan = json!({"token": booked.ticket, "performance_id": tonight});
    assert_eq!(staff.post(VERIFY, scan.clone()).await.expect(200).text("outcome"), "wrong_performance");
    let typed = json!({"reference": booked.reference, "performance_id": tonight});
    assert_eq!(staff.post(VERIFY, typed).await.expect(200).text("outcome"), "wrong_performance");
    let refused = staff.post(CONFIRM, scan).await.expect_problem(409, "wrong_performance").json();
    assert_eq!(refused["performance"]["id"], other, "staff see where the guest should be");
    assert_eq!(ledger(&house, &staff, other).await["admitted_seats"], 0);
}

#[tokio::test]
async fn what_was_never_confirmed_or_is_cancelled_does_not_enter() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let pending = house.request(performance, 1).await;
    let mail_link = house.token(TokenPurpose::Confirmation, &pending).await;
    let cancelled = house.book(performance, 1).await;
    house.visitor().post("/api/reservations/cancel", json!({"token": cancelled.ticket})).await.expect(200);
    let staff = house.staff().await;

    staff.post(CONFIRM, json!({"reference": pending})).await.expect_problem(409, "not_confirmed");
    assert_eq!(staff.post(VERIFY, json!({"token": mail_link})).await.expect(200).text("outcome"), "not_confirmed");
    staff.post(CONFIRM, json!({"token": mail_link})).await.expect_problem(409, "not_confirmed");
    assert_eq!(staff.post(VERIFY, json!({"token": cancelled.ticket})).await.expect(200).text("outcome"), "cancelled");
    staff.post(CONFIRM, json!({"token": cancelled.ticket})).await.expect_problem(409, "cancelled");
}

#[tokio::test]
async fn a_mistake_at_the_door_is_taken_back() {
    let house = TestHouse::open().await;
    let performance = house.performance(10).await;
    let booked = house.book(performance, 3).await;
    let staff = house.staff().await;
    staff.post(UNDO, json!({"reference": booked.reference})).await.expect_problem(409, "not_checked_in");
    staff.post(CONFIRM, json!({"token": booked.ticket, "admitted": 1})).await.expect(200);
    staff.post(CONFIRM, json!({"token": booked.ticket})).await.expect(200);

    let undone = staff.post(UNDO, json!({"reference": booked.reference})).await.expect(200);
    assert_eq!((undone.text("outcome"), undone.number("admitted")), ("ready".into(), 1), "the last admission only");
    staff.post(CONFIRM, json!({"token": booked.ticket})).await.expect(200);
    assert_eq!(ledger(&house, &staff, performance).await["admitted_seats"], 3);
}

#[tokio::test]
async fn people_without_a_reservation_enter_while_seats_last() {
    let house = TestHouse::open().await;
    let performance = house.performance(5).await;
    house.book(performance, 2).await;
    let staff = house.staff().await;
    let party = json!({"performance_id": performance, "party_size": 3, "name": "Famiglia Rossi"});
    let entered = staff.post(WALK_IN, party).await.expect(201).json();
    assert_eq!((&entered["outcome"], &entered["admitted"]), (&"checked_in".into(), &3.into()));
    assert_eq!(entered["name"], "Famiglia Rossi");

    let full = staff.post(WALK_IN, json!({"performance_id": performance, "party_size": 1})).await;
    assert_eq!(full.expect_problem(409, "not_enough_seats").number("available_seats"), 0);
    staff.post(UNDO, json!({"reference": entered["reference"]})).await.expect(200);
    let row = ledger(&house, &staff, performance).await;
    assert_eq!((&row["confirmed_seats"], &row["admitted_seats"]), (&2.into(), &0.into()), "they were never here");
}

#[tokio::test]
async fn a_walk_in_that_makes_no_sense_is_refused() {
    let house = TestHouse::open().await;
    let performance = house.performance(5).await;
    let called_off = house.furnish(Evening::with_seats(9).but(|row| row.cancelled_at = Set(Some(evening())))).await;
    let staff = house.staff().await;
    let party = |performance: i64, people: i64| json!({"performance_id": performance, "party_size": people});
    staff.post(WALK_IN, party(performance, 0)).await.expect_faults(&[("party_size", "out_of_range")]);
    staff.post(WALK_IN, party(4711, 1)).await.expect_problem(404, "not_found");
    staff.post(WALK_IN, party(called_off, 1)).await.expect_problem(409, "cancelled");
    let mut nameless = party(performance, 1);
    nameless["name"] = " ".into();
    staff.post(WALK_IN, nameless).await.expect(201);
}
