//! The one pool of a program: SeaORM and everything beside it use the same connections.

use std::str::FromStr;
use std::time::Duration;

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, PgConnection, PgPool, Row as _};

use crate::given_up::GivenUp;
use crate::settings::{DatabaseSettings, Secret, SecretError};

/// How long a request waits for a free connection: a crowd that books at the same moment stands in line for seconds.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);
/// A connection idle for longer is closed.
const IDLE_TIMEOUT: Duration = Duration::from_mins(10);
/// A connection that was used a moment ago is used again without a question.
const FRESH: Duration = Duration::from_secs(1);
/// A connection that does not answer within this time is dead, though nobody said so: a machine lost its power, a
/// firewall forgot. Waiting for the network to notice takes a quarter of an hour.
const SILENCE: Duration = Duration::from_secs(2);
/// No statement of ours takes nearly as long; one that does holds rows that others wait for.
const STATEMENT_TIMEOUT: &str = "30s";
/// A row that stays busy for longer is told as busy (api-contract.md, Conventions). Said once a connection, since each
/// word more within a transaction is a way to the database and back.
const LOCK_TIMEOUT: &str = "3s";
/// A transaction whose program hangs lets its rows go: a performance that an API holds in its sleep can be booked by nobody.
/// Ours do nothing slow between two statements.
const IDLE_IN_TRANSACTION_TIMEOUT: &str = "10s";

/// The database of a program.
#[derive(Debug, Clone)]
pub struct Database {
    /// For SeaORM.
    pub connection: DatabaseConnection,
    /// The same connections, for apalis and statements beside SeaORM.
    pub pool: PgPool,
    /// Where [`open_for_watched`] hears of work that was given up.
    pub given_up: GivenUp,
}

/// Why a program cannot work with its database.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The address cannot be read. It may hold a password, so it is not repeated.
    #[error("DATABASE_URL is not an address such as postgres://user:password@host:5432/name")]
    Address,
    /// The file with the password cannot be read.
    #[error(transparent)]
    Password(#[from] SecretError),
    /// There are two passwords, and they may differ.
    #[error("DATABASE_URL holds a password, and DATABASE_PASSWORD_FILE names another: give one of them")]
    PasswordTwice,
    /// The database does not answer.
    #[error("the database does not answer")]
    Unreachable(#[source] sqlx::Error),
    /// The schema could not be looked at.
    #[error("the schema cannot be read")]
    Unreadable(#[source] migration::Error),
    /// The schema is not the one that this program was built for.
    #[error("the database lacks {missing} change(s) of the schema, first `{first}`: run `{}`", migration::UP_COMMAND)]
    Outdated {
        /// How many.
        missing: usize,
        /// Name of the oldest.
        first: String,
    },
}

/// Opens the pool. Connections are made when they are needed, so this waits for nobody. Each that comes back is asked
/// whether it lives and is at rest, whoever had it.
///
/// `program` is the name that the database's own views show.
///
/// # Errors
/// [`DatabaseError::Address`], [`DatabaseError::Password`], [`DatabaseError::PasswordTwice`].
pub fn open(settings: &DatabaseSettings, program: &str) -> Result<Database, DatabaseError> {
    opened(settings, program, |_| true)
}

/// As [`open`], for a program that does everything with the database under [`GivenUp::watch`] of [`Database::given_up`]:
/// connections are asked only while some work was given up lately. The question is a statement more for each that the
/// program makes (docs/performance.md).
///
/// # Errors
/// As [`open`].
pub fn open_for_watched(settings: &DatabaseSettings, program: &str) -> Result<Database, DatabaseError> {
    opened(settings, program, GivenUp::lately)
}

fn opened(
    settings: &DatabaseSettings,
    program: &str,
    must_ask: fn(&GivenUp) -> bool,
) -> Result<Database, DatabaseError> {
    let url = settings.database_url.expose();
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err(DatabaseError::Address);
    }
    let mut options =
        PgConnectOptions::from_str(url).map_err(|_| DatabaseError::Address)?.application_name(program).options([
            ("statement_timeout", STATEMENT_TIMEOUT),
            ("lock_timeout", LOCK_TIMEOUT),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_TIMEOUT),
        ]);
    if let Some(file) = &settings.database_password_file {
        if holds_password(url) {
            return Err(DatabaseError::PasswordTwice);
        }
        options = options.password(Secret::given_or_read("DATABASE_PASSWORD", None, Some(file))?.expose());
    }
    let given_up = GivenUp::default();
    let heard = given_up.clone();
    let pool = PgPoolOptions::new()
        .max_connections(settings.database_pool_size)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .idle_timeout(IDLE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move { if state.idle_for < FRESH { Ok(true) } else { answers(connection).await } })
        })
        // A statement that was given up leaves its connection here, and dead ones would stay for good. The pool then asks
        // once more and waits without a limit (sqlx 0.9 offers none, nor a way to its sockets): a connection that dies
        // between these two questions, a round trip apart, is lost to the pool until the network notices, and the others
        // go on. The worker looks for a pool that has lost all of them (worker/src/connections.rs), since it can begin
        // anew at no cost. The API does not: it would have to end, and a crowd that waits looks much the same to it.
        .after_release(move |connection, _| {
            let ask = must_ask(&heard);
            Box::pin(async move { if ask { is_at_rest(connection).await } else { Ok(true) } })
        })
        .connect_lazy_with(options);
    Ok(Database { connection: SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()), pool, given_up })
}

fn holds_password(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| url.password().is_some())
}

/// Whether a connection lives. An error makes the pool drop it without another word.
async fn answers(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    let answer = tokio::time::timeout(SILENCE, connection.ping()).await;
    answer.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()))).map(|()| true)
}

/// Whether a connection lives and is in no transaction. When the future of a `begin` is dropped while the database
/// answers, as when a visitor hangs up, the driver (sqlx 0.9) takes the connection for one without a transaction: what the
/// next user wrote on it would never be committed. Such a connection is closed.
async fn is_at_rest(connection: &mut PgConnection) -> Result<bool, sqlx::Error> {
    // As one simple query: only then is its own beginning that of its transaction, unless it is in an older one.
    let question = sqlx::raw_sql("SELECT now() = statement_timestamp()").fetch_one(connection);
    let answer = tokio::time::timeout(SILENCE, question).await;
    answer.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))?.try_get(0)
}

/// Refuses a database whose schema is not current, and says which command to run. Writes nothing.
///
/// # Errors
/// [`DatabaseError::Outdated`], or why the schema could not be looked at.
pub async fn require_current_schema(pool: &PgPool) -> Result<(), DatabaseError> {
    pool.acquire().await.map_err(DatabaseError::Unreachable)?;
    let missing = migration::pending(pool).await.map_err(DatabaseError::Unreadable)?;
    match missing.first() {
        None => Ok(()),
        Some(first) => Err(DatabaseError::Outdated { missing: missing.len(), first: first.clone() }),
    }
}
