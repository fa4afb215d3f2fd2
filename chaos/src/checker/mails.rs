//! Mails go out at least once and are seen once: one `Message-ID` for each reservation, kind and issue; what the log calls
//! sent has arrived; a second copy came only where something cut a sending short; nothing is given up that somebody wants.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::email_delivery::Model;
use entity::value::{DeliveryKind, DeliveryStatus, ReservationStatus};

use super::Violation;
use crate::evidence::{Evidence, Letter};
use crate::history::{Op, Outcome};
use crate::plan::Break;

const NAME: &str = "mails seen once";
/// From the arrival of a mail to the note that it is sent, with the repeats of the note.
const SEND_WINDOW: Duration = Duration::from_millis(2_500);
/// What a fault broke is noticed as broken a little longer.
const AFTERMATH: Duration = Duration::from_secs(3);
/// Difference of two clocks that are one.
const ROUNDING: Duration = Duration::from_millis(50);

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut issues = BTreeSet::new();
    let mut names = BTreeMap::new();
    for row in &evidence.rows.deliveries {
        if !issues.insert((row.reservation_id, row.kind.as_str(), row.generation)) {
            found.push(format!("delivery {} is a second one of the same issue", row.id));
        }
        if names.insert(row.message_id.as_str(), row).is_some() {
            found.push(format!("delivery {} has the Message-ID of another one", row.id));
        }
    }
    let mut copies: BTreeMap<&str, Vec<&Letter>> = BTreeMap::new();
    for letter in &evidence.letters {
        copies.entry(letter.mail.message_id.as_str()).or_default().push(letter);
    }
    found
        .extend(copies.keys().filter(|name| !names.contains_key(*name)).map(|name| format!("nobody asked for {name}")));
    for row in &evidence.rows.deliveries {
        let arrived = copies.get(row.message_id.as_str()).map_or(&[][..], Vec::as_slice);
        found.extend(of_delivery(evidence, row, arrived));
    }
    found.extend(too_many(evidence));
    found.into_iter().map(|what| Violation::new(NAME, what)).collect()
}

fn of_delivery(evidence: &Evidence, row: &Model, arrived: &[&Letter]) -> Vec<String> {
    let mut found = Vec::new();
    let name = format!("delivery {} ({} of reservation {})", row.id, row.kind, row.reservation_id);
    let address = evidence.rows.reservation(row.reservation_id).and_then(|row| row.email.clone());
    if arrived.iter().any(|letter| letter.mail.to != address.as_slice()) {
        found.push(format!("{name} went to somebody else"));
    }
    match row.status {
        DeliveryStatus::Sent if arrived.is_empty() => found.push(format!("{name} is sent, and never arrived")),
        DeliveryStatus::Queued => found.push(format!("{name} still waits at the end")),
        DeliveryStatus::Failed => {
            let why = row.last_error.as_deref().unwrap_or_default();
            if !why.starts_with("no longer wanted") {
                found.push(format!("{name} was given up: {why}"));
            }
        }
        DeliveryStatus::Sent => {}
    }
    if !evidence.times_count() {
        return found;
    }
    for pair in arrived.windows(2) {
        if let [first, second] = pair
            && !excused(evidence, first)
        {
            found.push(format!(
                "{name} came at {:.3} and once more at {:.3}, though nothing broke while it was sent",
                first.arrived.as_secs_f64(),
                second.arrived.as_secs_f64()
            ));
        }
    }
    let excuses = arrived.iter().filter(|letter| excused(evidence, letter)).count();
    if arrived.len() > excuses + 1 {
        found.push(format!("{name} came {} times, for {excuses} faults while it was sent", arrived.len()));
    }
    found
}

/// Whether the sender of a copy was kept from noting that it had arrived.
fn excused(evidence: &Evidence, letter: &Letter) -> bool {
    let window = (letter.arrived.saturating_sub(ROUNDING), letter.arrived + SEND_WINDOW);
    !letter.mail.answered
        || evidence
            .injected
            .happened
            .iter()
            .any(|fault| cuts_short(fault.what) && fault.from <= window.1 && window.0 <= fault.to + AFTERMATH)
}

const fn cuts_short(what: Break) -> bool {
    matches!(
        what,
        Break::WorkerKilled
            | Break::WorkerKilledInMidMail
            | Break::WorkerFrozen
            | Break::PostgresCrashed
            | Break::WorkerDatabaseCut
            | Break::WorkerDatabaseSilent
            | Break::MailStalled
            | Break::MailRefused
    )
}

/// More mails of a kind than somebody caused.
fn too_many(evidence: &Evidence) -> Vec<String> {
    let rows = &evidence.rows;
    let mut found = Vec::new();
    for row in rows.reservations.iter().filter(|row| row.email.is_some()) {
        let of_ticket = |mail: &&Model| mail.reservation_id == row.id && mail.kind == DeliveryKind::Ticket;
        let tickets = rows.deliveries.iter().filter(of_ticket).count();
        let reissues = evidence.calls.iter().filter(|call| {
            matches!(&call.op, Op::Reissue { who, .. } if row.email == Some(crate::history::address(*who)))
                && matches!(call.outcome, Outcome::Ok(_) | Outcome::Unknown(_))
        });
        if tickets > 1 + reissues.count() {
            found.push(format!("reservation {} has {tickets} ticket mails", row.id));
        }
        if tickets == 0 && row.status == ReservationStatus::Confirmed {
            found.push(format!("reservation {} is confirmed, and its ticket was never queued", row.id));
        }
    }
    found
}
