//! Rows that belong to a reservation that does not exist, which a restore without constraints leaves behind.

use sea_orm::ConnectionTrait;

use super::{Finding, Of, find};
use crate::Failure;

/// Tables whose rows belong to a reservation.
const TABLES: [&str; 4] = ["check_ins", "email_deliveries", "reservation_tokens", "ticket_assets"];

pub(super) async fn check<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    let mut findings = Vec::new();
    for table in TABLES {
        let sql = format!(
            "SELECT DISTINCT t.reservation_id AS id FROM {table} t \
             WHERE NOT EXISTS (SELECT FROM reservations r WHERE r.id = t.reservation_id) ORDER BY 1"
        );
        let orphan = |row: Of| Finding::Orphan { table: table.to_owned(), reservation_id: row.id };
        findings.extend(find(conn, &sql, vec![], orphan).await?);
    }
    Ok(findings)
}
