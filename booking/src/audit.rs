//! Who did what to which record, when, from where; written in the transaction of the change.

mod changes;
mod log;

pub(crate) use changes::changes;
pub use log::{Entry, Filter, entries};
pub(crate) use log::{history, names_of};

use chrono::{DateTime, Utc};
use entity::audit_entry as row;
use entity::value::AuditActor;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::Value;

use crate::Failure;
use crate::together::Row;

/// Whose act it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A guest.
    Visitor,
    /// A user of the house.
    Staff {
        /// Which one.
        user_id: i64,
    },
    /// The system, on schedule.
    System,
}

impl Who {
    /// As rows have it.
    pub(crate) const fn columns(self) -> (AuditActor, Option<i64>) {
        match self {
            Self::Visitor => (AuditActor::Visitor, None),
            Self::Staff { user_id } => (AuditActor::Staff, Some(user_id)),
            Self::System => (AuditActor::System, None),
        }
    }
}

/// Who acts, and by which request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Whose act it is.
    pub who: Who,
    /// Id of the request, as logs and answers show it.
    pub request_id: Option<String>,
    /// Network address of the client.
    pub client_address: Option<String>,
}

impl Actor {
    /// A guest, without a request behind him.
    pub const VISITOR: Self = Self { who: Who::Visitor, request_id: None, client_address: None };
    /// The system itself.
    pub const SYSTEM: Self = Self { who: Who::System, request_id: None, client_address: None };

    /// The system, told by somebody at a terminal of the machine: the entry says `terminal` where it names a request.
    #[must_use]
    pub fn terminal() -> Self {
        Self { request_id: Some("terminal".to_owned()), ..Self::SYSTEM }
    }

    /// A user of the house, without a request behind him.
    #[must_use]
    pub const fn staff(user_id: i64) -> Self {
        Self { who: Who::Staff { user_id }, request_id: None, client_address: None }
    }
}

/// The record that was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A reservation.
    Reservation(i64),
    /// A user of the house.
    StaffUser(i64),
    /// A performance.
    Performance(i64),
    /// A show.
    Show(i64),
    /// A venue.
    Venue(i64),
    /// The company itself; there is one.
    Company,
    /// Jobs and queues, which have names instead of numbers: the entry's detail says which.
    Jobs,
    /// A person, whom the entry does not name: its detail says which reservations are his.
    Person,
}

impl Subject {
    const fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Reservation(id) => ("reservation", id),
            Self::StaffUser(id) => ("staff_user", id),
            Self::Performance(id) => ("performance", id),
            Self::Show(id) => ("show", id),
            Self::Venue(id) => ("venue", id),
            Self::Company => ("company", 1),
            Self::Jobs => ("jobs", 0),
            Self::Person => ("person", 0),
        }
    }
}

/// Rows of one statement: PostgreSQL takes 65,535 values at most.
const BATCH: usize = 1000;

/// Writes one entry. `detail` holds figures, never personal data.
pub(crate) async fn record<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    actor: &Actor,
    action: &'static str,
    subject: Subject,
    detail: Value,
) -> Result<(), Failure> {
    record_all(conn, now, actor, action, [(subject, detail)]).await
}

/// The entry, as a row that is written with others.
pub(crate) fn entry(now: DateTime<Utc>, actor: &Actor, action: &'static str, subject: Subject, detail: Value) -> Row {
    Row::of(&row_of(now, actor, action, subject, detail))
}

/// Writes an entry for each subject that one act changed.
pub(crate) async fn record_all<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    actor: &Actor,
    action: &'static str,
    changed: impl IntoIterator<Item = (Subject, Value)>,
) -> Result<(), Failure> {
    let rows: Vec<row::ActiveModel> =
        changed.into_iter().map(|(subject, detail)| row_of(now, actor, action, subject, detail)).collect();
    for batch in rows.chunks(BATCH) {
        row::Entity::insert_many(batch.to_vec()).exec_without_returning(conn).await?;
    }
    Ok(())
}

fn row_of(
    now: DateTime<Utc>,
    actor: &Actor,
    action: &'static str,
    subject: Subject,
    detail: Value,
) -> row::ActiveModel {
    let (who, user_id) = actor.who.columns();
    let (subject, subject_id) = subject.parts();
    row::ActiveModel {
        occurred_at: Set(now),
        actor: Set(who),
        user_id: Set(user_id),
        action: Set(action.to_owned()),
        subject: Set(subject.to_owned()),
        subject_id: Set(subject_id),
        detail: Set(detail),
        request_id: Set(actor.request_id.clone()),
        client_address: Set(actor.client_address.clone()),
        ..Default::default()
    }
}
