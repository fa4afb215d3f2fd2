//! Colours, and whether words in them can be read (WCAG 2.2, success criterion 1.4.3).

use std::fmt;

use crate::values::Invalid;

/// Least contrast of words against what they stand on.
pub const LEGIBLE: f64 = 4.5;

/// A colour of the screen (sRGB).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

/// Surfaces of the theme, darkest and lightest, as in `frontend/src/styles/_theme.scss`.
const LIGHT_SURFACES: [Colour; 2] = [Colour::new(0xe0, 0xd7, 0xc7), Colour::new(0xff, 0xfd, 0xf8)];
const DARK_SURFACES: [Colour; 2] = [Colour::new(0x3b, 0x33, 0x30), Colour::new(0x0f, 0x0c, 0x0b)];

impl Colour {
    /// A colour by its three parts.
    #[must_use]
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Reads `#rrggbb`, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |range: std::ops::Range<usize>| u8::from_str_radix(digits.get(range)?, 16).ok();
        Some(Self { red: part(0..2)?, green: part(2..4)?, blue: part(4..6)? })
    }

    /// Contrast of two colours, 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, glossary).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// Reads the accent of light pages; an empty one is none.
pub(super) fn accent_light(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    accent("accent_light", typed, LIGHT_SURFACES, "darker")
}

/// Reads the accent of dark pages; an empty one is none.
pub(super) fn accent_dark(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    accent("accent_dark", typed, DARK_SURFACES, "lighter")
}

fn accent(
    field: &'static str,
    typed: Option<&str>,
    surfaces: [Colour; 2],
    remedy: &str,
) -> Result<Option<String>, Invalid> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let colour = Colour::parse(typed).ok_or_else(|| malformed(field))?;
    let contrast = surfaces.into_iter().map(|surface| colour.contrast(surface)).fold(f64::INFINITY, f64::min);
    if contrast < LEGIBLE {
        // Rounded down, so that nobody reads that 4.5 is less than 4.5.
        let contrast = (contrast * 10.0).floor() / 10.0;
        let message = format!(
            "cannot be read on every surface of these pages: contrast is {contrast:.1}, {LEGIBLE} is needed; choose a {remedy} colour"
        );
        return Err(Invalid::new(field, "low_contrast", message));
    }
    Ok(Some(colour.to_string()))
}

pub(super) fn malformed(field: &'static str) -> Invalid {
    Invalid::new(field, "invalid", "must be a colour such as #8e1b25")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Colour, LEGIBLE, accent_dark, accent_light};

    #[test]
    fn contrast_is_what_wcag_says() {
        let (black, white) = (Colour::new(0, 0, 0), Colour::new(255, 255, 255));
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert!((white.contrast(white) - 1.0).abs() < 1e-9);
        // The grey that every contrast checker knows: just enough on white, and its lighter neighbour just not.
        assert!(Colour::new(0x76, 0x76, 0x76).contrast(white) >= LEGIBLE);
        assert!(Colour::new(0x77, 0x77, 0x77).contrast(white) < LEGIBLE);
    }

    #[test]
    fn accents_that_can_be_read_are_taken_and_others_are_not() {
        assert_eq!(accent_light(Some(" #8E1B25 ")).unwrap().as_deref(), Some("#8e1b25"));
        assert_eq!(accent_dark(Some("#f2a49b")).unwrap().as_deref(), Some("#f2a49b"));
        assert_eq!(accent_light(Some("")).unwrap(), None);
        assert_eq!(accent_light(None).unwrap(), None);
        let pale = accent_light(Some("#f2a49b")).unwrap_err();
        assert_eq!((pale.field, pale.code), ("accent_light", "low_contrast"));
        assert!(pale.message.contains("darker"), "{pale}");
        assert_eq!(accent_dark(Some("#8e1b25")).unwrap_err().code, "low_contrast");
        for odd in ["red", "#fff", "8e1b25", "#8e1b2", "#8e1b25; color: red", "#éé0000"] {
            assert_eq!(accent_light(Some(odd)).unwrap_err().code, "invalid", "{odd}");
        }
    }

    proptest! {
        #[test]
        fn contrast_does_not_ask_which_comes_first(one in any::<[u8; 3]>(), two in any::<[u8; 3]>()) {
            let [one, two] = [one, two].map(|[red, green, blue]| Colour::new(red, green, blue));
            let contrast = one.contrast(two);
            prop_assert!((1.0..=21.0001).contains(&contrast));
            prop_assert!((contrast - two.contrast(one)).abs() < 1e-12);
            prop_assert_eq!(Colour::parse(&one.to_string()), Some(one));
        }
    }
}
