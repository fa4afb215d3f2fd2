//! Administrators manage the accounts of the house.

use entity::value::StaffRole;
use serde_json::{Value, json};

use crate::house::{PASSWORD, TestHouse};

const USERS: &str = "/admin/users";
/// One that nobody guesses.
const GOOD: &str = "una sedia vuota in fondo";

#[tokio::test]
async fn an_account_is_made_changed_shut_out_and_let_in_again() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let new = json!({"username": "Carla", "email": "carla@theatre.example", "role": "staff", "password": GOOD});
    let carla = admin.post(USERS, new).await.expect(201).json();
    assert_eq!((&carla["username"], &carla["display_name"]), (&json!("carla"), &json!("carla")));
    let path = format!("{USERS}/{}", carla["id"]);
    let login = json!({"username": "carla", "password": GOOD});
    house.visitor().post("/api/auth/login", login.clone()).await.expect(200);

    let edited = admin.patch(&path, json!({"display_name": "Carla V.", "email": null, "role": "admin"})).await;
    let edited = edited.expect(200).json();
    assert_eq!(
        (&edited["display_name"], &edited["email"], &edited["role"]),
        (&json!("Carla V."), &Value::Null, &json!("admin"))
    );
    assert_eq!(edited["sessions"], 1);

    let disabled = admin.act(&format!("{path}/disable")).await.expect(200).json();
    assert_eq!((&disabled["disabled_at"], &disabled["sessions"]), (&json!("2026-05-16T18:30:00+02:00"), &json!(0)));
    house.visitor().post("/api/auth/login", login.clone()).await.expect_problem(401, "bad_credentials");
    admin.act(&format!("{path}/enable")).await.expect(200);
    house.visitor().post("/api/auth/login", login).await.expect(200);

    let found = admin.get("/admin/users?q=CARLA").await.expect(200).json();
    assert_eq!((&found["total"], &found["results"][0]["username"]), (&json!(1), &json!("carla")));
    let ada = Some(house.user_id("ada").await);
    for action in ["created", "renamed", "email_changed", "role_changed", "disabled", "enabled"] {
        let acts = house.acts(&format!("staff_user.{action}")).await;
        assert_eq!(acts.last(), Some(&(ada, carla["id"].as_i64().unwrap())), "{action}");
    }
}

#[tokio::test]
async fn an_edit_that_is_refused_in_part_changes_nothing() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let ada = house.user_id("ada").await;
    let path = format!("{USERS}/{ada}");
    let refused = admin.patch(&path, json!({"display_name": "Ada L.", "role": "staff"})).await;
    refused.expect_problem(409, "last_admin");
    assert_eq!(admin.get(&path).await.expect(200).text("display_name"), "ada at the door");
    admin.act(&format!("{path}/disable")).await.expect_problem(409, "last_admin");
    house.user("second", StaffRole::Admin).await;
    admin.patch(&path, json!({"role": "staff"})).await.expect(200);
    admin.get(&path).await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn names_addresses_and_passwords_are_checked() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let new = |username: &str, email: &str, password: &str| json!({"username": username, "email": email, "role": "staff", "password": password});
    admin.post(USERS, new("ada", "", GOOD)).await.expect_faults(&[("username", "taken")]);
    admin.post(USERS, new("a b", "", GOOD)).await.expect_faults(&[("username", "invalid")]);
    admin
        .post(USERS, new("carla", "nobody", "short"))
        .await
        .expect_faults(&[("email", "invalid"), ("password", "out_of_range")]);
    admin.post(USERS, new("carla", "", "passwordpassword")).await.expect_faults(&[("password", "guessable")]);
    admin.post(USERS, new("carla", "c@theatre.example", GOOD)).await.expect(201);
    admin.post(USERS, new("dario", "C@theatre.example", GOOD)).await.expect_faults(&[("email", "taken")]);
    let mut wizard = new("dario", "", GOOD);
    wizard["role"] = json!("wizard");
    admin.post(USERS, wizard).await.expect_faults(&[("role", "invalid")]);
    admin.get("/admin/users/999").await.expect_problem(404, "not_found");
    admin.patch("/admin/users/999", json!({"role": "staff"})).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_an_administrator_or_by_a_link() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let staff = house.staff().await;
    let path = format!("{USERS}/{}/reset-password", house.user_id("berto").await);
    admin.post(&path, json!({"password": "berto berto berto"})).await.expect_faults(&[("password", "guessable")]);
    admin.post(&path, json!({"password": GOOD})).await.expect(204);
    staff.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    house.visitor().post("/api/auth/login", json!({"username": "berto", "password": GOOD})).await.expect(200);

    admin.act(&path).await.expect_problem(409, "no_address");
    let user = format!("{USERS}/{}", house.user_id("berto").await);
    admin.patch(&user, json!({"email": "berto@theatre.example"})).await.expect(200);
    admin.act(&path).await.expect(204);
    assert_eq!(house.jobs().await.last().unwrap().0, "staff_emails");
    for _ in 0..2 {
        admin.act(&path).await.expect(204);
    }
    admin.act(&path).await.expect_problem(429, "rate_limited");
    admin.act(&format!("{user}/disable")).await.expect(200);
    admin.act(&path).await.expect_problem(409, "user_disabled");
    admin.act("/admin/users/999/reset-password").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_administrator_ends_the_sessions_of_others() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (phone, laptop) = (house.staff().await, house.log_in("berto").await);
    let path = format!("{USERS}/{}/sessions", house.user_id("berto").await);
    let sessions = admin.get(&path).await.expect(200).json();
    assert_eq!((&sessions["total"], &sessions["results"][0]["is_current"]), (&json!(2), &json!(false)));
    let newest = sessions["results"].as_array().unwrap().iter().map(|one| one["id"].as_i64().unwrap()).max().unwrap();
    admin.delete(&format!("{path}/{newest}")).await.expect(204);
    laptop.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    phone.get("/api/auth/me").await.expect(200);
    admin.delete(&format!("{path}/{newest}")).await.expect_problem(404, "not_found");
    admin.delete(&path).await.expect(204);
    phone.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    admin.delete("/admin/users/999/sessions").await.expect_problem(404, "not_found");
    let own = format!("{USERS}/{}/sessions", house.user_id("ada").await);
    assert_eq!(admin.get(&own).await.expect(200).json()["results"][0]["is_current"], true);
}

#[tokio::test]
async fn staff_administrate_nothing_whatever_they_send() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    let body = json!({"username": "carla", "role": "admin", "password": PASSWORD});
    staff.post(USERS, body).await.expect_problem(403, "forbidden");
    staff
        .send(reqwest::Method::POST, USERS, Some(("text/plain", b"x".to_vec())))
        .await
        .expect_problem(403, "forbidden");
}
