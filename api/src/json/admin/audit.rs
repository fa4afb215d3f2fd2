use booking::audit::Entry;
use chrono::{DateTime, FixedOffset};
use poem_openapi::Object;
use serde_json::Value;

use super::mirrored;
use crate::json::Here;
use crate::json::list::long_list;

mirrored! {
    /// What kind of actor.
    AuditActor {
        /// A guest.
        Visitor,
        /// A user of the house.
        Staff,
        /// The system, on schedule.
        System,
    }
}

/// Something that was done.
#[derive(Debug, Object)]
pub struct AuditEntry {
    /// Row id.
    pub id: i64,
    /// When.
    pub occurred_at: DateTime<FixedOffset>,
    /// By what kind of actor.
    pub actor: AuditActor,
    /// By which user of the house.
    #[oai(nullable)]
    pub user_id: Option<i64>,
    /// What colleagues call that user.
    #[oai(nullable)]
    pub by: Option<String>,
    /// What, as `subject.verb`.
    pub action: String,
    /// To which kind of record.
    pub subject: String,
    /// To which record.
    pub subject_id: i64,
    /// Figures of the change.
    pub detail: Value,
    /// The request that did it.
    #[oai(nullable)]
    pub request_id: Option<String>,
    /// Where it came from.
    #[oai(nullable)]
    pub client_address: Option<String>,
}

long_list! {
    /// What was done, newest first.
    AuditLog of AuditEntry
}

impl AuditEntry {
    /// The JSON of an entry.
    #[must_use]
    pub fn of(entry: Entry, here: Here) -> Self {
        let Entry { row, by } = entry;
        Self {
            id: row.id,
            occurred_at: here.tell(row.occurred_at),
            actor: row.actor.into(),
            user_id: row.user_id,
            by,
            action: row.action,
            subject: row.subject,
            subject_id: row.subject_id,
            detail: row.detail,
            request_id: row.request_id,
            client_address: row.client_address,
        }
    }
}
