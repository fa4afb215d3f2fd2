//! Every answer is one that the operation may give. A 500 never is: whatever breaks, the site says "not now".

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Op, Outcome};

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let odd = evidence.calls.iter().filter(|call| !is_known(&call.op, &call.outcome));
    odd.map(|call| Violation::new("expected answers", call.to_string()).at(call.returned)).collect()
}

fn is_known(op: &Op, outcome: &Outcome) -> bool {
    match (op, outcome) {
        (Op::Intrude { .. }, Outcome::Ok(_)) => false,
        (_, Outcome::Ok(_) | Outcome::Unsent) => true,
        (_, Outcome::Unknown(why)) => !why.starts_with("500"),
        (_, Outcome::Refused { code, .. }) => refusals(op).contains(&code.as_str()),
    }
}

const fn refusals(op: &Op) -> &'static [&'static str] {
    match op {
        Op::Request { .. } => &["not_enough_seats", "idempotency_in_flight"],
        Op::Confirm { .. } => &["not_enough_seats", "reservation_cancelled"],
        Op::Cancel { .. } => &["already_checked_in"],
        Op::Resize { .. } | Op::Reissue { .. } => &["not_enough_seats", "reservation_cancelled", "validation"],
        Op::Enlarge { .. } => &["stale", "capacity_below_confirmed"],
        Op::Admit { .. } => &["already_checked_in", "not_confirmed", "cancelled", "token_unknown", "validation"],
        Op::Verify { .. } => &["token_unknown"],
        Op::Undo { .. } => &["not_checked_in"],
        Op::WalkIn { .. } => &["not_enough_seats"],
        Op::Look => &[],
        // check_violation: PostgreSQL, appendix A.
        Op::Intrude { .. } => &["23514"],
    }
}
