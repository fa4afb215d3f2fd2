//! What can go wrong below any rule.

use sea_orm::{DbErr, RuntimeErr};

/// A cause that has nothing to do with what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Another transaction kept a row for longer than the waiting time, or had to win. Asking again helps.
    #[error("the row stayed busy")]
    Busy(#[source] DbErr),
    /// The database cannot be reached now, or has no free connection. Asking again later helps.
    #[error("the database is away")]
    Unavailable(#[source] DbErr),
    /// The database refused for another reason.
    #[error("the database refused")]
    Database(#[source] DbErr),
    /// A stored value cannot be read; the text says which, not what it holds.
    #[error("stored data cannot be read: {0}")]
    Unreadable(&'static str),
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        match sql_state(&error).as_deref() {
            // lock_not_available, deadlock_detected, serialization_failure: PostgreSQL, appendix A.
            Some("55P03" | "40P01" | "40001") => Self::Busy(error),
            // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections,
            // idle_in_transaction_session_timeout: the program slept, and its connection is gone.
            Some("57P01" | "57P02" | "57P03" | "53300" | "25P03") => Self::Unavailable(error),
            None if connection_lost(&error) => Self::Unavailable(error),
            _ => Self::Database(error),
        }
    }
}

fn driver_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => Some(inner),
        _ => None,
    }
}

fn sql_state(error: &DbErr) -> Option<String> {
    driver_error(error)?.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}

/// Name of the constraint that a statement would have broken.
#[must_use]
pub fn broken_constraint(error: &DbErr) -> Option<&str> {
    driver_error(error)?.as_database_error()?.constraint()
}

fn connection_lost(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_))
        || matches!(
            driver_error(error),
            Some(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed)
        )
}
