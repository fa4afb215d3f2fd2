//! What a program does with the database it is given.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test may stop at once")]

use platform::database;
use platform::settings::{DatabaseSettings, Secret};
use test_database::TestDatabase;

fn settings(url: &str) -> DatabaseSettings {
    DatabaseSettings { database_url: Secret::from(url.to_owned()), database_pool_size: 2 }
}

#[tokio::test]
async fn a_current_schema_is_accepted() {
    let test = TestDatabase::create().await;
    let database = database::open(&settings(test.url()), "test").unwrap();
    database::require_current_schema(&database.pool).await.unwrap();
}

#[tokio::test]
async fn a_schema_that_is_not_current_is_refused_with_the_command_to_run() {
    let test = TestDatabase::create_empty().await;
    let database = database::open(&settings(test.url()), "test").unwrap();
    let refusal = database::require_current_schema(&database.pool).await.unwrap_err();
    assert!(refusal.to_string().contains("run `migration up`"), "{refusal}");
}

#[test]
fn an_address_is_never_repeated() {
    let refusal = database::open(&settings("mysql://user:hunter2@host/name"), "test").unwrap_err();
    assert!(!refusal.to_string().contains("hunter2"), "{refusal}");
}
