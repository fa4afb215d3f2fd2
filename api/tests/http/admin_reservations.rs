//! The company looks after its guests' reservations.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use entity::value::DeliveryKind;
use serde_json::{Value, json};

use crate::house::{TestHouse, reservation};

const RESERVATIONS: &str = "/admin/reservations";

fn of(id: i64) -> String {
    format!("{RESERVATIONS}/{id}")
}

fn booking(performance: i64, people: i64) -> Value {
    json!({"performance_id": performance, "name": "Anna Bianchi", "email": "anna@example.org", "party_size": people})
}

#[tokio::test]
async fn a_guest_who_calls_is_booked_and_asked_by_mail_to_confirm() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(10).await;
    let booked = admin.post(RESERVATIONS, booking(performance, 4)).await.expect(201).json();
    assert_eq!((&booked["status"], &booked["source"]), (&json!("pending"), &json!("manual")));
    assert_eq!(booked["emails"][0]["kind"], "confirmation_request");
    assert_eq!(booked["emails"][0]["to"], "anna@example.org");
    let id = booked["id"].as_i64().unwrap();

    let confirmed = admin.act(&format!("{}/confirm", of(id))).await.expect(200).json();
    assert_eq!(confirmed["status"], "confirmed");
    let history: Vec<_> = confirmed["history"].as_array().unwrap().iter().map(|entry| &entry["action"]).collect();
    assert_eq!(history, ["reservation.booked", "reservation.confirmed"]);
    assert_eq!(confirmed["history"][0]["by"], "ada at the door");
    admin.act(&format!("{}/confirm", of(id))).await.expect(200);
    let ada = house.user_id("ada").await;
    assert_eq!(house.acts("reservation.confirmed").await, [(Some(ada), id)]);
}

#[tokio::test]
async fn who_is_confirmed_at_once_needs_no_address_and_who_is_asked_does() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(10).await;
    let mut nameless = booking(performance, 2);
    nameless["email"] = json!("");
    admin.post(RESERVATIONS, nameless.clone()).await.expect_faults(&[("email", "required")]);
    nameless["confirm"] = json!(true);
    let booked = admin.post(RESERVATIONS, nameless).await.expect(201).json();
    assert_eq!((&booked["status"], &booked["email"]), (&json!("confirmed"), &Value::Null));
    let resend = admin.act(&format!("{}/resend", of(booked["id"].as_i64().unwrap()))).await;
    resend.expect_problem(409, "no_address");
}

#[tokio::test]
async fn the_desk_books_no_more_seats_than_there_are() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(5).await;
    house.book(performance, 3).await;
    let refused = admin.post(RESERVATIONS, booking(performance, 3)).await.expect_problem(409, "not_enough_seats");
    assert_eq!(refused.number("available_seats"), 2);
    admin.post(RESERVATIONS, booking(999, 1)).await.expect_problem(404, "not_found");
    let bad = json!({"performance_id": performance, "name": "", "email": "nobody", "party_size": 0});
    admin.post(RESERVATIONS, bad).await.expect_faults(&[
        ("name", "required"),
        ("email", "invalid"),
        ("party_size", "out_of_range"),
    ]);
    admin.act(&format!("/admin/performances/{performance}/cancel")).await.expect(200);
    admin.post(RESERVATIONS, booking(performance, 1)).await.expect_problem(409, "cancelled");
}

#[tokio::test]
async fn a_party_grows_up_to_the_capacity_and_not_beyond() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(6).await;
    let booked = house.book(performance, 2).await;
    let id = house.reservation_row(&booked.reference).await.id;
    let grown = admin.patch(&of(id), json!({"party_size": 6})).await.expect(200).json();
    assert_eq!((&grown["party_size"], &grown["performance"]["available_seats"]), (&json!(6), &json!(0)));
    let refused = admin.patch(&of(id), json!({"party_size": 7})).await.expect_problem(409, "not_enough_seats");
    assert_eq!(refused.number("available_seats"), 0);
    assert_eq!(admin.get(&of(id)).await.expect(200).number("party_size"), 6);

    let staff = house.staff().await;
    let some = json!({"reference": booked.reference, "admitted": 4});
    staff.post("/api/check-in/confirm", some).await.expect(200);
    admin.patch(&of(id), json!({"party_size": 3})).await.expect_faults(&[("party_size", "out_of_range")]);
    admin.patch(&of(id), json!({"party_size": 4, "name": "Anna B.", "phone": null})).await.expect(200);
    assert_eq!(house.performance_row(performance).await.confirmed_seats, 4);
    assert_eq!(house.acts("reservation.edited").await.len(), 2);
}

