//! What a program does with the database it is given.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test may stop at once")]

use std::time::Duration;

use platform::database::{self, DatabaseError};
use platform::settings::{DatabaseSettings, Secret};
use test_database::TestDatabase;

fn settings(url: &str) -> DatabaseSettings {
    DatabaseSettings { database_url: Secret::from(url.to_owned()), database_password_file: None, database_pool_size: 2 }
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

/// As during an upgrade, and after a rollback: what a later version added is nothing to this one.
#[tokio::test]
async fn a_schema_that_a_later_version_has_added_to_is_accepted() {
    let test = TestDatabase::create().await;
    let database = database::open(&settings(test.url()), "test").unwrap();
    sqlx::raw_sql(
        "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_000001_later', 0); \
         ALTER TABLE shows ADD COLUMN later text; CREATE TABLE later (id bigint)",
    )
    .execute(&database.pool)
    .await
    .unwrap();
    database::require_current_schema(&database.pool).await.unwrap();
}

#[tokio::test]
async fn a_password_may_be_in_a_file_and_nowhere_else_then() {
    let test = TestDatabase::create().await;
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(test.pool()).await.unwrap();
    let role = format!("role_of_{name}");
    let make = format!("CREATE ROLE {role} LOGIN PASSWORD 'curtain falls'");
    sqlx::raw_sql(sqlx::AssertSqlSafe(make)).execute(test.pool()).await.unwrap();
    let file = std::env::temp_dir().join(&role);
    std::fs::write(&file, "curtain falls\n").unwrap();
    let mut url = url::Url::parse(test.url()).unwrap();
    url.set_username(&role).unwrap();
    url.set_password(None).unwrap();
    let with_file = |url: &url::Url| {
        let given = DatabaseSettings { database_password_file: Some(file.clone()), ..settings(url.as_str()) };
        database::open(&given, "test")
    };
    let opened = with_file(&url).unwrap();
    let who: String = sqlx::query_scalar("SELECT current_user::text").fetch_one(&opened.pool).await.unwrap();
    opened.pool.close().await;
    url.set_password(Some("another")).unwrap();
    let twice = with_file(&url).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    url.set_password(None).unwrap();
    let unreadable = with_file(&url).unwrap_err();
    let gone = format!("DROP ROLE {role}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(gone)).execute(test.pool()).await.unwrap();
    assert_eq!(who, role);
    assert!(matches!(twice, DatabaseError::PasswordTwice), "{twice}");
    assert!(unreadable.to_string().contains("DATABASE_PASSWORD_FILE"), "{unreadable}");
}

/// The state in which a `begin` leaves its connection whose caller went away before the database had answered.
#[tokio::test]
async fn a_connection_that_comes_back_in_a_transaction_is_not_used_again() {
    let test = TestDatabase::create().await;
    let one = DatabaseSettings { database_pool_size: 1, ..settings(test.url()) };
    let database = database::open(&one, "test").unwrap();
    for round in 1..=2 {
        let mut abandoned = database.pool.acquire().await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut *abandoned).await.unwrap();
        drop(abandoned);
        let written = "INSERT INTO venues (slug, name) VALUES ('v' || (SELECT count(*) FROM venues), 'Teatro')";
        sqlx::query(written).execute(&database.pool).await.unwrap();
        let seen: i64 = sqlx::query_scalar("SELECT count(*) FROM venues").fetch_one(test.pool()).await.unwrap();
        assert_eq!(seen, round, "what the next user writes is there for all");
    }
}

/// As when a visitor hangs up. A program whose work is watched asks its connections only then.
#[tokio::test]
async fn a_connection_that_watched_work_left_in_a_transaction_is_not_used_again() {
    let test = TestDatabase::create().await;
    let one = DatabaseSettings { database_pool_size: 1, ..settings(test.url()) };
    let database = database::open_for_watched(&one, "test").unwrap();
    let backend = async || -> i32 {
        let asked = sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(&database.pool);
        database.given_up.watch(asked).await.unwrap()
    };
    let first = backend().await;
    assert_eq!(backend().await, first, "work that ends leaves its connection to the next");
    let hung_up = async {
        let mut abandoned = database.pool.acquire().await.unwrap();
        sqlx::raw_sql("BEGIN").execute(&mut *abandoned).await.unwrap();
        std::future::pending::<()>().await;
    };
    assert!(database.given_up.within(Duration::from_millis(200), hung_up).await.is_none());
    assert_ne!(backend().await, first, "what would be written on it would never be committed");
}

#[test]
fn an_address_is_never_repeated() {
    let refusal = database::open(&settings("mysql://user:hunter2@host/name"), "test").unwrap_err();
    assert!(!refusal.to_string().contains("hunter2"), "{refusal}");
}
