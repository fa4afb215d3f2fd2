//! The company keeps its season: shows, venues, performances.

use entity::value::DeliveryKind;
use reqwest::Method;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use crate::house::{Client, Evening, TestHouse, reservation};

const SHOWS: &str = "/admin/shows";
const VENUES: &str = "/admin/venues";
const PERFORMANCES: &str = "/admin/performances";

/// A show and a venue, made over HTTP.
async fn stage(admin: &Client) -> (i64, i64) {
    let show = admin.post(SHOWS, json!({"title": "Così è (se vi pare)", "is_published": true})).await.expect(201);
    let venue = admin.post(VENUES, json!({"name": "Teatro del Faro", "city": "Livorno"})).await.expect(201);
    (show.number("id"), venue.number("id"))
}

fn of_performance(id: i64) -> String {
    format!("{PERFORMANCES}/{id}")
}

#[tokio::test]
async fn a_season_is_made_from_nothing_and_visitors_see_it() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let venue = admin
        .post(VENUES, json!({"name": "Teatro del Faro", "address": "Via del Porto 1", "city": "Livorno"}))
        .await
        .expect(201)
        .json();
    assert_eq!((venue["slug"].as_str(), venue["version"].as_i64()), (Some("teatro-del-faro"), Some(1)));
    let show =
        admin.post(SHOWS, json!({"title": "Così è (se vi pare)", "duration_minutes": 90})).await.expect(201).json();
    assert_eq!((show["slug"].as_str(), show["is_published"].as_bool()), (Some("cosi-e-se-vi-pare"), Some(false)));

    let times: Vec<String> = (20..25).map(|day| format!("2026-05-{day}T21:00")).collect();
    let series = json!({
        "show_id": show["id"], "venue_id": venue["id"], "starts_at": times, "room_capacity": 80,
        "doors_open_minutes_before": 30
    });
    let made = admin.post("/admin/performances/series", series).await.expect(201).json();
    assert_eq!(made["total"], 5);
    assert_eq!(made["results"][0]["starts_at"], "2026-05-20T21:00:00+02:00");
    assert_eq!(made["results"][4]["doors_open_at"], "2026-05-24T20:30:00+02:00");

    house.visitor().get("/api/shows/cosi-e-se-vi-pare").await.expect_problem(404, "not_found");
    admin.act(&format!("{SHOWS}/{}/publish", show["id"])).await.expect(200);
    let seen = house.visitor().get("/api/shows/cosi-e-se-vi-pare").await.expect(200).json();
    assert_eq!((seen["performances"].as_array().unwrap().len(), &seen["duration_minutes"]), (5, &json!(90)));
    assert_eq!(seen["performances"][0]["available_seats"], 80);

    let ada = house.user_id("ada").await;
    assert_eq!(house.acts("venue.created").await, [(Some(ada), venue["id"].as_i64().unwrap())]);
    assert_eq!(house.acts("show.created").await, [(Some(ada), show["id"].as_i64().unwrap())]);
    assert_eq!(house.acts("performance.created").await.len(), 5);
    assert_eq!(house.acts("show.updated").await, [(Some(ada), show["id"].as_i64().unwrap())]);
}

#[tokio::test]
async fn an_edit_from_a_second_tab_is_refused_and_the_first_is_kept() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (show, venue) = stage(&admin).await;
    let performance = house.performance(10).await;
    let company = admin.get("/admin/company").await.expect(200).number("version");
    for (path, version, first, second, read) in [
        (format!("{SHOWS}/{show}"), 1, json!({"title": "Uno"}), json!({"summary": "Due"}), "title"),
        (format!("{VENUES}/{venue}"), 1, json!({"name": "Uno"}), json!({"city": "Pisa"}), "name"),
        (of_performance(performance), 1, json!({"room_capacity": 11}), json!({"max_party_size": 2}), "room_capacity"),
        ("/admin/company".to_owned(), company, json!({"footer_it": "Uno"}), json!({"name": "Due"}), "footer_it"),
    ] {
        let with_version = |mut edit: Value| {
            edit["version"] = json!(version);
            edit
        };
        let saved = admin.put(&path, with_version(first.clone())).await.expect(200).json();
        assert_eq!((&saved[read], &saved["version"]), (&first[read], &json!(version + 1)), "{path}");
        let refused = admin.put(&path, with_version(second)).await.expect_problem(409, "stale");
        assert_eq!(refused.number("current_version"), version + 1);
        let now = admin.get(&path).await.expect(200).json();
        assert_eq!((&now[read], &now["version"]), (&first[read], &json!(version + 1)), "{path}");
        // Who looks again may save what he wanted.
        admin.put(&path, json!({"version": version + 1})).await.expect(200);
    }
}

