//! What a thief of the database would have.

use std::process::Command;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;

use crate::house::{PASSWORD, TOKEN_KEY, TestHouse};

/// Everything in the database as text: by `pg_dump` where it is installed, else every row of every table.
async fn everything(house: &TestHouse) -> String {
    if let Ok(dump) = Command::new("pg_dump").args(["--inserts", "--dbname", house.database.url()]).output()
        && dump.status.success()
    {
        return String::from_utf8(dump.stdout).unwrap();
    }
    let tables = "SELECT format('SELECT t::text AS line FROM %I.%I t', schemaname, tablename) AS query FROM pg_tables \
                  WHERE schemaname NOT IN ('pg_catalog', 'information_schema')";
    let column = async |sql: &str, name: &str| -> Vec<String> {
        let rows = house.db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get("", name).unwrap()).collect()
    };
    let mut lines = Vec::new();
    for query in column(tables, "query").await {
        lines.extend(column(&query, "line").await);
    }
    lines.join("\n")
}

fn hex(text: &str) -> String {
    text.bytes()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

#[tokio::test]
async fn a_copy_of_the_database_lets_nobody_confirm_enter_or_log_in() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    let booked = house.book(performance, 2).await;
    let pending = house.request(performance, 1).await;
    let unconfirmed = house.token(entity::value::TokenPurpose::Confirmation, &pending).await;
    let staff = house.staff().await;
    staff.post("/api/check-in/confirm", json!({"token": booked.ticket})).await.expect(200);

    let stolen = everything(&house).await;
    assert!(stolen.contains(&booked.reference), "the copy is complete");
    let mut secrets =
        vec![booked.ticket, booked.confirmation_token, unconfirmed, PASSWORD.to_owned(), TOKEN_KEY.to_owned()];
    secrets.extend(staff.secrets());
    assert_eq!(secrets.len(), 7);
    for secret in secrets {
        assert!(
            !stolen.contains(&secret) && !stolen.contains(&hex(&secret)),
            "a secret of {} characters",
            secret.len()
        );
    }
}

#[tokio::test]
async fn jobs_carry_ids_and_a_version_only() {
    let house = TestHouse::open().await;
    house.book(house.performance(9).await, 2).await;
    let jobs = house.jobs().await;
    assert_eq!(jobs.len(), 2);
    for (queue, payload) in jobs {
        let members = payload.as_object().unwrap();
        assert!(members.contains_key("v") && members.values().all(serde_json::Value::is_number), "{queue}: {payload}");
    }
}
