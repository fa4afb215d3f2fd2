//! Anonymised reservations: nothing of the person is left.

use sea_orm::ConnectionTrait;

use super::{Finding, Of, find};
use crate::Failure;
use crate::privacy::ANONYMOUS;

pub(super) async fn check<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    find(
        conn,
        "SELECT r.id FROM reservations r WHERE r.anonymised_at IS NOT NULL AND ( \
            r.name <> $1 OR r.email IS NOT NULL OR r.phone IS NOT NULL OR r.notes <> '' \
            OR EXISTS (SELECT FROM ticket_assets a WHERE a.reservation_id = r.id) \
            OR EXISTS (SELECT FROM reservation_tokens t WHERE t.reservation_id = r.id) \
            OR EXISTS (SELECT FROM audit_log l WHERE l.subject = 'reservation' AND l.subject_id = r.id \
                AND l.actor = 'visitor' AND l.client_address IS NOT NULL)) ORDER BY r.id",
        vec![ANONYMOUS.into()],
        |row: Of| Finding::PersonalDataLeft { reservation_id: row.id },
    )
    .await
}
