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

pub use crate::edit::SaveError;

use crate::Failure;

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
