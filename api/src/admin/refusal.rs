//! Refusals that records of the company have in common.

use std::fmt::Debug;

use booking::edit::SaveError;
use booking::season::DeleteError;
use entity::{company, show, venue};

use crate::problem::Problem;

/// A row that people may edit at the same time.
pub trait Versioned: Debug {
    /// Grows with each edit.
    fn version(&self) -> i32;
}

macro_rules! versioned {
    ($($row:ty),+) => {
        $(impl Versioned for $row {
            fn version(&self) -> i32 {
                self.version
            }
        })+
    };
}
versioned!(show::Model, venue::Model, company::Model);

pub(super) fn no_such_record() -> Problem {
    Problem::not_found("There is no such record.")
}

impl<Row: Versioned> From<SaveError<Row>> for Problem {
    fn from(error: SaveError<Row>) -> Self {
        match error {
            SaveError::NotFound => no_such_record(),
            SaveError::Invalid(faults) => faults.into(),
            SaveError::Stale(current) => Self::stale(current.version()),
            SaveError::Failure(failure) => failure.into(),
        }
    }
}

impl From<DeleteError> for Problem {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::NotFound => no_such_record(),
            DeleteError::InUse(used_by) => Self::in_use(used_by),
            DeleteError::Failure(failure) => failure.into(),
        }
    }
}
