//! Users of the house: nothing of a disabled one is open, and somebody can manage the house.

use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{Finding, Of, find};
use crate::Failure;

#[derive(FromQueryResult)]
struct Counted {
    id: i64,
    count: i64,
}

pub(super) async fn check<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    let mut findings = find(
        conn,
        "SELECT u.id, count(*) AS count FROM staff_users u JOIN sessions s ON s.user_id = u.id \
         WHERE u.disabled_at IS NOT NULL GROUP BY u.id ORDER BY u.id",
        vec![],
        |row: Counted| Finding::SessionsOfDisabledUser { user_id: row.id, count: row.count },
    )
    .await?;
    findings.extend(
        find(
            conn,
            "SELECT u.id, count(*) AS count FROM staff_users u JOIN api_tokens t ON t.user_id = u.id \
             WHERE t.revoked_at IS NULL AND (u.disabled_at IS NOT NULL OR (u.role <> 'admin' AND t.scope <> 'check_in')) \
             GROUP BY u.id ORDER BY u.id",
            vec![],
            |row: Counted| Finding::ApiTokensOutlived { user_id: row.id, count: row.count },
        )
        .await?,
    );
    findings.extend(
        find(
            conn,
            "SELECT 0::bigint AS id WHERE EXISTS (SELECT FROM staff_users) \
             AND NOT EXISTS (SELECT FROM staff_users WHERE role = 'admin' AND disabled_at IS NULL)",
            vec![],
            |_: Of| Finding::NoAdministrator,
        )
        .await?,
    );
    Ok(findings)
}
