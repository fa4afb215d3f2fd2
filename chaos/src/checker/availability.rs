//! What the public site says of seats that are left is what is left.

use entity::value::ReservationStatus;

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Call, Op, Outcome};

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let mut found = Vec::new();
    for (evening, id) in evidence.performances.iter().enumerate() {
        let Some(row) = evidence.rows.performances.iter().find(|row| row.id == *id) else { continue };
        let of_this = evidence.rows.reservations.iter().filter(|reservation| {
            reservation.performance_id == *id && reservation.status == ReservationStatus::Confirmed
        });
        let taken: i32 = of_this.map(|reservation| reservation.party_size).sum();
        let left = (row.room_capacity + row.additional_seats - row.manually_occupied_seats - taken).max(0);
        let last = |call: &&Call| call.op == Op::Look && call.evening == evening;
        for call in evidence.calls.iter().rev().filter(last).take(2) {
            let said = match &call.outcome {
                Outcome::Ok(told) => told.available,
                _ => None,
            };
            if said != Some(left) {
                let what = format!("evening {evening}: {left} seats are left, the site said {said:?}");
                found.push(Violation::new("public availability", what).at(call.invoked));
            }
        }
    }
    found
}
