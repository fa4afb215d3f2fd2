//! Logging in, staying in, getting out.

use api::auth::SESSION_COOKIE;
use chrono::TimeDelta;
use entity::value::StaffRole;
use reqwest::Method;
use reqwest::header::SET_COOKIE;
use serde_json::json;

use crate::house::{ORIGIN, PASSWORD, TestHouse};

const LOGIN: &str = "/api/auth/login";

#[tokio::test]
async fn a_login_sets_the_two_cookies_of_the_contract() {
    let house = TestHouse::open().await;
    house.user("anna", StaffRole::Staff).await;
    let login = house.visitor().post(LOGIN, json!({"username": " Anna ", "password": PASSWORD})).await.expect(200);
    assert_eq!(
        login.json(),
        json!({"user": {"username": "anna", "display_name": "anna at the door", "role": "staff"}})
    );
    let cookies: Vec<&str> = login.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    let attributes = |cookie: &str| cookie.split_once("; ").unwrap().1.to_owned();
    assert!(cookies[0].starts_with("__Host-session="), "{cookies:?}");
    assert_eq!(attributes(cookies[0]), "Path=/; Secure; HttpOnly; SameSite=Lax");
    assert!(cookies[1].starts_with("XSRF-TOKEN="), "{cookies:?}");
    assert_eq!(attributes(cookies[1]), "Path=/; Secure; SameSite=Lax");
}

#[tokio::test]
async fn a_wrong_password_an_unknown_and_a_disabled_user_are_told_the_same() {
    let house = TestHouse::open().await;
    house.user("anna", StaffRole::Staff).await;
    house.user("gone", StaffRole::Staff).await;
    house.sql("UPDATE staff_users SET disabled_at = now() WHERE username = 'gone'").await.unwrap();
    let told = async |username: &str, password: &str| {
        let body = json!({"username": username, "password": password});
        let mut told = house.visitor().post(LOGIN, body).await.expect_problem(401, "bad_credentials").json();
        told["request_id"].take();
        told
    };
    let wrong = told("anna", "wrong horse battery").await;
    assert_eq!(wrong, told("nobody", PASSWORD).await);
    assert_eq!(wrong, told("gone", PASSWORD).await);
    assert_eq!(wrong, told("a\u{0}", PASSWORD).await);
}

#[tokio::test]
async fn who_is_logged_in_is_told_to_whom_it_concerns() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    assert_eq!(staff.get("/api/auth/me").await.expect(200).json()["user"]["username"], "berto");
    house.visitor().get("/api/auth/me").await.expect_problem(401, "unauthorized");
    let made_up = house.visitor().with("cookie", &format!("__Host-session={}", "A".repeat(43)));
    made_up.get("/api/auth/me").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn each_login_is_a_session_of_its_own() {
    let house = TestHouse::open().await;
    let phone = house.staff().await;
    let laptop = house.log_in("berto").await;
    assert_ne!(phone.secrets(), laptop.secrets());
    phone.send(Method::POST, "/api/auth/logout", None).await.expect(204);
    phone.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    laptop.get("/api/auth/me").await.expect(200);
}

#[tokio::test]
async fn a_logout_ends_the_session_and_takes_the_cookies() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    // As the web app does it: a body that says nothing.
    let out =
        staff.send(Method::POST, "/api/auth/logout", Some(("application/json", b"null".to_vec()))).await.expect(204);
    let cookies: Vec<_> = out.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies.len() == 2 && cookies.iter().all(|cookie| cookie.contains("Max-Age=0")), "{cookies:?}");
    staff.get("/api/check-in/performances").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_session_ends_when_nobody_uses_it_and_after_a_day_at_the_latest() {
    let house = TestHouse::open().await;
    let (idle, busy) = (house.staff().await, house.admin().await);
    house.wait(TimeDelta::hours(7));
    busy.get("/api/auth/me").await.expect(200);
    house.wait(TimeDelta::hours(1));
    idle.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    for _ in 0..2 {
        house.wait(TimeDelta::hours(6));
        busy.get("/api/auth/me").await.expect(200);
    }
    house.wait(TimeDelta::hours(4));
    busy.get("/api/auth/me").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_disabled_user_is_out_at_once() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    house.sql("UPDATE staff_users SET disabled_at = now()").await.unwrap();
    staff.get("/api/auth/me").await.expect_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_other_sessions() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    let elsewhere = house.log_in("berto").await;
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    let path = "/api/auth/password";
    staff
        .post(path, change("wrong horse battery", "a long enough one"))
        .await
        .expect_faults(&[("current_password", "invalid")]);
    staff.post(path, change(PASSWORD, "short")).await.expect_faults(&[("new_password", "out_of_range")]);
    staff.post(path, change(PASSWORD, &"x".repeat(129))).await.expect_faults(&[("new_password", "out_of_range")]);
    staff.post(path, change(PASSWORD, "a long enough one")).await.expect(204);

    staff.get("/api/auth/me").await.expect(200);
    elsewhere.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    let login =
        async |password: &str| house.visitor().post(LOGIN, json!({"username": "berto", "password": password})).await;
    login(PASSWORD).await.expect_problem(401, "bad_credentials");
    login("a long enough one").await.expect(200);
}

