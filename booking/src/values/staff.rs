//! What users of the house type about themselves and their work.

use super::{Invalid, text};

text_value! {
    /// How colleagues see a user of the house, 1 to 100 characters, one line.
    DisplayName
}

impl DisplayName {
    /// Reads a name; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] when empty, too long, or with control characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        one_line("display_name", value, 100, "is needed, so that colleagues know who did what").map(Self)
    }
}

text_value! {
    /// What the owner of a program's token calls it, 1 to 100 characters, one line.
    TokenName
}

impl TokenName {
    /// Reads a name; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] when empty, too long, or with control characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        one_line("name", value, 100, "is needed, so that the token is known again").map(Self)
    }
}

text_value! {
    /// Why an operator stops something, 1 to 300 characters, one line. Shown to other operators.
    Reason
}

impl Reason {
    /// Reads a reason; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] when empty, too long, or with control characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        one_line("reason", value, 300, "is needed, so that others know why").map(Self)
    }
}

fn one_line(field: &'static str, value: &str, longest: usize, wanted: &'static str) -> Result<String, Invalid> {
    let value = text(field, value, longest, false)?;
    if value.is_empty() {
        return Err(Invalid::new(field, "required", wanted));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::{DisplayName, Reason, TokenName};

    #[test]
    fn what_people_are_called_is_one_line_with_something_in_it() {
        assert_eq!(DisplayName::parse(" Anna ").unwrap().as_str(), "Anna");
        for bad in ["", " ", "a\nb", &"x".repeat(101)] {
            assert!(DisplayName::parse(bad).is_err() && TokenName::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(Reason::parse("").unwrap_err().field, "reason");
        assert!(Reason::parse(&"x".repeat(301)).is_err());
    }
}
