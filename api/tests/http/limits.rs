//! Nobody may ask without end, and nobody pays for another.

use api::settings::Switch;
use serde_json::json;

use crate::house::{PASSWORD, TestHouse, Wishes, reservation};
use entity::value::StaffRole;

async fn limited() -> TestHouse {
    TestHouse::open_with(Wishes { rate_limits: Switch::On, trusted_proxies: "127.0.0.1/32", ..Wishes::default() }).await
}

/// Sends until it is refused; how many went through.
async fn until_refused(mut send: impl AsyncFnMut() -> crate::house::Answer, at_most: usize) -> usize {
    for sent in 0..at_most {
        let answer = send().await;
        if answer.status == 429 {
            let refused = answer.expect_problem(429, "rate_limited");
            assert_eq!(refused.number("retry_after_seconds").to_string(), refused.header("retry-after"));
            return sent;
        }
    }
    panic!("never refused in {at_most} requests");
}

#[tokio::test]
async fn one_client_is_limited_and_another_is_not() {
    let house = limited().await;
    let (one, other) = (
        house.visitor().with("x-forwarded-for", "198.51.100.7"),
        house.visitor().with("x-forwarded-for", "198.51.100.8"),
    );
    let body = json!({"token": "x"});
    let sent = until_refused(async || one.post("/api/reservations/confirm", body.clone()).await, 60).await;
    assert!((30..50).contains(&sent), "{sent}");
    other.post("/api/reservations/confirm", body).await.expect_problem(404, "token_unknown");
    one.get("/api/shows").await.expect(200);
}

#[tokio::test]
async fn reading_has_a_limit_too() {
    let house = limited().await;
    let client = house.visitor().with("x-forwarded-for", "198.51.100.7");
    let sent = until_refused(async || client.get("/api/nothing").await, 3000).await;
    assert!(sent >= 300, "{sent}");
    client.get("/api/health").await.expect(200);
}

#[tokio::test]
async fn one_ipv6_subscriber_is_one_client() {
    let house = limited().await;
    let mut host = 0;
    let body = json!({"token": "x"});
    let sent = until_refused(
        async || {
            host += 1;
            let client = house.visitor().with("x-forwarded-for", &format!("2001:db8:1:2::{host:x}"));
            client.post("/api/reservations/confirm", body.clone()).await
        },
        60,
    )
    .await;
    assert!(sent < 50, "{sent}");
}

#[tokio::test]
async fn whoever_makes_up_an_address_is_counted_by_his_own() {
    let house = TestHouse::open_with(Wishes { rate_limits: Switch::On, ..Wishes::default() }).await;
    let mut made_up = 0;
    let body = json!({"token": "x"});
    let sent = until_refused(
        async || {
            made_up += 1;
            let client = house.visitor().with("x-forwarded-for", &format!("198.51.100.{made_up}"));
            client.post("/api/reservations/confirm", body.clone()).await
        },
        60,
    )
    .await;
    assert!(sent < 50, "{sent}");
}

#[tokio::test]
async fn one_mailbox_is_not_flooded_from_many_addresses() {
    let house = limited().await;
    let performance = house.performance(100).await;
    let mut host = 0;
    let sent = until_refused(
        async || {
            host += 1;
            let mut asked = reservation(1);
            asked["email"] = if host % 2 == 0 { "anna@example.org" } else { "ANNA@example.org" }.into();
            let client = house.visitor().with("x-forwarded-for", &format!("198.51.100.{host}"));
            client.post(&format!("/api/performances/{performance}/reservations"), asked).await
        },
        30,
    )
    .await;
    assert_eq!(sent, 8);
    let again = json!({"email": "anna@example.org", "performance_id": performance});
    house.visitor().post("/api/reservations/resend", again).await.expect_problem(429, "rate_limited");
}

#[tokio::test]
async fn guessing_a_password_ends_soon_and_locks_nobody_out_elsewhere() {
    let house = limited().await;
    house.user("anna", StaffRole::Staff).await;
    let guesser = house.visitor().with("x-forwarded-for", "198.51.100.7");
    let guess = json!({"username": "anna", "password": "wrong horse battery"});
    let sent = until_refused(async || guesser.post("/api/auth/login", guess.clone()).await, 20).await;
    assert_eq!(sent, 5);
    let right = json!({"username": "Anna", "password": PASSWORD});
    guesser.post("/api/auth/login", right.clone()).await.expect_problem(429, "rate_limited");
    house.visitor().with("x-forwarded-for", "198.51.100.8").post("/api/auth/login", right).await.expect(200);
}

#[tokio::test]
async fn the_door_has_no_limit() {
    let house = limited().await;
    let staff = house.staff().await;
    let scan = json!({"token": "x"});
    for _ in 0..400 {
        staff.post("/api/check-in/verify", scan.clone()).await.expect_problem(404, "token_unknown");
    }
}
