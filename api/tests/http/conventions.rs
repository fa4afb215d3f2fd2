//! What holds for every request.

use std::collections::HashSet;

use booking::staff::session;
use reqwest::Method;
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::house::{TestHouse, Wishes, reservation};

const CONFIRM: &str = "/api/reservations/confirm";

#[tokio::test]
async fn a_slash_at_the_end_means_nothing() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let visitor = house.visitor();
    let with = visitor.get("/api/shows/").await.expect(200);
    assert_eq!(with.body, visitor.get("/api/shows").await.body);
    visitor.get(&format!("/api/performances/{performance}/?x=1")).await.expect(200);
    visitor.get("/api/performances/?page_size=1").await.expect(200);
    visitor.post(&format!("/api/performances/{performance}/reservations/"), reservation(1)).await.expect(201);
    visitor.get("/api/ready/").await.expect(200);
    visitor.get("/api/shows//").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_a_problem() {
    let house = TestHouse::open().await;
    let strange = [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/shows/a/b",
        "/admin/nothing",
        "/",
        "/index.html",
        "/metrics",
        "/api/performances/x/1",
    ];
    for path in strange {
        house.visitor().get(path).await.expect_problem(404, "not_found");
    }
    house.visitor().get("/api/shows/%ff").await.expect_problem(400, "bad_request");
}

#[tokio::test]
async fn another_method_is_told_which_ones_there_are() {
    let house = TestHouse::open().await;
    let visitor = house.visitor();
    let delete = visitor.send(Method::DELETE, "/api/shows", None).await.expect_problem(405, "method_not_allowed");
    assert_eq!(delete.header("allow"), "GET, HEAD");
    let get = visitor.get("/api/performances/1/reservations").await.expect_problem(405, "method_not_allowed");
    assert_eq!(get.header("allow"), "POST");
    visitor.send(Method::OPTIONS, "/api/auth/login", None).await.expect_problem(405, "method_not_allowed");
    visitor
        .send(Method::from_bytes(b"BREW").unwrap(), "/api/shows", None)
        .await
        .expect_problem(405, "method_not_allowed");
    visitor.send(Method::HEAD, CONFIRM, None).await.expect(405);
    visitor.send(Method::PUT, "/api/docs", None).await.expect_problem(405, "method_not_allowed");
}

#[tokio::test]
async fn a_body_that_is_no_json_is_refused_as_what_it_is() {
    let house = TestHouse::open().await;
    let visitor = house.visitor();
    let send = async |kind: &str, body: &[u8]| visitor.send(Method::POST, CONFIRM, Some((kind, body.to_vec()))).await;
    send("text/plain", b"{}").await.expect_problem(415, "unsupported_media_type");
    send("application/x-www-form-urlencoded", b"token=x").await.expect_problem(415, "unsupported_media_type");
    visitor.send(Method::POST, CONFIRM, None).await.expect_problem(415, "unsupported_media_type");
    for broken in [&b""[..], b"{", b"{\"token\":}", b"\xff\xfe", b"{}{}"] {
        let refused = send("application/json", broken).await.expect_problem(400, "bad_request");
        assert!(refused.text("detail").contains("not JSON"));
    }
    for odd in [&b"[]"[..], b"null", b"7", b"\"token\""] {
        send("application/json", odd).await.expect_faults(&[("", "invalid")]);
    }
    let deep = "[".repeat(10_000);
    send("application/json", deep.as_bytes()).await.expect_problem(400, "bad_request");
    send("application/json", b"{\"token\":7,\"x\":1}").await.expect_faults(&[("x", "unknown"), ("token", "invalid")]);
    send("application/json; charset=utf-8", b"{\"token\":\"x\"}").await.expect_problem(404, "token_unknown");
}

