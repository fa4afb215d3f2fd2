//! What an answer does not say, the time that it takes must not tell either.
//!
//! Measured in turns, so that whatever else the machine does falls on all alike, and compared by the lower quartile, which
//! the slow ones do not move. The bound is wide: hashing a password takes ten times what all the rest of a login does.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::value::StaffRole;
use serde_json::{Value, json};

use crate::house::{Answer, Client, TestHouse};

/// How many times longer one may take than another.
const BOUND: u32 = 3;

/// The lower quartile of how long each of `ways` takes, done `rounds` times in turns.
async fn quartiles<W: Copy>(
    rounds: usize,
    ways: &[W],
    mut go: impl AsyncFnMut(W) -> Answer,
    status: u16,
) -> Vec<Duration> {
    let mut took = vec![Vec::new(); ways.len()];
    for _ in 0..rounds {
        for (way, took) in ways.iter().zip(&mut took) {
            let begun = Instant::now();
            let answer = go(*way).await;
            took.push(begun.elapsed());
            answer.expect(status);
        }
    }
    took.into_iter()
        .map(|mut took| {
            took.sort();
            took[rounds / 4]
        })
        .collect()
}

#[track_caller]
fn tell_nothing(took: &[Duration]) {
    let (least, most) = (took.iter().min().unwrap(), took.iter().max().unwrap());
    assert!(*most < *least * BOUND, "{took:?}");
}

#[tokio::test]
async fn a_login_takes_as_long_whether_the_user_is_known_unknown_or_disabled() {
    let house = TestHouse::open().await;
    house.user("anna", StaffRole::Staff).await;
    house.user("gone", StaffRole::Staff).await;
    house.sql("UPDATE staff_users SET disabled_at = now() WHERE username = 'gone'").await.unwrap();
    let visitor = house.visitor();
    let log_in = async |username: &str| {
        visitor.post("/api/auth/login", json!({"username": username, "password": "wrong horse battery"})).await
    };
    tell_nothing(&quartiles(12, &["anna", "nobody", "gone", "no\0body"], log_in, 401).await);
}

#[tokio::test]
async fn a_program_learns_nothing_of_tokens_by_the_time_of_a_refusal() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let issue = async |name: &str, days: i64| {
        let order = json!({"name": name, "scope": "admin", "days": days});
        let issued = admin.post("/api/auth/tokens", order).await.expect(201);
        (issued.text("token"), issued.number("id"))
    };
    let ((revoked, id), (expired, _)) = (issue("revoked", 90).await, issue("expired", 1).await);
    admin.delete(&format!("/api/auth/tokens/{id}")).await.expect(204);
    house.wait(TimeDelta::hours(25));
    let almost = format!("{}A", &expired[..expired.len() - 1]);
    let presenting = |token: &str| house.visitor().with("authorization", &format!("Bearer {token}"));
    let programs = [presenting(&revoked), presenting(&expired), presenting(&almost), presenting("azl_made-up")];
    let programs: Vec<&Client> = programs.iter().collect();
    tell_nothing(&quartiles(24, &programs, async |program| program.get("/admin/queue").await, 401).await);
}

#[tokio::test]
async fn a_guests_token_that_is_nearly_right_is_refused_as_any_other() {
    let house = TestHouse::open().await;
    let ticket = house.book(house.performance(9).await, 1).await.ticket;
    let last = if ticket.ends_with('A') { 'E' } else { 'A' };
    let tokens = [format!("{}{last}", &ticket[..ticket.len() - 1]), "A".repeat(ticket.len())];
    let tokens: Vec<Value> = tokens.iter().map(|token| json!({"token": token})).collect();
    let visitor = house.visitor();
    let view = async |which: usize| visitor.post("/api/tickets/view", tokens[which].clone()).await;
    tell_nothing(&quartiles(24, &[0, 1], view, 404).await);
}

#[tokio::test]
async fn asking_for_a_mail_takes_as_long_whoever_asks() {
    let house = TestHouse::open().await;
    house.user("anna", StaffRole::Staff).await;
    house.sql("UPDATE staff_users SET email = 'anna@theatre.example'").await.unwrap();
    let performance = house.performance(9).await;
    let mut asked = crate::house::reservation(1);
    asked["email"] = "anna@theatre.example".into();
    house.visitor().post(&format!("/api/performances/{performance}/reservations"), asked).await.expect(201);
    let visitor = house.visitor();
    for path in ["/api/auth/password-reset", "/api/reservations/resend"] {
        let ask = async |email: &str| {
            let mut body = json!({"email": email});
            if path.ends_with("resend") {
                body["performance_id"] = performance.into();
            }
            visitor.post(path, body).await
        };
        let took = quartiles(4, &["anna@theatre.example", "nobody@theatre.example"], ask, 202).await;
        assert!(took.iter().all(|took| *took >= Duration::from_millis(300)), "{path}: {took:?}");
        tell_nothing(&took);
    }
}
