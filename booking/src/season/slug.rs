//! Names in addresses: lower-case words of letters and digits, joined by hyphens.

use std::collections::HashSet;

use crate::values::Invalid;

/// Longest slug, characters.
const LONGEST: usize = 80;

/// Reads a slug that somebody chose; an empty one is none.
pub(super) fn parse(typed: Option<&str>) -> Result<Option<String>, Invalid> {
    let Some(slug) = typed.map(str::trim).filter(|slug| !slug.is_empty()) else { return Ok(None) };
    if slug.len() > LONGEST {
        return Err(Invalid::new("slug", "too_long", format!("must have at most {LONGEST} characters")));
    }
    let words = slug
        .split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    if words {
        Ok(Some(slug.to_owned()))
    } else {
        Err(Invalid::new("slug", "invalid", "must be lower-case letters and digits, in words joined by hyphens"))
    }
}

/// The slug that a title suggests: letters of other scripts and with accents as their nearest plain ones. Empty when
/// the title has neither letters nor digits.
pub(super) fn of_title(title: &str) -> String {
    let mut slug = slug::slugify(title);
    if slug.len() > LONGEST {
        // Whole words where there are several.
        let end = slug[..=LONGEST].rfind('-').unwrap_or(LONGEST);
        slug.truncate(end);
    }
    slug
}

/// `slug`, or the first of `slug-2`, `slug-3`, … that is not taken.
pub(super) fn first_free(slug: String, taken: &HashSet<String>) -> String {
    if !taken.contains(&slug) {
        return slug;
    }
    let numbered = (2..).map(|number: u32| format!("{slug}-{number}"));
    let free = numbered.into_iter().find(|candidate| !taken.contains(candidate));
    free.unwrap_or(slug)
}

/// The refusal of a slug that another record has.
pub(super) fn taken() -> Invalid {
    Invalid::new("slug", "taken", "is the address of another record: choose another")
}

/// The refusal of a title that makes no slug.
pub(super) fn needed() -> Invalid {
    Invalid::new("slug", "required", "is needed, since the title has no letters to make it of")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{first_free, of_title, parse};

    #[test]
    fn titles_become_addresses() {
        for (title, slug) in [
            ("Il gabbiano", "il-gabbiano"),
            ("  Così è (se vi pare)  ", "cosi-e-se-vi-pare"),
            ("Łódź – dzień 2", "lodz-dzien-2"),
            ("Чайка", "chaika"),
            ("L'opera da tre soldi!", "l-opera-da-tre-soldi"),
            ("…", ""),
        ] {
            assert_eq!(of_title(title), slug, "{title}");
        }
        let long = of_title(&"parola ".repeat(30));
        assert!(long.len() <= 80 && long.ends_with("-parola"), "{long}");
        assert_eq!(of_title(&"a".repeat(200)).len(), 80);
    }

    #[test]
    fn a_slug_that_is_taken_gets_a_number() {
        let taken = ["amleto", "amleto-2"].map(str::to_owned).into();
        assert_eq!(first_free("amleto".into(), &taken), "amleto-3");
        assert_eq!(first_free("otello".into(), &taken), "otello");
    }

    #[test]
    fn a_chosen_slug_has_one_shape() {
        assert_eq!(parse(Some(" il-gabbiano-2 ")).unwrap().as_deref(), Some("il-gabbiano-2"));
        assert_eq!(parse(Some("  ")).unwrap(), None);
        for bad in ["Il-gabbiano", "-a", "a-", "a--b", "a b", "a/b", "così", &"a".repeat(81)] {
            assert!(parse(Some(bad)).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_title_its_slug_is_one_that_would_be_taken_from_a_form(title in any::<String>()) {
            let slug = of_title(&title);
            if !slug.is_empty() {
                prop_assert_eq!(parse(Some(&slug)).unwrap(), Some(slug));
            }
        }
    }
}
