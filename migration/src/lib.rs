//! The schema: ours, and the job queue's (apalis, schema `apalis`), always applied together and in this order: the
//! queue first, since one of our changes adds constraints to its table.

use std::collections::HashSet;

use apalis_postgres::PostgresStorage;
use sea_orm::{DatabaseConnection, DbErr, SqlxPostgresConnector};
use sea_orm_migration::MigratorTrait;
use sqlx::PgPool;

mod change;

/// The command that brings a schema up to date; named in refusals to start.
pub const UP_COMMAND: &str = "migration up";

/// Why a migration command could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// One of our changes failed; it left nothing behind.
    #[error("a change of the schema failed")]
    Schema(#[from] DbErr),
    /// The queue's own migrations failed, or do not agree with the ones recorded in the database.
    #[error("the job queue's migrations failed")]
    Queue(#[from] apalis_postgres::Error),
    /// The database did not answer a question about its schema.
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
}

/// Whether one change is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeStatus {
    /// Name of the change; the queue's are prefixed `apalis `.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
        change::all()
    }
}

fn connection(pool: &PgPool) -> DatabaseConnection {
    SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone())
}

/// Applies all that is missing. Running it again changes nothing.
///
/// # Errors
/// [`Error`] when the database refuses a change.
pub async fn up(pool: &PgPool) -> Result<(), Error> {
    PostgresStorage::<()>::setup(pool).await?;
    Migrator::up(&connection(pool), None).await?;
    Ok(())
}

/// Takes back the newest `steps` of our changes. The queue's schema stays: its author publishes no way back.
///
/// # Errors
/// [`Error`] when the database refuses.
pub async fn down(pool: &PgPool, steps: u32) -> Result<(), Error> {
    Migrator::down(&connection(pool), Some(steps)).await?;
    Ok(())
}

/// Drops everything, the queue included, and applies all changes to the empty database. Destroys all data.
///
/// # Errors
/// [`Error`] when the database refuses.
pub async fn fresh(pool: &PgPool) -> Result<(), Error> {
    let ours = Migrator::get_applied_migrations(&connection(pool)).await;
    // A database that never saw a migration has nothing to take back.
    if ours.is_ok_and(|applied| !applied.is_empty()) {
        Migrator::down(&connection(pool), None).await?;
    }
    sqlx::query("DROP SCHEMA IF EXISTS apalis CASCADE").execute(pool).await?;
    up(pool).await
}

/// Every change, oldest first, and whether the database has it. Writes nothing.
///
/// # Errors
/// [`Error`] when the database cannot be read.
pub async fn status(pool: &PgPool) -> Result<Vec<ChangeStatus>, Error> {
    let mut changes = queue_status(pool).await?;
    changes.extend(own_status(pool).await?);
    Ok(changes)
}

/// Names of the changes that this program knows and the database lacks; empty when the schema is current.
///
/// # Errors
/// [`Error`] when the database cannot be read.
pub async fn pending(pool: &PgPool) -> Result<Vec<String>, Error> {
    let changes = status(pool).await?;
    Ok(changes.into_iter().filter(|change| !change.applied).map(|change| change.name).collect())
}

async fn table_exists(pool: &PgPool, name: &str) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("SELECT to_regclass($1) IS NOT NULL").bind(name).fetch_one(pool).await
}

async fn queue_status(pool: &PgPool) -> Result<Vec<ChangeStatus>, Error> {
    let applied: HashSet<i64> = if table_exists(pool, "apalis._sqlx_migrations").await? {
        sqlx::query_scalar("SELECT version FROM apalis._sqlx_migrations WHERE success")
            .fetch_all(pool)
            .await?
            .into_iter()
            .collect()
    } else {
        HashSet::new()
    };
    Ok(PostgresStorage::<()>::migrations()
        .iter()
        .map(|change| ChangeStatus {
            name: format!("apalis {} {}", change.version, change.description),
            applied: applied.contains(&change.version),
        })
        .collect())
}

async fn own_status(pool: &PgPool) -> Result<Vec<ChangeStatus>, Error> {
    // Not through SeaORM, which makes its history table before each look: the programs look, and may not make tables.
    let applied: HashSet<String> = if table_exists(pool, "public.seaql_migrations").await? {
        sqlx::query_scalar("SELECT version FROM public.seaql_migrations").fetch_all(pool).await?.into_iter().collect()
    } else {
        HashSet::new()
    };
    Ok(change::all()
        .iter()
        .map(|change| ChangeStatus { name: change.name().to_owned(), applied: applied.contains(change.name()) })
        .collect())
}

/// A text that differs whenever the set of changes does; names a database that was migrated by this program.
#[must_use]
pub fn fingerprint() -> String {
    let queue = PostgresStorage::<()>::migrations();
    let queue = queue.iter().map(|change| change.version.to_string());
    queue.chain(change::all().iter().map(|change| change.name().to_owned())).collect::<Vec<_>>().join(",")
}
