//! `api integrity`, as an operator runs it.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test that cannot go on says where")]

use std::collections::BTreeSet;
use std::process::{Command, Output};

use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use test_database::TestDatabase;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn integrity(database: &TestDatabase, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_api"))
        .arg("integrity")
        .args(arguments)
        .envs([("DATABASE_URL", database.url()), ("PUBLIC_URL", "https://theatre.example"), ("TOKEN_KEYS", KEY)])
        .output()
        .unwrap()
}

/// The demonstration season: hundreds of reservations in all states.
async fn season() -> TestDatabase {
    let database = TestDatabase::create().await;
    let made = Command::new(env!("CARGO_BIN_EXE_api"))
        .arg("seed-demo")
        .envs([
            ("DATABASE_URL", database.url()),
            ("PUBLIC_URL", "https://theatre.example"),
            ("TOKEN_KEYS", KEY),
            ("DEMO_PASSWORD", "correct horse battery"),
        ])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    database
}

/// Writes past rules and constraints, as a restore gone wrong does.
async fn plant(database: &TestDatabase, sql: &str) {
    let script = format!("SET session_replication_role = replica; {sql}; SET session_replication_role = origin");
    database.connection().execute_unprepared(&script).await.unwrap();
}

#[tokio::test]
async fn a_season_that_went_by_the_rules_agrees_in_everything() {
    let database = season().await;
    let told = integrity(&database, &[]);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(String::from_utf8(told.stdout).unwrap().contains("Everything agrees"));
    let told = integrity(&database, &["--json"]);
    assert_eq!(serde_json::from_slice::<Value>(&told.stdout).unwrap()["differences"], 0);
}

#[tokio::test]
async fn eight_planted_faults_are_found_all_eight() {
    let database = season().await;
    let faults = [
        ("seats_miscounted", "UPDATE performances SET confirmed_seats = confirmed_seats + 1 WHERE id = 1"),
        (
            "oversold",
            "ALTER TABLE performances DROP CONSTRAINT performances_seats_within_capacity; \
             UPDATE performances SET room_capacity = 1, additional_seats = 0, manually_occupied_seats = 0 WHERE id = \
                (SELECT max(performance_id) FROM reservations WHERE status = 'confirmed' AND party_size > 1)",
        ),
        (
            "admitted_miscounted",
            "UPDATE reservations SET admitted = admitted - 1 WHERE id = \
                (SELECT min(id) FROM reservations WHERE admitted > 0)",
        ),
        (
            "token_forged",
            "UPDATE reservation_tokens SET token_sha256 = sha256('mine'::bytea) WHERE token_sha256 = ( \
                SELECT t.token_sha256 FROM reservation_tokens t JOIN reservations r ON r.id = t.reservation_id \
                JOIN performances p ON p.id = r.performance_id WHERE p.starts_at > now() + interval '1 hour' \
                AND r.status = 'confirmed' AND t.purpose = 'ticket' LIMIT 1)",
        ),
        (
            "delivery_without_job",
            "INSERT INTO email_deliveries (reservation_id, kind, generation, status, message_id, queued_at) \
                SELECT id, 'reminder', 99, 'queued', 'm', now() FROM reservations LIMIT 1",
        ),
        (
            "job_stranded",
            "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, done_at, idempotency_key) \
                VALUES (apalis.generate_ulid(), 'maintenance', convert_to('{\"v\":1,\"sweep\":\"purge\",\"slot\":0}', 'UTF8'), \
                'Running', 1, 100, now(), now() - interval '1 hour', 'Purge:0')",
        ),
        ("no_administrator", "UPDATE staff_users SET role = 'staff'"),
        (
            "orphan",
            "INSERT INTO check_ins (reservation_id, admitted, source, user_id, created_at) \
                SELECT 987654321, 1, 'manual', id, now() FROM staff_users LIMIT 1",
        ),
    ];
    for (_, sql) in &faults {
        plant(&database, sql).await;
    }
    let told = integrity(&database, &["--json"]);
    assert_eq!(told.status.code(), Some(1));
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let found: BTreeSet<&str> =
        told["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert_eq!(found, faults.iter().map(|(code, _)| *code).collect(), "{told}");

    let table = integrity(&database, &[]);
    assert_eq!(table.status.code(), Some(1));
    let (lines, complaint) = (String::from_utf8(table.stdout).unwrap(), String::from_utf8(table.stderr).unwrap());
    assert!(lines.contains("orphan") && lines.contains("reservation_id=987654321 table=check_ins"), "{lines}");
    assert!(complaint.contains("difference(s)") && complaint.contains("nothing was changed"), "{complaint}");
}
