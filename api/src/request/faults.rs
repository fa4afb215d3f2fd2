//! Collects what is wrong with the fields of a request, so that people are told all of it at once.

use booking::values::Invalid;

use crate::json::FieldError;
use crate::problem::Problem;

/// What is wrong so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// The value, or its fault noted.
    pub fn take<T>(&mut self, parsed: Result<T, Invalid>) -> Option<T> {
        parsed.map_err(|invalid| self.0.push(invalid.into())).ok()
    }

    /// The value, or its faults noted; other refusals are passed on.
    ///
    /// # Errors
    /// What is no fault of a field.
    pub fn accept<T>(&mut self, judged: Result<Result<T, FieldError>, Problem>) -> Result<Option<T>, Problem> {
        Ok(judged?.map_err(|fault| self.0.push(fault)).ok())
    }

    /// Notes a fault.
    pub fn add(&mut self, fault: FieldError) {
        self.0.push(fault);
    }

    /// Refuses if there is any.
    ///
    /// # Errors
    /// The problem that tells them all.
    pub fn none(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }
}

impl From<Faults> for Problem {
    fn from(faults: Faults) -> Self {
        Self::validation(faults.0)
    }
}