#[tokio::test]
async fn what_changes_something_needs_the_proof_of_its_own_session() {
    let house = TestHouse::open().await;
    let (staff, other) = (house.staff().await, house.admin().await);
    let body = json!({"reference": "0000000"});
    let path = "/api/check-in/undo";
    staff.clone().without("x-xsrf-token").post(path, body.clone()).await.expect_problem(403, "csrf");
    staff.clone().with("x-xsrf-token", "guessed").post(path, body.clone()).await.expect_problem(403, "csrf");
    staff.clone().with("x-xsrf-token", &other.secrets()[1]).post(path, body.clone()).await.expect_problem(403, "csrf");
    staff.post(path, body).await.expect_problem(404, "not_found");
    staff.without("x-xsrf-token").get("/api/auth/me").await.expect(200);
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    for foreign in ["https://evil.example", "http://theatre.example", "https://theatre.example.evil.example", "null"] {
        let body = json!({"reference": "0000000"});
        staff
            .clone()
            .with("origin", foreign)
            .post("/api/check-in/undo", body)
            .await
            .expect_problem(403, "foreign_origin");
        let login = json!({"username": "berto", "password": PASSWORD});
        house.visitor().with("origin", foreign).post(LOGIN, login).await.expect_problem(403, "foreign_origin");
    }
    house
        .visitor()
        .with("sec-fetch-site", "cross-site")
        .post(LOGIN, json!({}))
        .await
        .expect_problem(403, "foreign_origin");
    house
        .visitor()
        .with("origin", ORIGIN)
        .post(LOGIN, json!({"username": "x", "password": "y"}))
        .await
        .expect_problem(401, "bad_credentials");
}

#[tokio::test]
async fn a_login_takes_over_no_session_that_somebody_else_chose() {
    let house = TestHouse::open().await;
    house.user("berto", StaffRole::Staff).await;
    let planted = "A".repeat(43);
    let mut victim = house.visitor().with("cookie", &format!("{SESSION_COOKIE}={planted}; XSRF-TOKEN=chosen"));
    let login = victim.post(LOGIN, json!({"username": "berto", "password": PASSWORD})).await.expect(200);
    victim.keep_cookies_of(&login);
    assert!(victim.secrets().iter().all(|secret| *secret != planted && secret != "chosen"), "both are new");
    let thief = house.visitor().with("cookie", &format!("{SESSION_COOKIE}={planted}; XSRF-TOKEN=chosen"));
    thief.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    victim.get("/api/auth/me").await.expect(200);
}

#[tokio::test]
async fn who_presents_two_sessions_has_none() {
    let house = TestHouse::open().await;
    let (mine, theirs) = (house.staff().await, house.admin().await);
    let (mine, theirs) = (mine.secrets().remove(0), theirs.secrets().remove(0));
    let presenting = |cookies: &str| house.visitor().with("cookie", cookies);
    for (first, second) in [(&mine, &theirs), (&theirs, &mine), (&mine, &"A".repeat(43))] {
        let both = presenting(&format!("{SESSION_COOKIE}={first}; {SESSION_COOKIE}={second}"));
        both.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    }
    presenting(&format!("{SESSION_COOKIE}={mine}; {SESSION_COOKIE}={mine}")).get("/api/auth/me").await.expect(200);
    for other in ["__host-session", "Host-session", " __Secure-session", "session"] {
        presenting(&format!("{other}={mine}")).get("/api/auth/me").await.expect_problem(401, "unauthorized");
    }
    let quoted = presenting(&format!("{SESSION_COOKIE}=\"{mine}\""));
    quoted.get("/api/auth/me").await.expect_problem(401, "unauthorized");
}
