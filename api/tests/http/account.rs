//! Users look after their own accounts: second factors, sessions, forgotten passwords.

use booking::staff::mail::{self, Content};
use chrono::TimeDelta;
use entity::value::StaffRole;
use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::house::{Answer, Client, PASSWORD, TestHouse};

const LOGIN: &str = "/api/auth/login";
const SECOND_STEP: &str = "/api/auth/login/second-factor";
const FACTOR: &str = "/api/auth/second-factor";
/// One that nobody guesses.
const GOOD: &str = "una sedia vuota in fondo";

/// What the user's app shows now.
fn code(house: &TestHouse, secret: &str) -> String {
    let app = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    app.generate(u64::try_from(house.now().timestamp()).unwrap()).to_string()
}

fn proof() -> Value {
    json!({"current_password": PASSWORD})
}

/// Brings a second factor into force; what the app and the drawer hold then.
async fn enrol(house: &TestHouse, user: &Client) -> (String, Vec<String>) {
    let secret = user.post(FACTOR, proof()).await.expect(201).text("secret");
    let first = code(house, &secret);
    let confirmed = user.post(&format!("{FACTOR}/confirm"), json!({"code": first})).await.expect(200).json();
    let codes = confirmed["recovery_codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned());
    // The next code is another one.
    house.wait(TimeDelta::seconds(60));
    (secret, codes.collect())
}

async fn first_step(house: &TestHouse, username: &str) -> Answer {
    house.visitor().post(LOGIN, json!({"username": username, "password": PASSWORD})).await.expect(200)
}

#[tokio::test]
async fn who_has_a_second_factor_is_in_after_the_second_step() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (secret, _) = enrol(&house, &admin).await;
    let standing = admin.get(FACTOR).await.expect(200).json();
    assert_eq!((&standing["enabled"], &standing["recovery_codes_left"]), (&json!(true), &json!(10)));

    let first = first_step(&house, "ada").await;
    assert!(first.headers.get(SET_COOKIE).is_none());
    let told = first.json();
    assert_eq!((&told["second_factor_required"], &told["user"]), (&json!(true), &Value::Null));
    assert_eq!(told["expires_at"], "2026-05-16T18:36:00+02:00");
    let step = |code: &str| json!({"pending_token": first.text("pending_token"), "code": code});
    house.visitor().post(SECOND_STEP, step("000000")).await.expect_problem(401, "wrong_code");
    let done = house.visitor().post(SECOND_STEP, step(&code(&house, &secret))).await.expect(200);
    assert_eq!(done.json()["user"]["username"], "ada");
    let mut client = house.visitor();
    client.keep_cookies_of(&done);
    client.get("/admin/queue").await.expect(200);
    let ada = Some(house.user_id("ada").await);
    assert_eq!(house.acts("staff_user.logged_in").await.last().unwrap().0, ada, "by the user, not by a visitor");

    house.visitor().post(SECOND_STEP, step(&code(&house, &secret))).await.expect_problem(401, "login_not_pending");
    let pending = first_step(&house, "ada").await.text("pending_token");
    house.wait(TimeDelta::minutes(6));
    let late = json!({"pending_token": pending, "code": code(&house, &secret)});
    house.visitor().post(SECOND_STEP, late).await.expect_problem(401, "login_not_pending");
}

#[tokio::test]
async fn a_pending_login_opens_nothing_by_itself() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    enrol(&house, &admin).await;
    let pending = first_step(&house, "ada").await.text("pending_token");
    let cookie = house.visitor().with("cookie", &format!("__Host-session={pending}"));
    cookie.get("/admin/queue").await.expect_problem(401, "unauthorized");
    let bearer = house.visitor().with("authorization", &format!("Bearer {pending}"));
    bearer.get("/admin/queue").await.expect_problem(401, "unauthorized");
    for (body, fault) in [
        (json!({"pending_token": pending}), ("code", "required")),
        (json!({"pending_token": pending, "code": "1", "recovery_code": "2"}), ("recovery_code", "invalid")),
    ] {
        house.visitor().post(SECOND_STEP, body).await.expect_faults(&[fault]);
    }
}

