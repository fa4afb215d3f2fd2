//! Reservations and the door: who is in, and requests that should have lapsed.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;

use super::{Figures, Finding, Of, find};
use crate::Failure;

/// The schedule lapses requests each minute; after so long it stands still.
const LAPSES_WITHIN: TimeDelta = TimeDelta::hours(1);

pub(super) async fn check<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let mut findings = find(
        conn,
        "SELECT r.id, r.admitted::bigint AS is, coalesce(c.people, 0)::bigint AS should FROM reservations r \
         LEFT JOIN (SELECT reservation_id, sum(admitted) AS people FROM check_ins WHERE undone_at IS NULL \
            GROUP BY reservation_id) c ON c.reservation_id = r.id \
         WHERE r.admitted <> coalesce(c.people, 0) ORDER BY r.id",
        vec![],
        |row: Figures| Finding::AdmittedMiscounted { reservation_id: row.id, stored: row.is, counted: row.should },
    )
    .await?;
    findings.extend(
        find(
            conn,
            "SELECT id, admitted::bigint AS is, \
                (CASE WHEN status = 'confirmed' THEN party_size ELSE 0 END)::bigint AS should FROM reservations \
             WHERE admitted > CASE WHEN status = 'confirmed' THEN party_size ELSE 0 END ORDER BY id",
            vec![],
            |row: Figures| Finding::AdmittedWrongly { reservation_id: row.id, admitted: row.is, allowed: row.should },
        )
        .await?,
    );
    findings.extend(
        find(
            conn,
            "SELECT id FROM reservations WHERE status = 'pending' AND expires_at < $1 ORDER BY id",
            vec![(now - LAPSES_WITHIN).into()],
            |row: Of| Finding::RequestOverdue { reservation_id: row.id },
        )
        .await?,
    );
    Ok(findings)
}
