//! Programs act for users, as far as their tokens reach.

use chrono::TimeDelta;
use entity::value::StaffRole;
use serde_json::{Value, json};

use crate::house::{Client, TestHouse};

const TOKENS: &str = "/api/auth/tokens";

/// A program with a token of `owner`.
async fn program(house: &TestHouse, owner: &Client, scope: &str) -> (Client, i64) {
    let issued = owner.post(TOKENS, json!({"name": format!("for {scope}"), "scope": scope})).await.expect(201);
    let token = issued.text("token");
    assert!(token.starts_with("azl_"));
    (house.visitor().with("authorization", &format!("Bearer {token}")), issued.number("id"))
}

#[tokio::test]
async fn a_program_does_what_its_scope_allows_and_needs_no_proof() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    let walk_in = json!({"performance_id": performance, "party_size": 1});
    let close = format!("/admin/performances/{performance}/close-booking");

    let (door, _) = program(&house, &admin, "check_in").await;
    door.post("/api/check-in/walk-ins", walk_in.clone()).await.expect(201);
    door.get("/api/check-in/performances").await.expect(200);
    door.get("/admin/queue").await.expect_problem(403, "forbidden");
    door.act(&close).await.expect_problem(403, "forbidden");

    let (reader, _) = program(&house, &admin, "admin_read").await;
    reader.get("/admin/reservations").await.expect(200);
    reader.act(&close).await.expect_problem(403, "forbidden");
    reader.post("/admin/privacy/export", json!({"email": "a@example.org"})).await.expect_problem(403, "forbidden");
    reader.post("/api/check-in/walk-ins", walk_in.clone()).await.expect_problem(403, "forbidden");

    let (all, _) = program(&house, &admin, "admin").await;
    all.act(&close).await.expect(200);
    all.post("/api/check-in/walk-ins", walk_in).await.expect(201);
    assert_eq!(all.get("/api/auth/me").await.expect(200).json()["user"]["username"], "ada");
    assert_eq!(house.acts("performance.updated").await, [(Some(house.user_id("ada").await), performance)]);
}

#[tokio::test]
async fn no_program_touches_its_owners_account() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (all, id) = program(&house, &admin, "admin").await;
    for path in [TOKENS, "/api/auth/sessions", "/api/auth/second-factor"] {
        all.get(path).await.expect_problem(401, "unauthorized");
    }
    all.post(TOKENS, json!({"name": "another", "scope": "admin"})).await.expect_problem(401, "unauthorized");
    all.delete(&format!("{TOKENS}/{id}")).await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_token_that_is_revoked_expired_or_made_up_opens_nothing() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (revoked, id) = program(&house, &admin, "admin").await;
    let brief =
        admin.post(TOKENS, json!({"name": "brief", "scope": "admin", "days": 1})).await.expect(201).text("token");
    admin.delete(&format!("{TOKENS}/{id}")).await.expect(204);
    admin.delete(&format!("{TOKENS}/{id}")).await.expect_problem(404, "not_found");
    revoked.get("/admin/queue").await.expect_problem(401, "unauthorized");
    // A cookie beside it does not help a program with a bad token.
    let both = admin.clone().with("authorization", "Bearer azl_made-up");
    both.get("/admin/queue").await.expect_problem(401, "unauthorized");
    let program = house.visitor().with("authorization", &format!("bearer {brief}"));
    program.get("/admin/queue").await.expect(200);
    house.wait(TimeDelta::hours(25));
    program.get("/admin/queue").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_token_allows_no_more_than_its_owner_may_do() {
    let house = TestHouse::open().await;
    let (admin, staff) = (house.admin().await, house.staff().await);
    for scope in ["admin", "admin_read"] {
        staff.post(TOKENS, json!({"name": "x", "scope": scope})).await.expect_faults(&[("scope", "out_of_range")]);
    }
    let (door, _) = program(&house, &staff, "check_in").await;
    door.get("/api/check-in/performances").await.expect(200);

    house.user("second", StaffRole::Admin).await;
    let second = house.log_in("second").await;
    let (all, _) = program(&house, &second, "admin").await;
    all.get("/admin/queue").await.expect(200);
    admin.patch(&format!("/admin/users/{}", house.user_id("second").await), json!({"role": "staff"})).await.expect(200);
    all.get("/admin/queue").await.expect_problem(401, "unauthorized");
    admin.act(&format!("/admin/users/{}/disable", house.user_id("berto").await)).await.expect(200);
    door.get("/api/check-in/performances").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_list_of_tokens_shows_no_secret() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    let issued = staff.post(TOKENS, json!({"name": "scanner", "scope": "check_in", "days": 30})).await.expect(201);
    assert_eq!(issued.text("expires_at"), "2026-06-15T18:30:00+02:00");
    let list = staff.get(TOKENS).await.expect(200);
    assert_eq!((list.number("total"), &list.json()["results"][0]["last_used_at"]), (1, &Value::Null));
    assert!(!String::from_utf8(list.body).unwrap().contains("azl_"));
    for (body, fault) in [
        (json!({"name": "scanner", "scope": "check_in"}), ("name", "taken")),
        (json!({"name": " ", "scope": "check_in"}), ("name", "required")),
        (json!({"name": "x", "scope": "check_in", "days": 0}), ("days", "out_of_range")),
        (json!({"name": "x", "scope": "check_in", "days": 367}), ("days", "out_of_range")),
        (json!({"name": "x", "scope": "check_in", "days": 9_007_199_254_740_992_i64}), ("days", "out_of_range")),
    ] {
        staff.post(TOKENS, body).await.expect_faults(&[fault]);
    }
    assert_eq!(house.admin().await.get(TOKENS).await.expect(200).number("total"), 0, "nobody else's");
}
