//! Tokens: one a generation, where a guest needs one, made by a key that we have.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::value::{ReservationStatus, TokenPurpose};
use entity::{performance, reservation, reservation_token};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};

use super::{Finding, LIVE, MOST, Of, find};
use crate::Failure;
use crate::token::{self, Keys};

#[derive(FromQueryResult)]
struct Token {
    id: i64,
    purpose: TokenPurpose,
    count: i64,
}

pub(super) async fn check<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    now: DateTime<Utc>,
) -> Result<Vec<Finding>, Failure> {
    let mut findings = missing(conn).await?;
    findings.extend(
        find(
            conn,
            "SELECT reservation_id AS id, purpose, count(*) AS count FROM reservation_tokens \
             GROUP BY reservation_id, purpose, generation HAVING count(*) > 1 ORDER BY 1, 2",
            vec![],
            |row: Token| Finding::TokenRepeated { reservation_id: row.id, purpose: row.purpose, count: row.count },
        )
        .await?,
    );
    findings.extend(
        find(
            conn,
            "SELECT r.id, t.purpose, count(*) AS count FROM reservation_tokens t JOIN reservations r ON r.id = t.reservation_id \
             WHERE t.generation > CASE t.purpose WHEN 'ticket' THEN r.ticket_generation ELSE r.confirmation_generation END \
             GROUP BY 1, 2 ORDER BY 1, 2",
            vec![],
            |row: Token| Finding::TokenAhead { reservation_id: row.id, purpose: row.purpose },
        )
        .await?,
    );
    findings.extend(made_by_us(conn, keys, now).await?);
    findings.extend(
        find(
            conn,
            &format!(
                "SELECT r.id FROM reservations r JOIN performances p ON p.id = r.performance_id \
                 WHERE r.status = 'confirmed' AND r.email IS NOT NULL AND p.starts_at > $1 AND p.cancelled_at IS NULL \
                 AND NOT EXISTS (SELECT FROM ticket_assets a WHERE a.reservation_id = r.id \
                    AND a.generation = r.ticket_generation) \
                 AND NOT (r.ticket_generation = 1 AND EXISTS (SELECT FROM email_deliveries d \
                    WHERE d.reservation_id = r.id AND d.kind = 'ticket')) \
                 AND NOT EXISTS (SELECT FROM apalis.jobs j WHERE j.job_type = 'tickets' AND {LIVE} \
                    AND starts_with(j.idempotency_key || ':', 'ticket:' || r.id || ':' || r.ticket_generation || ':')) \
                 ORDER BY r.id"
            ),
            vec![now.into()],
            |row: Of| Finding::TicketNotDrawn { reservation_id: row.id },
        )
        .await?,
    );
    Ok(findings)
}

/// Walk-ins are in already and need no token; anonymised guests had theirs taken away.
async fn missing<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    let absent = |purpose: &str, generation: &str| {
        format!(
            "r.anonymised_at IS NULL AND NOT EXISTS (SELECT FROM reservation_tokens t WHERE t.reservation_id = r.id \
                AND t.purpose = '{purpose}' AND t.generation = r.{generation}) ORDER BY r.id"
        )
    };
    let mut findings = find(
        conn,
        &format!(
            "SELECT r.id FROM reservations r WHERE r.status = 'confirmed' AND r.source <> 'walk_in' AND {}",
            absent("ticket", "ticket_generation")
        ),
        vec![],
        |row: Of| Finding::TokenMissing { reservation_id: row.id, purpose: TokenPurpose::Ticket },
    )
    .await?;
    findings.extend(
        find(
            conn,
            &format!(
                "SELECT r.id FROM reservations r WHERE r.status = 'pending' AND r.email IS NOT NULL AND {}",
                absent("confirmation", "confirmation_generation")
            ),
            vec![],
            |row: Of| Finding::TokenMissing { reservation_id: row.id, purpose: TokenPurpose::Confirmation },
        )
        .await?,
    );
    Ok(findings)
}

/// The tokens in force for performances to come, made once more.
async fn made_by_us<C: ConnectionTrait>(conn: &C, keys: &Keys, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let rows = reservation_token::Entity::find()
        .find_also_related(reservation::Entity)
        .join(JoinType::InnerJoin, reservation::Relation::Performance.def())
        .filter(performance::Column::StartsAt.gt(now))
        .filter(reservation::Column::Status.is_in([ReservationStatus::Pending, ReservationStatus::Confirmed]))
        .order_by_asc(reservation_token::Column::ReservationId)
        .order_by_asc(reservation_token::Column::Purpose)
        .all(conn)
        .await?;
    let mut findings = Vec::new();
    let mut unknown_keys: BTreeMap<String, i64> = BTreeMap::new();
    for (row, owner) in rows {
        let Some(owner) = owner.filter(|owner| row.generation == token::generation_in_force(row.purpose, owner)) else {
            continue;
        };
        match token::is_genuine(keys, &row, &owner) {
            Some(true) => {}
            Some(false) => {
                findings.push(Finding::TokenForged { reservation_id: row.reservation_id, purpose: row.purpose });
            }
            None => *unknown_keys.entry(row.key_id).or_default() += 1,
        }
    }
    findings.truncate(MOST);
    findings.extend(unknown_keys.into_iter().map(|(key_id, tokens)| Finding::KeyMissing { key_id, tokens }));
    Ok(findings)
}
