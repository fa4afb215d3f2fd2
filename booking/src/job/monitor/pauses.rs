//! Queues that are paused: since when, why, and by whom.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::Failure;

/// A queue that stands still.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Pause {
    /// The queue.
    pub queue: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why, in words of who paused it.
    pub reason: String,
    /// Who did, as colleagues see him; `the terminal` for a command. None when a worker did, whose login was refused.
    pub by: Option<String>,
}

/// All queues that are paused, by name.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn pauses<C: ConnectionTrait>(conn: &C) -> Result<Vec<Pause>, Failure> {
    // An operator's pause and its audit entry are of one moment.
    let statement = Statement::from_string(
        DbBackend::Postgres,
        "SELECT s.name AS queue, s.paused_at AS since, coalesce(s.paused_reason, '') AS reason, \
            CASE WHEN l.actor = 'system' THEN 'the terminal' ELSE u.display_name END AS by \
         FROM queue_states s \
         LEFT JOIN LATERAL (SELECT actor, user_id FROM audit_log WHERE occurred_at = s.paused_at \
            AND action = 'queue.paused' AND detail ->> 'queue' = s.name ORDER BY id DESC LIMIT 1) l ON true \
         LEFT JOIN staff_users u ON u.id = l.user_id \
         WHERE s.paused_at IS NOT NULL ORDER BY s.name",
    );
    Ok(Pause::find_by_statement(statement).all(conn).await?)
}
