//! What visitors read: shows, venues, performances, calendars.

use chrono::TimeDelta;
use reqwest::Method;
use sea_orm::ActiveValue::Set;

use crate::house::{Evening, TestHouse, evening, reservation};

#[tokio::test]
async fn the_season_lists_published_shows_with_their_next_date() {
    let house = TestHouse::open().await;
    house.furnish(Evening::with_seats(10)).await;
    house.furnish(Evening::with_seats(10).with_show(|show| show.is_published = Set(false))).await;

    let season = house.visitor().get("/api/shows").await.expect(200).json();
    assert_eq!(season["total"], 1);
    assert_eq!((&season["page"], &season["page_size"]), (&1.into(), &50.into()));
    let show = &season["results"][0];
    assert_eq!(show["title"], "Il gabbiano");
    assert_eq!(show["next_performance_at"], "2026-05-16T20:30:00+02:00");
    assert_eq!(show["upcoming_performances"], 1);
    assert!(show["poster_image"].is_null());
}

#[tokio::test]
async fn a_show_lists_its_coming_performances_and_only_those() {
    let house = TestHouse::open().await;
    let id = house.performance(10).await;
    let slug = house.visitor().get(&format!("/api/performances/{id}")).await.json()["show"]["slug"].clone();
    let path = format!("/api/shows/{}", slug.as_str().unwrap());

    let show = house.visitor().get(&path).await.expect(200).json();
    assert_eq!(show["description"], "Quattro atti.");
    assert_eq!(show["performances"][0]["id"], id);
    assert_eq!(show["performances"][0]["status"], "open");
    assert_eq!(show["performances"][0]["venue"]["city"], "Livorno");

    house.wait(TimeDelta::hours(3));
    let show = house.visitor().get(&path).await.expect(200).json();
    assert_eq!(show["performances"].as_array().unwrap().len(), 0);
    assert!(show["next_performance_at"].is_null());
}

#[tokio::test]
async fn what_is_not_published_is_not_there() {
    let house = TestHouse::open().await;
    let hidden_show = Evening::with_seats(10).with_show(|show| {
        show.is_published = Set(false);
        show.slug = Set("in-rehearsal".into());
    });
    let of_hidden_show = house.furnish(hidden_show).await;
    let hidden = house.furnish(Evening::with_seats(10).but(|row| row.is_published = Set(false))).await;

    let visitor = house.visitor();
    visitor.get("/api/shows/in-rehearsal").await.expect_problem(404, "not_found");
    for id in [of_hidden_show, hidden] {
        visitor.get(&format!("/api/performances/{id}")).await.expect_problem(404, "not_found");
        visitor.get(&format!("/api/performances/{id}/calendar.ics")).await.expect_problem(404, "not_found");
        let path = format!("/api/performances/{id}/reservations");
        visitor.post(&path, reservation(1)).await.expect_problem(404, "not_found");
    }
    assert_eq!(visitor.get("/api/performances").await.number("total"), 0);
}

#[tokio::test]
async fn names_that_nothing_can_have_are_not_found() {
    let house = TestHouse::open().await;
    let visitor = house.visitor();
    let odd = [
        "/api/shows/%00",
        "/api/shows/Il%20Gabbiano",
        "/api/venues/%E2%98%83",
        "/api/performances/seven",
        "/api/performances/99999999999999999999",
        "/api/performances/-1",
        "/api/shows/..%2f..%2fetc",
    ];
    for path in odd {
        visitor.get(path).await.expect_problem(404, "not_found");
    }
    assert_eq!(visitor.get("/api/performances?show=%00").await.expect(200).number("total"), 0);
    assert_eq!(visitor.get("/api/performances?venue=nowhere").await.expect(200).number("total"), 0);
}