#[tokio::test]
async fn a_pending_guest_with_a_new_address_is_asked_there() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(6).await;
    let reference = house.request(performance, 2).await;
    let id = house.reservation_row(&reference).await.id;
    let edited = admin.patch(&of(id), json!({"email": "giusta@example.org"})).await.expect(200).json();
    assert_eq!(edited["emails"].as_array().unwrap().len(), 2);
    assert_eq!(edited["emails"][1]["kind"], "confirmation_request");
    admin.patch(&of(id), json!({"email": null})).await.expect_faults(&[("email", "required")]);
    admin
        .patch(&of(id), json!({"email": "nobody", "name": " "}))
        .await
        .expect_faults(&[("name", "required"), ("email", "invalid")]);
    admin.patch(&of(id), json!({"status": "confirmed"})).await.expect_faults(&[("status", "unknown")]);
}

#[tokio::test]
async fn a_cancelled_reservation_frees_its_seats_and_is_a_record() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(6).await;
    let (told, quiet) = (house.book(performance, 2).await, house.book(performance, 4).await);
    let id = async |reference: &str| house.reservation_row(reference).await.id;
    let (told, quiet) = (id(&told.reference).await, id(&quiet.reference).await);
    let cancelled = admin.act(&format!("{}/cancel", of(told))).await.expect(200).json();
    assert_eq!((&cancelled["status"], &cancelled["performance"]["available_seats"]), (&json!("cancelled"), &json!(2)));
    assert_eq!(house.mails().await.last(), Some(&DeliveryKind::Cancellation));
    let before = house.mails().await.len();
    admin.post(&format!("{}/cancel", of(quiet)), json!({"tell_guest": false})).await.expect(200);
    assert_eq!(house.mails().await.len(), before);
    admin.act(&format!("{}/cancel", of(told))).await.expect(200);

    admin.patch(&of(told), json!({"name": "Altra"})).await.expect_problem(409, "reservation_cancelled");
    admin.act(&format!("{}/confirm", of(told))).await.expect_problem(409, "reservation_cancelled");
    admin.act(&format!("{}/resend", of(told))).await.expect_problem(409, "nothing_to_send");
    admin.act(&format!("{}/check-in", of(told))).await.expect_problem(409, "cancelled");
    admin.act(&format!("{}/cancel", of(9999))).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_mail_is_sent_once_more_unless_one_waits_and_anew_when_it_is_reset() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(6).await;
    let reference = house.request(performance, 2).await;
    let id = house.reservation_row(&reference).await.id;
    let path = format!("{}/resend", of(id));
    let waits = admin.act(&path).await.expect(202).json();
    assert_eq!(waits, json!({"kind": "confirmation_request", "status": "already_waiting"}));
    house.sql("UPDATE email_deliveries SET status = 'sent', sent_at = now()").await.unwrap();
    assert_eq!(admin.act(&path).await.expect(202).text("status"), "queued");
    let old = house.token(entity::value::TokenPurpose::Confirmation, &reference).await;
    admin.post(&path, json!({"reset": true})).await.expect(202);
    house.confirm(&old).await.expect_problem(404, "token_unknown");
    let new = house.token(entity::value::TokenPurpose::Confirmation, &reference).await;
    house.confirm(&new).await.expect(200);
}

#[tokio::test]
async fn a_party_is_let_in_from_the_desk_and_its_record_says_by_whom() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(6).await;
    let booked = house.book(performance, 3).await;
    let id = house.reservation_row(&booked.reference).await.id;
    let path = format!("{}/check-in", of(id));
    admin.post(&path, json!({"admitted": 4})).await.expect_faults(&[("admitted", "out_of_range")]);
    assert_eq!(admin.post(&path, json!({"admitted": 1})).await.expect(200).number("admitted"), 1);
    assert_eq!(admin.act(&path).await.expect(200).number("admitted"), 3);
    let again = admin.act(&path).await.expect_problem(409, "already_checked_in");
    assert_eq!(again.text("checked_in_by"), "ada at the door");
    let record = admin.get(&of(id)).await.expect(200).json();
    let entries = record["check_ins"].as_array().unwrap();
    assert_eq!(
        (entries.len(), &entries[0]["by"], &entries[0]["source"]),
        (2, &json!("ada at the door"), &json!("manual"))
    );
    admin.act(&format!("{}/cancel", of(id))).await.expect_problem(409, "already_checked_in");
}