#[tokio::test]
async fn a_body_over_64_kib_is_refused_however_large() {
    let house = TestHouse::open().await;
    let send = async |size: usize| {
        let body = format!("{{\"token\":\"{}\"}}", "x".repeat(size - 12));
        house.visitor().send(Method::POST, CONFIRM, Some(("application/json", body.into_bytes()))).await
    };
    send(64 * 1024).await.expect_faults(&[("token", "too_long")]);
    send(64 * 1024 + 1).await.expect_problem(413, "payload_too_large");
    send(3 * 1024 * 1024).await.expect_problem(413, "payload_too_large");
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_another_replaced() {
    let house = TestHouse::open().await;
    let kept = house.visitor().with("x-request-id", "till-7_a").get("/api/shows").await;
    assert_eq!(kept.header("x-request-id"), "till-7_a");
    let refused = house.visitor().with("x-request-id", "till-8").get("/api/nothing").await;
    assert_eq!(refused.text("request_id"), "till-8");
    let replaced = house.visitor().with("x-request-id", "a\"} b").get("/api/shows").await;
    assert_eq!(replaced.header("x-request-id").len(), 16);
}

#[tokio::test]
async fn the_request_is_known_to_its_jobs_and_to_the_audit_log() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let path = format!("/api/performances/{performance}/reservations");
    house.visitor().with("x-request-id", "till-9").post(&path, reservation(1)).await.expect(201);
    let found = async |sql: &str| {
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = house.db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get::<String>("", "request_id").unwrap()
    };
    assert_eq!(found("SELECT metadata -> 'request_id' AS request_id FROM apalis.jobs").await, "till-9");
    assert_eq!(found("SELECT request_id FROM audit_log").await, "till-9");
}

#[tokio::test]
async fn long_text_is_packed_for_those_who_can_unpack_it() {
    let house = TestHouse::open().await;
    for _ in 0..12 {
        house.performance(9).await;
    }
    let get = async |accepted: &str| house.visitor().with("accept-encoding", accepted).get("/api/performances").await;
    let plain = house.visitor().get("/api/performances").await.expect(200);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "Accept-Encoding"));
    for (accepted, coding) in [("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")] {
        let raw = raw_get(&house, "/api/performances", accepted).await;
        let (head, body) = raw.split_at(raw.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap());
        let head = String::from_utf8_lossy(head).to_lowercase();
        assert!(head.contains(&format!("content-encoding: {coding}")), "{head}");
        assert!(head.contains("vary: accept-encoding"), "{head}");
        assert!(body.len() * 2 < plain.body.len());
    }
    assert_eq!(get("identity").await.header("content-encoding"), "");
    let short = house.visitor().with("accept-encoding", "gzip").get("/api/health").await;
    assert_eq!(short.header("content-encoding"), "");
}

