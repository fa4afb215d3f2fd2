//! Whether the tables agree with each other. Everything that is counted, derived or promised elsewhere is computed anew
//! from the rows that it follows from; what differs is reported. Changes nothing.
//!
//! The rules and constraints should leave nothing to find: a finding tells of a restore gone wrong, of a hand that wrote
//! past them, or of a mistake of ours.

mod accounts;
mod door;
pub mod history;
mod mails;
mod orphans;
mod persons;
mod seats;
mod tokens;

use chrono::{DateTime, Utc};
use entity::value::TokenPurpose;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, FromQueryResult, IsolationLevel,
    Statement, TransactionTrait, Value,
};
use serde::Serialize;

use crate::token::Keys;
use crate::{Failure, transaction};

/// Findings of one kind that are reported; more of the same tell nothing new.
const MOST: usize = 1000;

/// Something that is not as it must be. Ids, never persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Finding {
    /// The counter of confirmed seats is not their sum.
    SeatsMiscounted {
        /// Which performance.
        performance_id: i64,
        /// What the counter says.
        stored: i64,
        /// What the reservations say.
        counted: i64,
    },
    /// More seats are taken than there are.
    Oversold {
        /// Which performance.
        performance_id: i64,
        /// Seats for guests.
        offered: i64,
        /// Seats of confirmed reservations.
        confirmed: i64,
    },
    /// The number of people let in is not what the check-ins say.
    AdmittedMiscounted {
        /// Whose party.
        reservation_id: i64,
        /// What the reservation says.
        stored: i64,
        /// What the check-ins say.
        counted: i64,
    },
    /// More people of a party are in than it has, or people of a party that has no seats.
    AdmittedWrongly {
        /// Whose party.
        reservation_id: i64,
        /// People let in.
        admitted: i64,
        /// People who may be in.
        allowed: i64,
    },
    /// A request is long overdue and did not lapse: the schedule stands still.
    RequestOverdue {
        /// Which one.
        reservation_id: i64,
    },
    /// A reservation has no token where its guest needs one.
    TokenMissing {
        /// Whose.
        reservation_id: i64,
        /// Which token.
        purpose: TokenPurpose,
    },
    /// One generation of a token exists more than once.
    TokenRepeated {
        /// Whose.
        reservation_id: i64,
        /// Which token.
        purpose: TokenPurpose,
        /// How many there are.
        count: i64,
    },
    /// A token of a generation that was never in force.
    TokenAhead {
        /// Whose.
        reservation_id: i64,
        /// Which token.
        purpose: TokenPurpose,
    },
    /// A token's hash is not of the token that our key makes: it opens nothing, and somebody wrote it.
    TokenForged {
        /// Whose.
        reservation_id: i64,
        /// Which token.
        purpose: TokenPurpose,
    },
    /// The key that made tokens in use is not in the list: these tickets open nothing.
    KeyMissing {
        /// Name of the key.
        key_id: String,
        /// Tokens in force that it made.
        tokens: i64,
    },
    /// A ticket for a performance to come was not drawn, no mail of it was ever asked for, and no job will draw it. (One
    /// whose mail is there is drawn again whenever it is sent.)
    TicketNotDrawn {
        /// Whose.
        reservation_id: i64,
    },
    /// A mail waits, and no job will send it.
    DeliveryWithoutJob {
        /// Row of the delivery log.
        delivery_id: i64,
    },
    /// A mail to a user waits, and no job will send it.
    StaffMailWithoutJob {
        /// Row of the staff's delivery log.
        staff_mail_id: i64,
    },
    /// A job waits to send a mail that does not exist.
    JobWithoutDelivery {
        /// The job.
        job_id: String,
    },
    /// A job waits that no worker of this version can read.
    JobUnreadable {
        /// The job.
        job_id: String,
    },
    /// A job is marked as running though it was acknowledged a while ago: nobody will take it.
    JobStranded {
        /// The job.
        job_id: String,
    },
    /// A disabled user has sessions.
    SessionsOfDisabledUser {
        /// Whose.
        user_id: i64,
        /// How many.
        count: i64,
    },
    /// A program's token that was not taken back when its owner was disabled, or lost the role that it needs.
    ApiTokensOutlived {
        /// Whose.
        user_id: i64,
        /// How many.
        count: i64,
    },
    /// There are users, and none of them can manage the house.
    NoAdministrator,
    /// Something of a person is left in an anonymised reservation.
    PersonalDataLeft {
        /// Which reservation.
        reservation_id: i64,
    },
    /// A row belongs to a reservation that does not exist.
    Orphan {
        /// Which table.
        table: String,
        /// The reservation that is missing.
        reservation_id: i64,
    },
}

/// Checks everything, as of one moment.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn check(db: &DatabaseConnection, keys: &Keys, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let txn = db.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await?;
    let outcome = steps(&txn, keys, now).await;
    transaction::end(txn, outcome).await
}

async fn steps(txn: &DatabaseTransaction, keys: &Keys, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let mut findings = seats::check(txn).await?;
    findings.extend(door::check(txn, now).await?);
    findings.extend(tokens::check(txn, keys, now).await?);
    findings.extend(mails::check(txn, now).await?);
    findings.extend(accounts::check(txn).await?);
    findings.extend(persons::check(txn).await?);
    findings.extend(orphans::check(txn).await?);
    Ok(findings)
}

/// A job that will run, or runs.
const LIVE: &str =
    "(j.status IN ('Pending', 'Queued', 'Running') OR (j.status = 'Failed' AND j.attempts < j.max_attempts))";

/// The rows of a query, [`MOST`] at most, each as a finding.
async fn find<R: FromQueryResult, C: ConnectionTrait>(
    conn: &C,
    sql: &str,
    values: Vec<Value>,
    finding: impl Fn(R) -> Finding,
) -> Result<Vec<Finding>, Failure> {
    let limited = format!("{sql} LIMIT {MOST}");
    let rows = R::find_by_statement(Statement::from_sql_and_values(DbBackend::Postgres, limited, values));
    Ok(rows.all(conn).await?.into_iter().map(finding).collect())
}

/// A row that says which record is concerned.
#[derive(FromQueryResult)]
struct Of {
    id: i64,
}

/// A row that says which record is concerned, and two figures that should agree.
#[derive(FromQueryResult)]
struct Figures {
    id: i64,
    is: i64,
    should: i64,
}
