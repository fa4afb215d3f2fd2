//! The season as the company keeps it: shows, venues, performances. What visitors see of it is in [`crate::catalogue`].
//!
//! A form is parsed into a draft, with all its faults told at once; what only the database can tell (a slug that is
//! taken, a show that is gone) is told when the draft is saved. An edit names the version that was read: when somebody
//! else was faster it is refused, and told what is there now.

pub mod performance;
pub mod show;
pub mod venue;

mod search;
mod slug;

use std::fmt::Debug;

use crate::Failure;
use crate::values::Invalid;

/// Why a show or a venue is not saved; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum SaveError<Row: Debug> {
    /// There is no such record.
    #[error("there is no such record")]
    NotFound,
    /// Fields are refused, each with a reason.
    #[error("{} fields are refused", .0.len())]
    Invalid(Vec<Invalid>),
    /// Somebody else has edited the record since it was read: this is how it is now.
    #[error("the record was edited meanwhile")]
    Stale(Box<Row>),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What stands in the way of a deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UsedBy {
    /// So many performances, cancelled and past ones included.
    Performances(u64),
    /// So many reservations, cancelled and lapsed ones included.
    Reservations(u64),
}

/// Why a record is not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// There is no such record.
    #[error("there is no such record")]
    NotFound,
    /// Other records need it.
    #[error("the record is in use: {0:?}")]
    InUse(UsedBy),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}