#[tokio::test]
async fn reservations_are_found_by_what_people_say() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(50).await;
    let anna = admin.post(RESERVATIONS, booking(performance, 2)).await.expect(201).text("reference");
    for name in ["Bruno Rossi", "Carla Verdi"] {
        let mut body = reservation(1);
        body["name"] = json!(name);
        house.visitor().post(&format!("/api/performances/{performance}/reservations"), body).await.expect(201);
    }
    let found = async |query: &str| -> Vec<String> {
        let list = admin.get(&format!("{RESERVATIONS}?{query}")).await.expect(200).json();
        assert_eq!(list["total_is_exact"], true);
        list["results"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(found("").await, ["Carla Verdi", "Bruno Rossi", "Anna Bianchi"]);
    assert_eq!(found("q=bru+ros").await, ["Bruno Rossi"]);
    assert_eq!(found(&format!("q={}", anna.to_lowercase())).await, ["Anna Bianchi"]);
    assert_eq!(found("q=anna@example").await, ["Anna Bianchi"]);
    assert_eq!(found("status=confirmed").await, [""; 0]);
    assert_eq!(
        found(&format!("status=pending&performance_id={performance}&page_size=1&page=2")).await,
        ["Bruno Rossi"]
    );
    assert_eq!(found("from=2026-05-17").await, [""; 0]);
    admin.get(&format!("{RESERVATIONS}?status=lost")).await.expect_faults(&[("status", "invalid")]);
    admin.get(&format!("{RESERVATIONS}?q=a%00b&from=x")).await.expect_faults(&[("q", "invalid"), ("from", "invalid")]);
    admin.get(&of(9999)).await.expect_problem(404, "not_found");
}

/// Two guests, one of whom writes formulas.
async fn with_a_guest_who_writes_formulas(house: &TestHouse) -> i64 {
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    let mut formula = booking(performance, 3);
    formula["name"] = json!("=HYPERLINK(\"http://evil.example\",\"Anna\")");
    formula["notes"] = json!("+1, grazie");
    formula["confirm"] = json!(true);
    admin.post(RESERVATIONS, formula).await.expect(201);
    admin.post(RESERVATIONS, booking(performance, 2)).await.expect(201);
    performance
}

#[tokio::test]
async fn the_guest_list_is_a_table_in_which_nothing_is_a_formula() {
    let house = TestHouse::open().await;
    let performance = with_a_guest_who_writes_formulas(&house).await;
    let admin = house.log_in("ada").await;
    let file = admin.get(&format!("/admin/performances/{performance}/guests.csv?locale=en")).await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv; charset=utf-8"));
    assert!(file.header("content-disposition").contains("-2026-05-16-2030.csv\""), "{:?}", file.headers);
    let text = String::from_utf8(file.body).unwrap();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("Reference,Name,Email,"), "{text}");
    assert!(lines[1].contains(",\"'=HYPERLINK(\"\"http://evil.example\"\""), "{text}");
    assert!(lines[1].contains("\"'+1, grazie\"") && lines[2].contains(",Anna Bianchi,"), "{text}");
    admin.get("/admin/performances/999/guests.csv").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn the_guest_list_opens_as_a_workbook_in_which_nothing_is_a_formula() {
    let house = TestHouse::open().await;
    let performance = with_a_guest_who_writes_formulas(&house).await;
    let admin = house.log_in("ada").await;
    let file = admin.get(&format!("/admin/performances/{performance}/guests.xlsx")).await.expect(200);
    assert!(file.header("content-disposition").contains(".xlsx\""));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(file.body)).unwrap();
    let sheet = workbook.sheet_names()[0].clone();
    let rows = workbook.worksheet_range(&sheet).unwrap();
    let text = |row: u32, column: u32| rows.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((text(0, 1).as_str(), rows.height()), ("Nome", 3));
    assert_eq!(text(1, 1), "=HYPERLINK(\"http://evil.example\",\"Anna\")");
    assert_eq!((rows.get_value((1, 4)), text(1, 6).as_str()), (Some(&Data::Float(3.0)), "confermata"));
    assert_eq!((text(2, 1).as_str(), text(2, 6).as_str()), ("Anna Bianchi", "in attesa"));
    let formulas = workbook.worksheet_formula(&sheet).unwrap();
    assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()));
}
