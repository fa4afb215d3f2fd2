//! Takes persons out of what mail servers say, before it is logged or stored.

/// Stands where an address or a name was.
const REMOVED: &str = "(removed)";

/// Shorter parts of an address are left alone: taking every "a" out would leave no sentence.
const SHORTEST: usize = 3;

/// `text` without anything that looks like an email address, and without the `known` names and addresses (and the part
/// of an address before the `@`), however they are cased.
#[must_use]
pub fn scrub(text: &str, known: &[&str]) -> String {
    let mut clean = text.to_owned();
    let mut parts: Vec<&str> = known.to_vec();
    parts.extend(known.iter().filter_map(|known| known.rsplit_once('@').map(|(local, _)| local)));
    // The longest first: an address before the part of it that stands before the `@`.
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    for part in parts {
        if part.chars().count() >= SHORTEST {
            clean = without(&clean, part);
        }
    }
    without_addresses(&clean)
}

/// Replaces each occurrence of `part` that is not within a word, whatever the case of its ASCII letters.
fn without(text: &str, part: &str) -> String {
    let (haystack, needle) = (text.to_ascii_lowercase(), part.to_ascii_lowercase());
    let mut clean = String::with_capacity(text.len());
    let mut rest = 0;
    // Lower-casing ASCII keeps every byte where it was.
    for (start, _) in haystack.match_indices(&needle) {
        let within = haystack[..start].ends_with(char::is_alphanumeric)
            || haystack[start + needle.len()..].starts_with(char::is_alphanumeric);
        if within {
            continue;
        }
        clean.push_str(&text[rest..start]);
        clean.push_str(REMOVED);
        rest = start + needle.len();
    }
    clean.push_str(&text[rest..]);
    clean
}

fn without_addresses(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        let start = local_part_start(before);
        let end = after.find(ends_an_address).unwrap_or(after.len());
        clean.push_str(&before[..start]);
        clean.push_str(REMOVED);
        rest = &after[end..];
    }
    clean.push_str(rest);
    clean
}

/// Where the part before an `@` begins; it may be quoted and hold blanks then (RFC 5321, section 4.1.2).
fn local_part_start(before: &str) -> usize {
    if let Some(quoted) = before.strip_suffix('"') {
        return quoted.rfind('"').unwrap_or(0);
    }
    before.rfind(ends_an_address).map_or(0, |end| end + before[end..].chars().next().map_or(0, char::len_utf8))
}

fn ends_an_address(character: char) -> bool {
    character.is_whitespace() || matches!(character, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':' | '"' | '\'')
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn addresses_are_removed_wherever_they_stand() {
        let said = "550 5.1.1 <anna.bianchi@example.org>: unknown; try \"Anna B\"@example.org or a@b, (ciao+2@c.d)";
        let clean = scrub(said, &[]);
        assert_eq!(clean, "550 5.1.1 <(removed)>: unknown; try (removed) or (removed), ((removed))");
    }

    #[test]
    fn the_recipient_is_removed_even_without_his_domain() {
        let clean =
            scrub("user Anna.Bianchi (ANNA BIANCHI) is over quota", &["anna.bianchi@example.org", "Anna Bianchi"]);
        assert_eq!(clean, "user (removed) ((removed)) is over quota");
    }

    #[test]
    fn what_names_nobody_stays_as_it_is() {
        for said in ["450 greylisted, come back later", "", "è già pieno ✓"] {
            assert_eq!(scrub(said, &["li@example.org", "Li"]), said);
        }
    }

    #[test]
    fn words_that_begin_like_a_name_stay_as_they_are() {
        assert_eq!(scrub("greylisted, Grey!", &["grey@example.org", "Grey"]), "greylisted, (removed)!");
    }

    #[test]
    fn letters_beside_an_address_survive() {
        assert_eq!(scrub("é@è.it–ù @ @", &[]), "(removed) (removed) (removed)");
    }
}