#[tokio::test]
async fn what_an_edit_leaves_out_stays_and_null_empties() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let show = json!({"title": "Amleto", "summary": "Essere.", "description": "Atti.", "duration_minutes": 200});
    let path = format!("{SHOWS}/{}", admin.post(SHOWS, show).await.expect(201).number("id"));
    let edited =
        admin.put(&path, json!({"version": 1, "title": "Amleto!", "duration_minutes": null})).await.expect(200);
    let told = edited.json();
    assert_eq!((told["summary"].as_str(), told["slug"].as_str()), (Some("Essere."), Some("amleto")));
    assert!(told["duration_minutes"].is_null());
    admin.put(&path, json!({"title": "x"})).await.expect_faults(&[("version", "required")]);

    let evening = Evening::with_seats(10).but(|performance| {
        performance.doors_open_at = Set(Some("2026-05-16T18:00:00Z".parse().unwrap()));
        performance.booking_closes_at = Set(Some("2026-05-16T18:00:00Z".parse().unwrap()));
    });
    let path = of_performance(house.furnish(evening).await);
    let told =
        admin.put(&path, json!({"version": 1, "doors_open_at": null, "room_capacity": 12})).await.expect(200).json();
    assert_eq!((told["room_capacity"].as_i64(), &told["doors_open_at"]), (Some(12), &Value::Null));
    assert_eq!(told["booking_closes_at"], "2026-05-16T20:00:00+02:00");
}

#[tokio::test]
async fn what_is_in_use_is_not_deleted() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (show, venue) = stage(&admin).await;
    let new = json!({"show_id": show, "venue_id": venue, "starts_at": "2026-05-20T21:00", "room_capacity": 10});
    let performance = admin.post(PERFORMANCES, new).await.expect(201).number("id");
    for path in [format!("{SHOWS}/{show}"), format!("{VENUES}/{venue}")] {
        assert_eq!(admin.delete(&path).await.expect_problem(409, "in_use").number("used_by_performances"), 1);
    }
    house.request(performance, 2).await;
    let refused = admin.delete(&of_performance(performance)).await.expect_problem(409, "in_use");
    assert_eq!(refused.number("used_by_reservations"), 1);

    house.sql("DELETE FROM email_deliveries; DELETE FROM reservation_tokens; DELETE FROM reservations").await.unwrap();
    admin.delete(&of_performance(performance)).await.expect(204);
    admin.delete(&format!("{SHOWS}/{show}")).await.expect(204);
    admin.delete(&format!("{VENUES}/{venue}")).await.expect(204);
    admin.get(&format!("{SHOWS}/{show}")).await.expect_problem(404, "not_found");
    admin.delete(&format!("{VENUES}/{venue}")).await.expect_problem(404, "not_found");
    assert_eq!(house.acts("venue.deleted").await, [(Some(house.user_id("ada").await), venue)]);
}

#[tokio::test]
async fn a_house_does_not_shrink_below_what_is_confirmed() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(10).await;
    house.book(performance, 7).await;
    let path = of_performance(performance);
    let version = admin.get(&path).await.expect(200).number("version");
    for seats in [json!({"room_capacity": 6}), json!({"manually_occupied_seats": 4})] {
        let mut edit = seats;
        edit["version"] = json!(version);
        let refused = admin.put(&path, edit).await.expect_problem(409, "capacity_below_confirmed");
        assert_eq!(refused.number("confirmed_seats"), 7);
    }
    let shrunk = admin.put(&path, json!({"version": version, "room_capacity": 7})).await.expect(200).json();
    assert_eq!((shrunk["available_seats"].as_i64(), shrunk["status"].as_str()), (Some(0), Some("sold_out")));
}

