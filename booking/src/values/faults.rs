//! Collects what is wrong with the fields of a form, so that people are told all of it at once.

use super::Invalid;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Invalid>);

impl Faults {
    /// The value; a stand-in where it is faulty, which goes no further than [`Faults::none`].
    pub fn take<T: Default>(&mut self, parsed: Result<T, Invalid>) -> T {
        parsed.unwrap_or_else(|invalid| {
            self.0.push(invalid);
            T::default()
        })
    }

    /// Notes a fault.
    pub fn add(&mut self, invalid: Invalid) {
        self.0.push(invalid);
    }

    /// Whether `field` was found faulty, so that a rule over several fields does not judge a stand-in.
    pub fn concern(&self, field: &str) -> bool {
        self.0.iter().any(|invalid| invalid.field == field)
    }

    /// Refuses if there is any.
    ///
    /// # Errors
    /// All of them, in the order they were found.
    pub fn none(self) -> Result<(), Vec<Invalid>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}
