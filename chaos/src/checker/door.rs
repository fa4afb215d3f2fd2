//! Never more people in than the party has, and as many as the check-ins say (domain.md, Check-in).

use super::Violation;
use crate::evidence::Evidence;

pub fn check(evidence: &Evidence) -> Vec<Violation> {
    let rows = &evidence.rows;
    let wrong = rows.reservations.iter().filter_map(|row| {
        let valid = rows.check_ins.iter().filter(|entry| entry.reservation_id == row.id && entry.undone_at.is_none());
        let counted: i32 = valid.map(|entry| entry.admitted).sum();
        (counted > row.party_size || row.admitted != counted).then(|| {
            format!(
                "reservation {}: a party of {}, {} in, {counted} by its check-ins",
                row.id, row.party_size, row.admitted
            )
        })
    });
    wrong.map(|what| Violation::new("admitted within the party", what)).collect()
}