#[tokio::test]
async fn a_series_is_made_whole_or_not_at_all() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (show, venue) = stage(&admin).await;
    let series = |times: Value| json!({"show_id": show, "venue_id": venue, "starts_at": times, "room_capacity": 10});
    let path = "/admin/performances/series";
    // The second time does not exist: the clocks are put forward over it.
    let refused = admin.post(path, series(json!(["2027-03-27T21:00", "2027-03-28T02:30"]))).await;
    let refused = refused.expect_faults(&[("starts_at", "nonexistent")]).json();
    assert!(refused["errors"][0]["message"].as_str().unwrap().starts_with("time 2 "), "{refused}");
    admin.post(path, series(json!([]))).await.expect_faults(&[("starts_at", "out_of_range")]);
    admin.post(path, series(json!([5]))).await.expect_faults(&[("starts_at", "invalid")]);
    let mut nowhere = series(json!(["2027-03-27T21:00"]));
    nowhere["venue_id"] = json!(venue + 100);
    admin.post(path, nowhere).await.expect_faults(&[("venue_id", "unknown")]);
    assert_eq!(admin.get(PERFORMANCES).await.expect(200).number("total"), 0);
}

#[tokio::test]
async fn times_are_by_the_theatres_wall_or_carry_its_offset() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (show, venue) = stage(&admin).await;
    let at = |starts_at: &str| json!({"show_id": show, "venue_id": venue, "starts_at": starts_at, "room_capacity": 10});
    for (written, told) in [
        ("2026-12-15T20:30", "2026-12-15T20:30:00+01:00"),
        ("2026-05-15T20:30:00+02:00", "2026-05-15T20:30:00+02:00"),
        ("2026-05-15T18:30:00Z", "2026-05-15T20:30:00+02:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
    ] {
        assert_eq!(admin.post(PERFORMANCES, at(written)).await.expect(201).text("starts_at"), told);
    }
    for (written, code) in [
        ("2026-10-25T02:30", "ambiguous"),
        ("2027-03-28T02:30", "nonexistent"),
        ("2026-05-15T20:30:00+03:00", "invalid"),
        ("tomorrow", "invalid"),
        ("1026-05-15T20:30", "out_of_range"),
    ] {
        admin.post(PERFORMANCES, at(written)).await.expect_faults(&[("starts_at", code)]);
    }
}

#[tokio::test]
async fn a_form_is_told_all_that_is_wrong_with_it() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    admin.post(SHOWS, json!({"title": " ", "slug": "No Good", "duration_minutes": 0})).await.expect_faults(&[
        ("title", "required"),
        ("slug", "invalid"),
        ("duration_minutes", "out_of_range"),
    ]);
    admin.post(SHOWS, json!({"title": "Uno", "slug": "uno"})).await.expect(201);
    admin.post(SHOWS, json!({"title": "Due", "slug": "uno"})).await.expect_faults(&[("slug", "taken")]);
    admin.post(SHOWS, json!({"titel": "Uno"})).await.expect_faults(&[("titel", "unknown"), ("title", "required")]);
    let body = json!({
        "show_id": 1, "venue_id": 1, "starts_at": "2026-05-20T21:00", "doors_open_at": "2026-05-20T22:00",
        "room_capacity": -1, "max_party_size": 0
    });
    admin.post(PERFORMANCES, body).await.expect_faults(&[
        ("room_capacity", "out_of_range"),
        ("max_party_size", "out_of_range"),
        ("doors_open_at", "out_of_range"),
    ]);
    let strange = json!({"show_id": 91, "venue_id": 92, "starts_at": "2026-05-20T21:00", "room_capacity": 1});
    admin.post(PERFORMANCES, strange).await.expect_faults(&[("show_id", "unknown"), ("venue_id", "unknown")]);
    // A notice as long as it may be, in two languages, and no longer.
    let notice = "ì".repeat(50_000);
    let company = |notice: &str| json!({"version": 1, "privacy_it": notice, "privacy_en": notice});
    admin.put("/admin/company", company(&notice)).await.expect(200);
    admin
        .put("/admin/company", company(&format!("{notice}!")))
        .await
        .expect_faults(&[("privacy_it", "too_long"), ("privacy_en", "too_long")]);
    admin.put("/admin/company", company(&"x".repeat(600_000))).await.expect_problem(413, "payload_too_large");
}

