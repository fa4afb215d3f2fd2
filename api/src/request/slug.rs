//! Names in addresses.

/// Whether a show or venue could have this name: the database's own rule (`shows_slug_shape`). What could not is looked
/// up nowhere.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_slug;

    #[test]
    fn a_name_is_made_of_small_letters_digits_and_hyphens() {
        assert!(is_slug("il-gabbiano-2"));
        for odd in ["", "Il-Gabbiano", "a b", "a\0", "perché", "../etc"] {
            assert!(!is_slug(odd), "{odd}");
        }
    }
}
