//! Seats: the counters, and the promise that no house is oversold.

use sea_orm::ConnectionTrait;

use super::{Figures, Finding, find};
use crate::Failure;

pub(super) async fn check<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    let mut findings = find(
        conn,
        "SELECT p.id, p.confirmed_seats::bigint AS is, c.seats AS should FROM performances p \
         CROSS JOIN LATERAL (SELECT coalesce(sum(r.party_size), 0)::bigint AS seats FROM reservations r \
            WHERE r.performance_id = p.id AND r.status = 'confirmed') c \
         WHERE p.confirmed_seats <> c.seats ORDER BY p.id",
        vec![],
        |row: Figures| Finding::SeatsMiscounted { performance_id: row.id, stored: row.is, counted: row.should },
    )
    .await?;
    findings.extend(
        find(
            conn,
            "SELECT p.id, c.seats AS is, \
                (p.room_capacity + p.additional_seats - p.manually_occupied_seats)::bigint AS should \
             FROM performances p \
             CROSS JOIN LATERAL (SELECT coalesce(sum(r.party_size), 0)::bigint AS seats FROM reservations r \
                WHERE r.performance_id = p.id AND r.status = 'confirmed') c \
             WHERE c.seats > p.room_capacity + p.additional_seats - p.manually_occupied_seats ORDER BY p.id",
            vec![],
            |row: Figures| Finding::Oversold { performance_id: row.id, offered: row.should, confirmed: row.is },
        )
        .await?,
    );
    Ok(findings)
}