#[tokio::test]
async fn a_performance_is_played_once_more_a_week_later_and_waits_to_be_shown() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(30).await;
    let path = format!("{}/duplicate", of_performance(performance));
    let next = admin.act(&path).await.expect(201).json();
    assert_eq!((&next["starts_at"], &next["is_published"]), (&json!("2026-05-23T20:30:00+02:00"), &json!(false)));
    assert_eq!(next["room_capacity"], 30);
    let later = admin.post(&path, json!({"starts_at": "2026-06-01T20:30"})).await.expect(201);
    assert_eq!(later.text("starts_at"), "2026-06-01T20:30:00+02:00");
    // As the web app says nothing.
    admin.send(Method::POST, &path, Some(("application/json", b"null".to_vec()))).await.expect(201);
    admin.post(&path, json!({"starts_at": "never"})).await.expect_faults(&[("starts_at", "invalid")]);
    admin
        .send(Method::POST, &path, Some(("text/plain", b"x".to_vec())))
        .await
        .expect_problem(415, "unsupported_media_type");
    admin.act("/admin/performances/999/duplicate").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn calling_off_mails_every_guest_once() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(30).await;
    let booked = house.book(performance, 2).await;
    house.request(performance, 3).await;
    let before = house.mails().await.len();

    let path = format!("{}/cancel", of_performance(performance));
    let off = admin.act(&path).await.expect(200).json();
    assert_eq!(
        (&off["status"], &off["mails_queued"], &off["reservations_cancelled"]),
        (&json!("cancelled"), &json!(2), &json!(2))
    );
    assert_eq!(house.mails().await[before..], [DeliveryKind::PerformanceCancelled; 2]);
    let again = admin.act(&path).await.expect(200).json();
    assert_eq!((&again["mails_queued"], house.mails().await.len()), (&json!(0), before + 2));
    let ticket = house.visitor().post("/api/tickets/view", json!({"token": booked.ticket})).await.expect(200);
    assert_eq!(ticket.text("status"), "cancelled");
    assert_eq!(house.acts("performance.cancelled").await, [(Some(house.user_id("ada").await), performance)]);

    let back = admin.act(&format!("{}/reinstate", of_performance(performance))).await.expect(200);
    assert_eq!(back.text("status"), "open");
    house.wait(chrono::TimeDelta::days(2));
    let admin = house.log_in("ada").await;
    admin.act(&path).await.expect_problem(409, "performance_past");
}

#[tokio::test]
async fn guests_of_a_performance_that_moves_are_told_unless_they_are_not_to_be() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(30).await;
    house.book(performance, 2).await;
    let path = of_performance(performance);
    let moved = admin.put(&path, json!({"version": 1, "starts_at": "2026-05-17T20:30"})).await.expect(200).json();
    assert_eq!((&moved["mails_queued"], &moved["starts_at"]), (&json!(1), &json!("2026-05-17T20:30:00+02:00")));
    assert_eq!(house.mails().await.last(), Some(&DeliveryKind::PerformanceChanged));
    let quiet = json!({"version": 2, "starts_at": "2026-05-17T21:00", "tell_guests": false});
    assert_eq!(admin.put(&path, quiet).await.expect(200).number("mails_queued"), 0);
    let other = house.performance(1).await;
    let other_show = house.performance_row(other).await.show_id;
    admin.put(&path, json!({"version": 3, "show_id": other_show})).await.expect_faults(&[("show_id", "in_use")]);
}

#[tokio::test]
async fn the_switches_of_a_performance_need_no_version() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(30).await;
    let path = of_performance(performance);
    let public = format!("/api/performances/{performance}");
    assert_eq!(admin.act(&format!("{path}/close-booking")).await.expect(200).text("status"), "closed");
    let refused = house.visitor().post(&format!("{public}/reservations"), reservation(1)).await;
    refused.expect_problem(409, "booking_closed");
    admin.act(&format!("{path}/open-booking")).await.expect(200);
    house.request(performance, 1).await;
    admin.act(&format!("{path}/unpublish")).await.expect(200);
    house.visitor().get(&public).await.expect_problem(404, "not_found");
    admin.act(&format!("{path}/publish")).await.expect(200);
    house.visitor().get(&public).await.expect(200);
}

