//! What people type, parsed once at the border; what has one of these types is fit to store.

mod faults;

use std::str::FromStr;

pub(crate) use faults::Faults;

use email_address::{EmailAddress as Address, Options};
use rand::{CryptoRng, RngExt};

/// Why a value is refused: which field, a stable code, and words for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct Invalid {
    /// Name of the field in JSON.
    pub field: &'static str,
    /// Stable, machine-readable: `required`, `too_long`, `invalid`, `out_of_range`; also `taken` and `unknown` for what
    /// only the database can tell, `nonexistent` and `ambiguous` for local times around a change of clocks, and
    /// `low_contrast` for colours.
    pub code: &'static str,
    /// English sentence for the person who typed it.
    pub message: String,
}

impl Invalid {
    pub(crate) fn new(field: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { field, code, message: message.into() }
    }
}

/// People of a reservation, 1 to 100. How many one booking may bring is the performance's own limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartySize(i32);

impl PartySize {
    /// Largest party that a row can hold.
    pub const MAX: i32 = 100;

    /// Takes a number of people.
    ///
    /// # Errors
    /// [`Invalid`] outside of 1 to 100.
    pub fn new(people: i64) -> Result<Self, Invalid> {
        i32::try_from(people)
            .ok()
            .filter(|people| (1..=Self::MAX).contains(people))
            .map(Self)
            .ok_or_else(|| Invalid::new("party_size", "out_of_range", "must be between 1 and 100"))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i32 {
        self.0
    }
}

/// A text that a row can hold: trimmed, at most `longest` characters, control characters only as line ends and tabs, and
/// those only where it may have `lines`; elsewhere nothing that ends a line or turns the direction of what follows.
pub(crate) fn text(field: &'static str, value: &str, longest: usize, lines: bool) -> Result<String, Invalid> {
    let value = value.trim();
    if value.chars().count() > longest {
        return Err(Invalid::new(field, "too_long", format!("must have at most {longest} characters")));
    }
    let is_refused = |character: char| match character {
        '\n' | '\r' | '\t' => !lines,
        other => other.is_control() || (!lines && turns_lines(other)),
    };
    if value.chars().any(is_refused) {
        return Err(Invalid::new(field, "invalid", "must not contain control characters"));
    }
    Ok(value.to_owned())
}

/// Line and paragraph separators, and the marks that embed, override or isolate a direction of writing (UAX #9, sections
/// 2.1 to 2.5): they would go on working in the text around a name. The implicit marks (2.6), which names in Arabic or
/// Hebrew may need, would not.
const fn turns_lines(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The address of a page, over HTTP.
pub(crate) fn web_address(field: &'static str, value: &str) -> Result<Option<String>, Invalid> {
    let address = text(field, value, 500, false)?;
    if address.is_empty() {
        return Ok(None);
    }
    let known = url::Url::parse(&address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    // A blank within would be forgiven by the parser, and end the address in a mail.
    if known && !address.contains(char::is_whitespace) {
        Ok(Some(address))
    } else {
        Err(Invalid::new(field, "invalid", "must be an address such as https://www.example.org"))
    }
}

macro_rules! text_value {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        // Personal data must not reach a log by way of `{:?}`.
        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

text_value! {
    /// An email address: one address that SMTP can carry, with a dotted domain, at most 254 characters (RFC 5321).
    EmailAddress
}

impl EmailAddress {
    /// Reads an address; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] for anything that is not one plain address.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let value = value.trim();
        if value.is_empty() {
            return Err(Invalid::new("email", "required", "is needed to send the ticket"));
        }
        if value.len() > 254 {
            return Err(Invalid::new("email", "too_long", "must have at most 254 characters"));
        }
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        Address::parse_with_options(value, options)
            .ok()
            .filter(|address| address.as_str().is_ascii() || !address.domain().is_empty())
            .map(|address| Self(address.as_str().to_owned()))
            .ok_or_else(|| Invalid::new("email", "invalid", "must be an email address, such as name@example.org"))
    }
}

text_value! {
    /// A guest's name, 1 to 100 characters, one line.
    GuestName
}

impl GuestName {
    /// Reads a name; white space around it is dropped.
    ///
    /// # Errors
    /// [`Invalid`] when empty, too long, or with control characters.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        let value = text("name", value, 100, false)?;
        if value.is_empty() {
            return Err(Invalid::new("name", "required", "is needed for the guest list"));
        }
        Ok(Self(value))
    }
}

text_value! {
    /// A telephone number as people write it, 5 to 30 characters.
    Phone
}

impl Phone {
    /// Reads a number; an empty one is none.
    ///
    /// # Errors
    /// [`Invalid`] when something else than digits and the usual signs is in it.
    pub fn parse(value: &str) -> Result<Option<Self>, Invalid> {
        let value = text("phone", value, 30, false)?;
        if value.is_empty() {
            return Ok(None);
        }
        let digits = value.chars().filter(char::is_ascii_digit).count();
        let usual = value.chars().all(|character| character.is_ascii_digit() || " +-./()".contains(character));
        if usual && digits >= 5 {
            Ok(Some(Self(value)))
        } else {
            Err(Invalid::new("phone", "invalid", "must be a telephone number, such as +39 050 123456"))
        }
    }
}

text_value! {
    /// What a guest wants the company to know, at most 1000 characters, lines allowed, possibly empty.
    Notes
}

impl Notes {
    /// Reads notes.
    ///
    /// # Errors
    /// [`Invalid`] when too long or with control characters other than line ends.
    pub fn parse(value: &str) -> Result<Self, Invalid> {
        text("notes", value, 1000, true).map(Self)
    }

    /// No notes.
    #[must_use]
    pub const fn none() -> Self {
        Self(String::new())
    }
}

mod staff;
pub use staff::{DisplayName, Reason, TokenName};

/// Digits of a reference: Crockford's base32 without A and E, so that (with I, L, O, U left out by Crockford) no vowel
/// is left to spell a word with.
const REFERENCE_DIGITS: &[u8; 30] = b"0123456789BCDFGHJKMNPQRSTVWXYZ";

/// Characters of a reference.
const REFERENCE_LENGTH: usize = 7;

/// The short name of a reservation that people read to each other. Not a secret: it opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// A new one, out of 30^7.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let digits = (0..REFERENCE_LENGTH).map(|_| {
            let index: usize = rng.random_range(0..REFERENCE_DIGITS.len());
            char::from(REFERENCE_DIGITS[index])
        });
        Self(digits.collect())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = Invalid;

    /// Reads what a person typed: any case, with blanks and hyphens, O for 0, I and L for 1 (Crockford).
    fn from_str(value: &str) -> Result<Self, Invalid> {
        let digits: String = value
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = digits.bytes().all(|digit| REFERENCE_DIGITS.contains(&digit));
        if known && digits.len() == REFERENCE_LENGTH {
            Ok(Self(digits))
        } else {
            Err(Invalid::new("reference", "invalid", "must be the 7 characters of a reservation's reference"))
        }
    }
}

#[cfg(test)]
mod tests;