#[tokio::test]
async fn a_venue_tells_how_to_get_there() {
    let house = TestHouse::open().await;
    house.performance(10).await;
    let venues = house.visitor().get("/api/venues").await.expect(200).json();
    let slug = venues["results"][0]["slug"].as_str().unwrap();
    let venue = house.visitor().get(&format!("/api/venues/{slug}")).await.expect(200).json();
    assert_eq!(venue["address"], "Via del Porto 1");
    assert!(venue["map_url"].is_null());
    house.visitor().get("/api/venues/nowhere").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn performances_are_found_by_show_venue_and_time() {
    let house = TestHouse::open().await;
    let soon = house.performance(10).await;
    let later =
        house.furnish(Evening::with_seats(10).but(|row| row.starts_at = Set(evening() + TimeDelta::days(7)))).await;
    let past =
        house.furnish(Evening::with_seats(10).but(|row| row.starts_at = Set(evening() - TimeDelta::days(7)))).await;
    let visitor = house.visitor();
    let found = async |query: &str| -> Vec<i64> {
        let list = visitor.get(&format!("/api/performances{query}")).await.expect(200).json();
        list["results"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
    };

    assert_eq!(found("").await, [soon, later], "those to come");
    assert_eq!(found("?from=2026-05-01").await, [past, soon, later]);
    assert_eq!(found("?to=2026-05-17").await, [soon]);
    assert_eq!(
        found("?from=2026-05-16T20:30:00%2B02:00&to=2026-05-16T20:30:01+02:00").await,
        [soon],
        "from counts, to does not"
    );
    let slug = visitor.get(&format!("/api/performances/{later}")).await.json()["show"]["slug"].clone();
    assert_eq!(found(&format!("?show={}", slug.as_str().unwrap())).await, [later]);

    let second = visitor.get("/api/performances?page=2&page_size=1").await.expect(200).json();
    assert_eq!((&second["total"], &second["page"], &second["page_size"]), (&2.into(), &2.into(), &1.into()));
    assert_eq!(second["results"][0]["id"], later);
    assert_eq!(found("?page=1000000").await, [0; 0]);
    assert_eq!(found("?show=&venue=&from=&to=").await, [soon, later], "what is left empty is left out");
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_told_field_by_field() {
    let house = TestHouse::open().await;
    let visitor = house.visitor();
    visitor
        .get("/api/performances?from=tomorrow&to=16/05/2026")
        .await
        .expect_faults(&[("from", "invalid"), ("to", "invalid")]);
    let beyond = visitor.get("/api/performances?page=0&page_size=101").await;
    beyond.expect_faults(&[("page", "out_of_range"), ("page_size", "out_of_range")]);
    visitor.get("/api/performances?page=two").await.expect_faults(&[("page", "invalid")]);
    visitor.get("/api/performances?page=-1").await.expect_faults(&[("page", "invalid")]);
    visitor.get("/api/performances?page=99999999999999999999999").await.expect_faults(&[("page", "invalid")]);
}

#[tokio::test]
async fn the_status_says_whether_one_can_book() {
    let house = TestHouse::open().await;
    let open = house.performance(4).await;
    let full = house.performance(2).await;
    house.book(full, 2).await;
    let off = house.furnish(Evening::with_seats(4).but(|row| row.is_booking_enabled = Set(false))).await;
    let early = house
        .furnish(Evening::with_seats(4).but(|row| row.booking_opens_at = Set(Some(evening() + TimeDelta::hours(1)))))
        .await;
    let late = house.furnish(Evening::with_seats(4).but(|row| row.booking_closes_at = Set(Some(evening())))).await;
    let called_off = house.furnish(Evening::with_seats(4).but(|row| row.cancelled_at = Set(Some(evening())))).await;
    let past = house.furnish(Evening::with_seats(4).but(|row| row.starts_at = Set(evening()))).await;

    let expected = [
        (open, "open", 4),
        (full, "sold_out", 0),
        (off, "closed", 4),
        (early, "closed", 4),
        (late, "closed", 4),
        (called_off, "cancelled", 4),
        (past, "past", 4),
    ];
    for (id, status, seats) in expected {
        let performance = house.visitor().get(&format!("/api/performances/{id}")).await.expect(200).json();
        assert_eq!((&performance["status"], &performance["available_seats"]), (&status.into(), &seats.into()));
        assert_eq!(performance["booking_enabled"], id != off);
    }
}

#[tokio::test]
async fn an_evening_goes_into_a_calendar() {
    let house = TestHouse::open().await;
    let id = house.performance(10).await;
    let file = house.visitor().get(&format!("/api/performances/{id}/calendar.ics")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert!(file.header("content-disposition").contains(".ics"));
    let text = String::from_utf8(file.body).unwrap();
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        &format!("UID:performance-{id}@theatre.example"),
        "DTSTART:20260516T183000Z",
        "DTEND:20260516T203000Z",
        "SUMMARY:Il gabbiano",
        "STATUS:CONFIRMED",
    ] {
        assert!(text.lines().any(|known| known == line), "{line} in {text}");
    }
    assert!(text.lines().all(|line| line.len() <= 75), "lines are folded");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
}

#[tokio::test]
async fn the_feed_holds_the_season_and_marks_what_is_called_off() {
    let house = TestHouse::open().await;
    house.performance(10).await;
    house.furnish(Evening::with_seats(10).but(|row| row.cancelled_at = Set(Some(evening())))).await;
    house.furnish(Evening::with_seats(10).but(|row| row.is_published = Set(false))).await;
    let text = String::from_utf8(house.visitor().get("/api/calendar.ics").await.expect(200).body).unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
    assert_eq!(text.matches("STATUS:CANCELLED").count(), 1);
}

#[tokio::test]
async fn a_client_that_has_the_answer_is_sent_none() {
    let house = TestHouse::open().await;
    let id = house.performance(10).await;
    for path in
        ["/api/shows", &format!("/api/performances/{id}"), "/api/venues", "/api/calendar.ics", "/api/openapi.json"]
    {
        let first = house.visitor().get(path).await.expect(200);
        assert_eq!(first.header("cache-control"), "public, no-cache");
        let again = house.visitor().with("if-none-match", first.header("etag")).get(path).await.expect(304);
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(again.header(name), first.header(name));
        }
        house.visitor().with("if-none-match", "W/\"other\"").get(path).await.expect(200);
    }
}

#[tokio::test]
async fn a_seat_that_goes_changes_the_answer() {
    let house = TestHouse::open().await;
    let id = house.performance(10).await;
    let path = format!("/api/performances/{id}");
    let before = house.visitor().get(&path).await.expect(200);
    house.book(id, 3).await;
    let after = house.visitor().with("if-none-match", before.header("etag")).get(&path).await.expect(200);
    assert_eq!(after.number("available_seats"), 7);
}

#[tokio::test]
async fn whoever_may_get_may_head() {
    let house = TestHouse::open().await;
    let head = house.visitor().send(Method::HEAD, "/api/shows", None).await.expect(200);
    let get = house.visitor().get("/api/shows").await;
    assert_eq!(head.header("etag"), get.header("etag"));
    assert_eq!(head.header("content-type"), "application/json");
}
