//! A confirmed reservation has one ticket in force, drawn once.

use entity::value::{ReservationSource, ReservationStatus, TokenPurpose};

use super::Violation;
use crate::evidence::Evidence;

/// PNG, SVG and PDF.
const PICTURES: usize = 3;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let rows = &evidence.rows;
    let confirmed = rows
        .reservations
        .iter()
        .filter(|row| row.status == ReservationStatus::Confirmed && row.source == ReservationSource::Online);
    let wrong = confirmed.filter_map(|row| {
        let in_force = |token: &&entity::reservation_token::Model| {
            token.reservation_id == row.id
                && token.purpose == TokenPurpose::Ticket
                && token.generation >= row.ticket_generation
        };
        let tokens = rows.tokens.iter().filter(in_force).count();
        let pictures = rows.pictures.iter().filter(|drawn| **drawn == (row.id, row.ticket_generation)).count();
        (tokens != 1 || pictures != PICTURES)
            .then(|| format!("reservation {} has {tokens} tickets in force and {pictures} pictures of it", row.id))
    });
    wrong.map(|what| Violation::new("one ticket a confirmed reservation", what)).collect()
}
