//! The schema goes up, down and up again, and programs can tell whether it is current.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use std::process::Command;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use test_database::TestDatabase;

/// Tables, columns, constraints, indexes, triggers and functions of ours and of the queue, as text.
async fn shape(database: &TestDatabase) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT 'column ' || table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
            FROM information_schema.columns WHERE table_schema IN ('public', 'apalis') \
         UNION ALL SELECT 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
            WHERE connamespace IN ('public'::regnamespace, coalesce(to_regnamespace('apalis'), 0)) \
         UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ('public', 'apalis') \
         UNION ALL SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal \
         ORDER BY 1",
    )
    .fetch_all(database.pool())
    .await
    .unwrap()
}

#[tokio::test]
async fn every_change_can_be_taken_back_and_made_again() {
    let database = TestDatabase::create_empty().await;
    let everything = migration::pending(database.pool()).await.unwrap();
    assert!(everything.iter().any(|name| name.starts_with("apalis ")), "the queue's changes count");
    migration::up(database.pool()).await.unwrap();
    assert!(migration::pending(database.pool()).await.unwrap().is_empty());
    let made = shape(&database).await;
    migration::up(database.pool()).await.unwrap();
    assert_eq!(shape(&database).await, made, "a second run changes nothing");

    let ours = migration::status(database.pool()).await.unwrap().len() - queue_changes(&everything);
    for taken_back in 1..=ours {
        migration::down(database.pool(), 1).await.unwrap();
        assert_eq!(migration::pending(database.pool()).await.unwrap().len(), taken_back);
    }
    let left: Vec<String> = shape(&database).await.into_iter().filter(|line| line.contains("public.")).collect();
    assert!(left.iter().all(|line| line.contains("seaql_migrations")), "{left:#?}");
    migration::up(database.pool()).await.unwrap();
    assert_eq!(shape(&database).await, made);
}

fn queue_changes(names: &[String]) -> usize {
    names.iter().filter(|name| name.starts_with("apalis ")).count()
}

#[tokio::test]
async fn looking_at_the_schema_writes_nothing() {
    use sqlx::PgPool;
    use sqlx::postgres::PgConnectOptions;

    let database = TestDatabase::create_empty().await;
    let options: PgConnectOptions = database.url().parse().unwrap();
    let reader = PgPool::connect_with(options.options([("default_transaction_read_only", "on")])).await.unwrap();
    let everything = migration::pending(&reader).await.unwrap();
    assert_eq!(migration::status(&reader).await.unwrap().len(), everything.len());
    migration::up(database.pool()).await.unwrap();
    assert!(migration::pending(&reader).await.unwrap().is_empty());
}

#[tokio::test]
async fn fresh_forgets_all_data_whatever_was_there() {
    let database = TestDatabase::create_empty().await;
    migration::fresh(database.pool()).await.unwrap();
    sqlx::query("INSERT INTO shows (slug, title) VALUES ('il-gabbiano', 'Il gabbiano')")
        .execute(database.pool())
        .await
        .unwrap();
    migration::fresh(database.pool()).await.unwrap();
    let shows: i64 = sqlx::query_scalar("SELECT count(*) FROM shows").fetch_one(database.pool()).await.unwrap();
    assert_eq!(shows, 0);
    assert!(migration::pending(database.pool()).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_command_says_what_it_did_and_status_counts_in_its_exit_code() {
    let database = TestDatabase::create_empty().await;
    let command = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_migration"))
            .args(arguments)
            .env("DATABASE_URL", database.url())
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, text) = command(&["status"]);
    assert_eq!(code, Some(3));
    assert!(text.contains("pending  m20261101_000001_catalogue"), "{text}");
    assert_eq!(command(&["up"]).0, Some(0));
    let (code, text) = command(&["status"]);
    assert_eq!(code, Some(0));
    assert!(!text.contains("pending"), "{text}");
    assert_eq!(command(&["fresh"]).0, Some(1), "not without saying yes");
    assert_eq!(command(&["down", "--steps", "2"]).0, Some(0));
    assert_eq!(command(&["status"]).0, Some(3));
    assert_eq!(command(&["fresh", "--yes-delete-all-data"]).0, Some(0));
    assert_eq!(command(&["status"]).0, Some(0));
}

#[tokio::test]
async fn the_owner_of_the_database_needs_no_more_rights_than_that() {
    let database = TestDatabase::create_empty().await;
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(database.pool()).await.unwrap();
    let owner = format!("owner_of_{name}");
    for statement in [
        format!("CREATE ROLE {owner} LOGIN PASSWORD 'x' NOSUPERUSER NOCREATEDB NOCREATEROLE"),
        format!("ALTER DATABASE {name} OWNER TO {owner}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(database.pool()).await.unwrap();
    }
    let options = PgConnectOptions::from_str(database.url()).unwrap().username(&owner).password("x");
    let pool = PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
    let migrated = migration::up(&pool).await;
    let extension: Option<String> =
        sqlx::query_scalar("SELECT extname::text FROM pg_extension WHERE extname = 'pg_trgm'")
            .fetch_optional(&pool)
            .await
            .unwrap();
    pool.close().await;
    for statement in [
        format!("ALTER DATABASE {name} OWNER TO CURRENT_USER"),
        format!("REASSIGN OWNED BY {owner} TO CURRENT_USER"),
        format!("DROP OWNED BY {owner}"),
        format!("DROP ROLE {owner}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(database.pool()).await.unwrap();
    }
    migrated.unwrap();
    assert_eq!(extension.as_deref(), Some("pg_trgm"), "what the search index needs");
}