#[tokio::test]
async fn a_recovery_code_stands_in_once_for_a_lost_phone() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (_, codes) = enrol(&house, &admin).await;
    let with = async |code: &str| {
        let pending = first_step(&house, "ada").await.text("pending_token");
        house.visitor().post(SECOND_STEP, json!({"pending_token": pending, "recovery_code": code})).await
    };
    with(&codes[0].to_lowercase()).await.expect(200);
    with(&codes[0]).await.expect_problem(401, "wrong_code");
    assert_eq!(admin.get(FACTOR).await.expect(200).number("recovery_codes_left"), 9);
    let renewed = admin.post(&format!("{FACTOR}/recovery-codes"), proof()).await.expect(200).json();
    with(&codes[1]).await.expect_problem(401, "wrong_code");
    with(renewed["recovery_codes"][0].as_str().unwrap()).await.expect(200);
}

#[tokio::test]
async fn too_many_wrong_codes_stop_all_answers_for_a_while() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (secret, _) = enrol(&house, &admin).await;
    for _ in 0..2 {
        let pending = first_step(&house, "ada").await.text("pending_token");
        for _ in 0..5 {
            let wrong = json!({"pending_token": pending, "code": "000000"});
            house.visitor().post(SECOND_STEP, wrong).await.expect_problem(401, "wrong_code");
        }
    }
    let pending = first_step(&house, "ada").await.text("pending_token");
    let right = json!({"pending_token": pending, "code": code(&house, &secret)});
    let stopped = house.visitor().post(SECOND_STEP, right).await.expect_problem(429, "rate_limited");
    assert_eq!(stopped.header("retry-after"), "901");
}

#[tokio::test]
async fn a_second_factor_is_changed_by_who_knows_the_password() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let wrong = json!({"current_password": "wrong horse battery"});
    admin.post(FACTOR, wrong.clone()).await.expect_faults(&[("current_password", "invalid")]);
    let confirm = format!("{FACTOR}/confirm");
    admin.post(&confirm, json!({"code": "000000"})).await.expect_problem(409, "no_second_factor");
    let begun = admin.post(FACTOR, proof()).await.expect(201);
    assert!(begun.text("otpauth_url").starts_with("otpauth://totp/Compagnia%20del%20Faro:ada?"), "{}", begun.json());
    assert!(begun.text("qr_svg").contains("<svg"));
    admin.post(&confirm, json!({"code": "000000"})).await.expect_faults(&[("code", "invalid")]);
    enrol(&house, &admin).await;
    admin.post(FACTOR, proof()).await.expect_problem(409, "second_factor_in_force");
    let remove = format!("{FACTOR}/remove");
    admin.post(&remove, wrong).await.expect_faults(&[("current_password", "invalid")]);
    admin.post(&remove, proof()).await.expect(204);
    admin.post(&remove, proof()).await.expect_problem(409, "no_second_factor");
    assert_eq!(first_step(&house, "ada").await.json()["user"]["username"], "ada");
}

#[tokio::test]
async fn an_administrator_removes_the_second_factor_of_who_lost_it() {
    let house = TestHouse::open().await;
    let (admin, staff) = (house.admin().await, house.staff().await);
    enrol(&house, &staff).await;
    let path = format!("/admin/users/{}", house.user_id("berto").await);
    assert_eq!(admin.get(&path).await.expect(200).json()["has_second_factor"], true);
    admin.delete(&format!("{path}/second-factor")).await.expect(204);
    admin.delete(&format!("{path}/second-factor")).await.expect_problem(404, "not_found");
    house.log_in("berto").await.get("/api/auth/me").await.expect(200);
    assert_eq!(house.acts("second_factor.removed").await[0].0, Some(house.user_id("ada").await));
}

