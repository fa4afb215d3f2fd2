//! Many at once.

use std::sync::Arc;

use entity::value::TokenPurpose;
use futures_util::future::join_all;
use serde_json::json;

use crate::house::{Answer, TestHouse, reservation};

/// What one of the crowd ends with.
enum End {
    Confirmed(i64),
    Waiting(i64),
    Refused,
}

async fn book(house: Arc<TestHouse>, performance: i64, people: i64) -> End {
    let path = format!("/api/performances/{performance}/reservations");
    let asked = house.visitor().post(&path, reservation(people)).await;
    if asked.status != 201 {
        asked.expect_problem(409, "not_enough_seats");
        return End::Refused;
    }
    let token = house.token(TokenPurpose::Confirmation, &asked.text("reference")).await;
    let confirmed = house.confirm(&token).await;
    if confirmed.status == 200 {
        return End::Confirmed(people);
    }
    confirmed.expect_problem(409, "not_enough_seats");
    End::Waiting(people)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn three_hundred_at_once_fill_a_house_of_a_hundred_and_no_more() {
    let house = Arc::new(TestHouse::open().await);
    let performance = house.performance(100).await;
    let crowd = (0..300).map(|number| tokio::spawn(book(Arc::clone(&house), performance, 1 + number % 4)));
    let ends: Vec<End> = join_all(crowd).await.into_iter().map(Result::unwrap).collect();

    let told: i64 = ends.iter().map(|end| if let End::Confirmed(people) = end { *people } else { 0 }).sum();
    let row = house.performance_row(performance).await;
    assert_eq!(i64::from(row.confirmed_seats), told, "what guests were told is what is written");
    assert!(told <= 100);
    let left = 100 - told;
    let smallest =
        ends.iter().filter_map(|end| if let End::Waiting(people) = end { Some(*people) } else { None }).min();
    assert!(smallest.is_none_or(|people| people > left), "{left} seats are left, and a party of {smallest:?} waits");
    assert!(left < 4, "{left} seats are left although parties of each size asked");

    for attempt in [
        "UPDATE performances SET confirmed_seats = 0, room_capacity = 90",
        "UPDATE reservations SET party_size = party_size + 50 WHERE id = (SELECT min(id) FROM reservations WHERE status = 'confirmed')",
        "UPDATE reservations SET status = 'confirmed', confirmed_at = now(), expires_at = NULL WHERE status = 'pending'",
        "UPDATE performances SET manually_occupied_seats = 20",
    ] {
        let refused = house.sql(attempt).await.unwrap_err();
        assert!(refused.to_string().contains("performances_seats_within_capacity"), "{attempt}: {refused}");
    }
    assert_eq!(house.performance_row(performance).await.confirmed_seats, row.confirmed_seats);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_scanners_exactly_one_lets_a_party_in() {
    let house = TestHouse::open().await;
    let performance = house.performance(1000).await;
    let (one, other) = (house.staff().await, house.admin().await);
    let mut tickets = Vec::new();
    for _ in 0..200 {
        tickets.push(house.book(performance, 2).await.ticket);
    }
    for ticket in &tickets {
        let scan = json!({"token": ticket, "performance_id": performance});
        let (first, second) =
            tokio::join!(one.post("/api/check-in/confirm", scan.clone()), other.post("/api/check-in/confirm", scan));
        let (winners, losers): (Vec<Answer>, Vec<Answer>) =
            [first, second].into_iter().partition(|answer| answer.status == 200);
        assert_eq!((winners.len(), losers.len()), (1, 1));
        let loser = losers[0].clone().expect_problem(409, "already_checked_in").json();
        assert_eq!((&loser["admitted"], &loser["outcome"]), (&2.into(), &"already_checked_in".into()));
    }
    let list = one.get("/api/check-in/performances").await.expect(200).json();
    assert_eq!(list["results"][0]["admitted_seats"], 400);
}