#[tokio::test]
async fn lists_are_searched_filtered_sorted_and_paged() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    for title in ["Otello", "Amleto", "Macbeth"] {
        admin.post(SHOWS, json!({"title": title, "is_published": title == "Amleto"})).await.expect(201);
    }
    let titles = async |query: &str| -> Vec<String> {
        let list = admin.get(&format!("{SHOWS}{query}")).await.expect(200).json();
        list["results"].as_array().unwrap().iter().map(|show| show["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles("").await, ["Amleto", "Macbeth", "Otello"]);
    assert_eq!(titles("?sort=-title&page_size=2").await, ["Otello", "Macbeth"]);
    assert_eq!(titles("?sort=-title&page_size=2&page=2").await, ["Amleto"]);
    assert_eq!(titles("?q=OTEL").await, ["Otello"]);
    assert_eq!(titles("?published=true").await, ["Amleto"]);
    admin.get(&format!("{SHOWS}?sort=password")).await.expect_faults(&[("sort", "invalid")]);
    admin.get(&format!("{SHOWS}?page=0")).await.expect_faults(&[("page", "out_of_range")]);
    admin.get(&format!("{SHOWS}?published=perhaps")).await.expect_faults(&[("published", "invalid")]);

    let soon = house.performance(5).await;
    let sold_out = house.performance(1).await;
    house.book(sold_out, 1).await;
    let ids = async |query: &str| -> Vec<i64> {
        let list = admin.get(&format!("{PERFORMANCES}{query}")).await.expect(200).json();
        list["results"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("?status=sold_out").await, [sold_out]);
    assert_eq!(ids("?sort=-confirmed_seats").await, [sold_out, soon]);
    assert_eq!(ids("?from=2026-05-16&to=2026-05-17&status=open").await, [soon]);
    assert_eq!(ids("?from=2026-05-17").await, [0_i64; 0]);
    assert_eq!(ids(&format!("?show_id={}", house.performance_row(soon).await.show_id)).await, [soon]);
    admin
        .get(&format!("{PERFORMANCES}?from=yesterday&to=tomorrow"))
        .await
        .expect_faults(&[("from", "invalid"), ("to", "invalid")]);
}

#[tokio::test]
async fn what_the_company_says_of_itself_is_on_its_site() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let told = house.visitor().get("/api/company").await.expect(200).json();
    assert_eq!(told["name"], "Compagnia del Faro", "as the programs are told, until somebody says otherwise");
    let edit = json!({
        "version": 1, "name": "I Guitti", "contact_email": "ciao@guitti.example", "accent_light": "#8E1B25",
        "footer_it": "Dal 1987"
    });
    admin.put("/admin/company", edit).await.expect(200);
    let told = house.visitor().get("/api/company").await.expect(200).json();
    assert_eq!((&told["name"], &told["accent_light"]), (&json!("I Guitti"), &json!("#8e1b25")));
    let none = json!({"version": 2, "footer_it": null, "name": null});
    let told = admin.put("/admin/company", none).await.expect(200).json();
    assert_eq!(
        (&told["footer_it"], &told["name"], &told["accent_light"]),
        (&json!(""), &Value::Null, &json!("#8e1b25"))
    );
    let pale = json!({"version": 3, "accent_light": "#f2a49b", "contact_email": "nobody"});
    admin
        .put("/admin/company", pale)
        .await
        .expect_faults(&[("contact_email", "invalid"), ("accent_light", "low_contrast")]);
    assert_eq!(house.acts("company.updated").await, [(Some(house.user_id("ada").await), 1); 2]);
}

#[tokio::test]
async fn the_dashboard_tells_how_full_it_is_and_how_the_queues_are() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let tonight = house.performance(8).await;
    house.book(tonight, 6).await;
    house.request(tonight, 1).await;
    let told = admin.get("/admin/overview").await.expect(200).json();
    assert_eq!(told["tonight"][0]["id"], tonight);
    assert_eq!(told["upcoming"][0]["fill"], json!({"offered": 8, "confirmed": 6, "rate": 0.75}));
    let days = told["bookings_per_day"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    assert_eq!(days[29], json!({"day": "2026-05-16", "reservations": 2, "people": 7, "confirmed": 1}));
    assert_eq!(told["check_in_rate"], Value::Null);
    assert_eq!(told["queue"]["queues"].as_array().unwrap().len(), 5);
}