/// A request whose answer is not unpacked or judged.
async fn raw_get(house: &TestHouse, path: &str, accepted: &str) -> Vec<u8> {
    let mut socket = TcpStream::connect(house.address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {accepted}\r\nConnection: close\r\n\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn an_address_without_end_is_refused() {
    let house = TestHouse::open().await;
    house.visitor().get(&format!("/api/shows?x={}", "a".repeat(9000))).await.expect_problem(414, "bad_request");
}

#[tokio::test]
async fn a_row_that_stays_busy_ends_in_503_after_three_seconds() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let holder = house.db.begin().await.unwrap();
    let lock = format!("SELECT id FROM performances WHERE id = {performance} FOR UPDATE");
    holder.execute_unprepared(&lock).await.unwrap();
    let path = format!("/api/performances/{performance}/reservations");
    let begun = std::time::Instant::now();
    house.visitor().post(&path, reservation(1)).await.expect_problem(503, "unavailable");
    assert!((2..9).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    holder.rollback().await.unwrap();
    house.visitor().post(&path, reservation(1)).await.expect(201);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_told_to_probes_at_once() {
    let house = TestHouse::open_with(Wishes { pool_size: 2, ..Wishes::default() }).await;
    let ready = house.visitor().get("/api/ready").await.expect(200).json();
    assert_eq!(ready, json!({"status": "ok", "checks": {"database": "ok", "migrations": "ok"}}));
    let holders =
        [house.house.database.pool.acquire().await.unwrap(), house.house.database.pool.acquire().await.unwrap()];
    let ready = house.visitor().get("/api/ready").await.expect(503).json();
    assert_eq!(ready["checks"], json!({"database": "unavailable", "migrations": "unavailable"}));
    let health = house.visitor().get("/api/health").await.expect(200);
    assert_eq!(health.text("status"), "ok");
    drop(holders);
    house.visitor().get("/api/ready").await.expect(200);
}

#[tokio::test]
async fn a_schema_of_another_time_is_not_ready() {
    let house = TestHouse::open().await;
    house
        .sql("DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)")
        .await
        .unwrap();
    let ready = house.visitor().get("/api/ready").await.expect(503).json();
    assert_eq!(ready, json!({"status": "unavailable", "checks": {"database": "ok", "migrations": "unavailable"}}));
}

#[tokio::test]
async fn sessions_that_are_over_are_not_kept_from_a_clean_up() {
    let house = TestHouse::open().await;
    house.staff().await;
    let gone = session::purge(&house.db, house.now() + session::LONGEST).await.unwrap();
    assert_eq!(gone, 1);
}

#[tokio::test]
async fn files_that_nobody_serves_are_not_found_by_guessing() {
    let directory = std::env::temp_dir().join(format!("azionelab-guessed-{}", std::process::id()));
    std::fs::create_dir_all(directory.join(".git")).unwrap();
    for name in ["index.html", ".env", ".git/config"] {
        std::fs::write(directory.join(name), "PASSWORD=x").unwrap();
    }
    let house = TestHouse::open_with(Wishes { web_app: Some(&directory), ..Wishes::default() }).await;
    let (visitor, admin) = (house.visitor(), house.admin().await);
    let guesses = [
        "/.env",
        "/.git/config",
        "/%2egit/config",
        "/.git/",
        "/backup.sql",
        "/index.php",
        "/web.config",
        "/api/.env",
        "/api/v1/users",
        "/api/users",
        "/api/admin/users",
        "/api/debug/pprof",
        "/api/metrics",
        "/admin/.git/config",
        "/admin/config",
        "/admin/backup",
        "/admin/users.json",
        "/admin/console",
        "/admin/tokens",
        "/admin//users",
        "/admin/shows/1/../../users",
    ];
    for path in guesses {
        for client in [&visitor, &admin] {
            let answer = client.get(path).await;
            assert!([401, 404].contains(&answer.status) || path.contains(".."), "{path}: {}", answer.status);
            assert!(!String::from_utf8_lossy(&answer.body).contains("PASSWORD"), "{path}");
        }
    }
    std::fs::remove_dir_all(&directory).unwrap();
}

#[tokio::test]
async fn the_web_app_is_served_where_there_is_no_nginx() {
    let directory = std::env::temp_dir().join(format!("azionelab-web-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    for (name, content) in [
        ("index.html", "<!doctype html><title>The app</title><style>p {}</style><az-root></az-root>"),
        ("main-ABCD1234.js", "start()"),
        ("poster.svg", "<svg/>"),
    ] {
        std::fs::write(directory.join(name), content).unwrap();
    }
    let house = TestHouse::open_with(Wishes { web_app: Some(&directory), ..Wishes::default() }).await;
    let visitor = house.visitor();
    let mut marks = HashSet::new();
    for page in ["/", "/index.html", "/shows/la-locandiera", "/staff/performances/7", "/apiary", "/manage"] {
        let answer = visitor.clone().with("if-none-match", "*").get(page).await.expect(200);
        let content = String::from_utf8_lossy(&answer.body);
        assert!(content.contains("The app"), "{page}");
        assert_eq!(answer.header("cache-control"), "no-cache");
        let policy = answer.header("content-security-policy");
        let mark = policy.split_once("style-src 'self' 'nonce-").unwrap().1.split_once("';").unwrap().0;
        assert!(content.contains(&format!("<style nonce=\"{mark}\">")), "{page}");
        assert!(content.contains(&format!("<az-root ngCspNonce=\"{mark}\">")), "{page}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert!(marks.insert(mark.to_owned()), "a mark is of one answer alone");
    }
    let hashed = visitor.get("/main-ABCD1234.js").await.expect(200);
    assert_eq!(hashed.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(visitor.get("/poster.svg").await.expect(200).header("content-type"), "image/svg+xml");
    for missing in ["/none.js", "/metrics", "/../../etc/pass.wd", "/%2e%2e/%2e%2e/etc/hosts.txt", "/api/nothing"] {
        visitor.get(missing).await.expect_problem(404, "not_found");
    }
    visitor.send(Method::POST, "/shows", None).await.expect_problem(405, "method_not_allowed");
    let management = visitor.get("/admin/").await.expect(302);
    assert_eq!(management.header("location"), "/manage");
    std::fs::remove_dir_all(&directory).unwrap();
}