#[tokio::test]
async fn one_sees_where_one_is_logged_in_and_leaves_from_afar() {
    let house = TestHouse::open().await;
    let (here, there, elsewhere) = (house.staff().await, house.log_in("berto").await, house.log_in("berto").await);
    let stranger = house.admin().await;
    let sessions = there.get("/api/auth/sessions").await.expect(200).json();
    let ids = |current: bool| -> Vec<i64> {
        let all = sessions["results"].as_array().unwrap().iter();
        all.filter(|one| one["is_current"] == current).map(|one| one["id"].as_i64().unwrap()).collect()
    };
    assert_eq!((ids(true).len(), ids(false).len()), (1, 2));
    stranger.delete(&format!("/api/auth/sessions/{}", ids(true)[0])).await.expect_problem(404, "not_found");
    here.delete(&format!("/api/auth/sessions/{}", ids(true)[0])).await.expect(204);
    there.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    here.delete("/api/auth/sessions").await.expect(204);
    elsewhere.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    here.get("/api/auth/me").await.expect(200);
}

/// The token that the latest mail to a user carries.
async fn mailed_token(house: &TestHouse) -> String {
    let (queue, payload) = house.jobs().await.pop().unwrap();
    assert_eq!(queue, "staff_emails");
    let id = payload["staff_mail_id"].as_i64().unwrap();
    match mail::find(&house.db, &house.house.site, house.now(), id).await.unwrap().unwrap().content {
        Content::PasswordReset { token, .. } => token.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_by_the_link_of_a_mail() {
    let house = TestHouse::open().await;
    let staff = house.staff().await;
    house.sql("UPDATE staff_users SET email = 'berto@theatre.example'").await.unwrap();
    let ask = async |email: &str| {
        house.visitor().post("/api/auth/password-reset", json!({"email": email})).await.expect(202).json()
    };
    let known = ask("BERTO@theatre.example").await;
    let token = mailed_token(&house).await;
    let jobs = house.jobs().await.len();
    assert_eq!(ask("nobody@theatre.example").await, known);
    assert_eq!(house.jobs().await.len(), jobs);

    let complete = "/api/auth/password-reset/complete";
    let set = |token: &str, password: &str| json!({"token": token, "new_password": password});
    house
        .visitor()
        .post(complete, set(&token, "berto berto berto"))
        .await
        .expect_faults(&[("new_password", "guessable")]);
    house.visitor().post(complete, set(&"A".repeat(43), GOOD)).await.expect_problem(404, "token_unknown");
    house.visitor().post(complete, set(&token, GOOD)).await.expect(204);
    house.visitor().post(complete, set(&token, GOOD)).await.expect_problem(410, "token_expired");
    staff.get("/api/auth/me").await.expect_problem(401, "unauthorized");
    house.visitor().post(LOGIN, json!({"username": "berto", "password": GOOD})).await.expect(200);
    house
        .visitor()
        .post("/api/auth/password-reset", json!({"email": "x"}))
        .await
        .expect_faults(&[("email", "invalid")]);
}

#[tokio::test]
async fn a_link_to_a_new_password_is_void_after_a_newer_one_and_after_an_hour() {
    let house = TestHouse::open().await;
    house.user("berto", StaffRole::Staff).await;
    house.sql("UPDATE staff_users SET email = 'berto@theatre.example'").await.unwrap();
    let ask = async || {
        house.visitor().post("/api/auth/password-reset", json!({"email": "berto@theatre.example"})).await.expect(202);
        mailed_token(&house).await
    };
    let (older, newer) = (ask().await, ask().await);
    let complete = async |token: &str| {
        let body = json!({"token": token, "new_password": GOOD});
        house.visitor().post("/api/auth/password-reset/complete", body).await
    };
    complete(&older).await.expect_problem(410, "token_expired");
    house.wait(TimeDelta::minutes(61));
    complete(&newer).await.expect_problem(410, "token_expired");
}
