//! Every change happened wholly or not at all: the state, the audit entry, the tokens, the delivery and the job of each
//! reservation are all there or all missing. What was refused or never sent left nothing behind; what was acknowledged
//! left its entry.

use entity::reservation::Model;
use entity::value::{DeliveryKind, ReservationSource, ReservationStatus, TokenPurpose};

use super::Violation;
use crate::evidence::Evidence;
use crate::history::{Op, Outcome};
use crate::rows::Rows;

const NAME: &str = "wholly or not at all";

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let mut found: Vec<Violation> = evidence
        .rows
        .reservations
        .iter()
        .flat_map(|row| halves(&evidence.rows, row))
        .map(|what| Violation::new(NAME, what))
        .collect();
    let audit = evidence.rows.audit_by_request();
    for call in &evidence.calls {
        let entries = audit.get(call.request_id.as_str()).map_or(0, Vec::len);
        let wrong = match &call.outcome {
            Outcome::Refused { .. } | Outcome::Unsent => entries > 0,
            Outcome::Ok(told) => leaves_an_entry(&call.op, told.already) && entries == 0,
            Outcome::Unknown(_) => false,
        };
        if wrong {
            found.push(Violation::new(NAME, format!("{entries} audit entries of {call}")).at(call.invoked));
        }
    }
    found
}

/// Whether a call that was done changed something in any case.
fn leaves_an_entry(op: &Op, already: Option<bool>) -> bool {
    match op {
        Op::Admit { .. } | Op::Undo { .. } | Op::WalkIn { .. } => true,
        Op::Confirm { .. } => already == Some(false),
        Op::Request { key, .. } => key.is_none(),
        _ => false,
    }
}

/// What of a reservation's history is there without the rest.
fn halves(rows: &Rows, row: &Model) -> Vec<String> {
    let mut found = Vec::new();
    let mut must = |what: &str, is: usize, should: usize| {
        if is != should {
            found.push(format!("reservation {}: {what}: {is} instead of {should}", row.id));
        }
    };
    let online = row.source == ReservationSource::Online;
    let confirmed = usize::from(row.confirmed_at.is_some());
    let cancelled = usize::from(row.status == ReservationStatus::Cancelled);
    let mails = |kind: DeliveryKind| {
        rows.deliveries.iter().filter(|mail| mail.reservation_id == row.id && mail.kind == kind).count()
    };
    let tokens = |purpose: TokenPurpose| {
        let first = |token: &&entity::reservation_token::Model| {
            token.reservation_id == row.id && token.purpose == purpose && token.generation == 1
        };
        rows.tokens.iter().filter(first).count()
    };
    must("entries of its cancellation", rows.entries(row.id, "reservation.cancelled"), cancelled);
    if online {
        must("entries of its request", rows.entries(row.id, "reservation.requested"), 1);
        must("confirmation tokens", tokens(TokenPurpose::Confirmation), 1);
        must("requests for confirmation", mails(DeliveryKind::ConfirmationRequest), 1);
        must("entries of its confirmation", rows.entries(row.id, "reservation.confirmed"), confirmed);
        must("first ticket tokens", tokens(TokenPurpose::Ticket), confirmed);
        must("ticket jobs", usize::from(rows.has_job("tickets", &format!("ticket:{}:1", row.id))), confirmed);
        must("mails of its cancellation", mails(DeliveryKind::Cancellation), cancelled);
    } else if row.source == ReservationSource::WalkIn {
        must("entries of its coming", rows.entries(row.id, "reservation.walk_in"), 1);
    }
    for mail in rows.deliveries.iter().filter(|mail| mail.reservation_id == row.id) {
        let job = rows.has_job("emails", &format!("delivery:{}", mail.id));
        must(&format!("jobs of delivery {}", mail.id), usize::from(job), 1);
    }
    found
}
