//! What was acknowledged stays: each request, confirmation, cancellation and walk-in that a client was told of.

use entity::reservation::Model;
use entity::value::ReservationStatus;

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Call, Number, Op, Outcome};

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    evidence.calls.iter().filter_map(|call| lost(evidence, call)).collect()
}

fn lost(evidence: &Evidence, call: &Call) -> Option<Violation> {
    let Outcome::Ok(told) = &call.outcome else { return None };
    let survived = match &call.op {
        Op::Request { .. } | Op::WalkIn { .. } | Op::Confirm { .. } | Op::Cancel { .. } => {
            let reference = told.reference.as_deref().unwrap_or_default();
            let row = evidence.rows.reservations.iter().find(|row| row.reference == reference);
            row.is_some_and(|row| stands(evidence, &call.op, row))
        }
        _ => true,
    };
    (!survived).then(|| Violation::new("acknowledged work survives", format!("lost: {call}")).at(call.returned))
}

/// Whether a reservation is as an acknowledged call left it, or as a later one did.
fn stands(evidence: &Evidence, op: &Op, row: &Model) -> bool {
    match op {
        Op::Confirm { who } => {
            row.confirmed_at.is_some()
                && match row.status {
                    ReservationStatus::Confirmed => true,
                    ReservationStatus::Cancelled => asked_to_cancel(evidence, *who),
                    _ => false,
                }
        }
        Op::WalkIn { who, .. } => {
            row.status == ReservationStatus::Confirmed
                || evidence.calls.iter().any(|call| call.op == Op::Undo { who: *who })
        }
        Op::Cancel { .. } => row.status == ReservationStatus::Cancelled,
        _ => true,
    }
}

fn asked_to_cancel(evidence: &Evidence, who: Number) -> bool {
    let cancelled =
        |call: &Call| call.op == Op::Cancel { who } && matches!(call.outcome, Outcome::Ok(_) | Outcome::Unknown(_));
    evidence.calls.iter().any(cancelled)
}
