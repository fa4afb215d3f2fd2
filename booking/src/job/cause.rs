//! Causes of failure, put so that those that are the same look the same: what one mail server says of a hundred mails
//! differs in queue ids, sizes and times only.

use std::collections::HashMap;
use std::fmt::Display;
use std::hash::Hash;

/// Longest cause, characters.
const LONGEST: usize = 160;
/// What a number or an identifier becomes.
const VARIES: &str = "#";

/// The cause that a failure's words tell of. Words that carry digits become `#`, but for a reply's code and its enhanced
/// status code (RFC 5321, RFC 3463), which tell causes apart. Putting a cause once more changes nothing.
#[must_use]
pub fn normalised(words: &str) -> String {
    let mut cause: Vec<String> = Vec::new();
    let mut length = 0;
    // The queue's own word for a job that was given up tells nothing.
    for word in words.split_whitespace().skip_while(|word| *word == "AbortError:") {
        let word = alike(word);
        if word == VARIES && cause.last().is_some_and(|last| last == VARIES) {
            continue;
        }
        // Words are left out whole: half a code would be another number.
        length += word.chars().count() + 1;
        if length > LONGEST {
            break;
        }
        cause.push(word);
    }
    if cause.is_empty() { "(no words)".to_owned() } else { cause.join(" ") }
}

fn alike(word: &str) -> String {
    if word.chars().count() >= LONGEST {
        VARIES.to_owned()
    } else if is_code(word) {
        word.to_owned()
    } else {
        without_what_varies(word)
    }
}

/// `450`, `550:`, `5.1.1`, `451-4.7.1`.
fn is_code(word: &str) -> bool {
    let word = word.trim_end_matches([':', ',', ';']);
    let mut parts = word.split('-');
    let known = |part: &str| is_reply_code(part) || is_enhanced_code(part);
    parts.next().is_some_and(known) && parts.all(known)
}

fn is_reply_code(part: &str) -> bool {
    part.len() == 3 && part.starts_with(['2', '4', '5']) && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_enhanced_code(part: &str) -> bool {
    let numbers: Vec<&str> = part.split('.').collect();
    let short = |number: &&str| (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    numbers.len() == 3 && matches!(numbers[0], "2" | "4" | "5") && numbers.iter().all(short)
}

/// Each run of letters and digits with a digit in it becomes [`VARIES`]; signs between them stay.
fn without_what_varies(word: &str) -> String {
    word.split_inclusive(|character: char| !character.is_alphanumeric())
        .map(|piece| {
            let run = piece.trim_end_matches(|character: char| !character.is_alphanumeric());
            let varies = run.chars().any(|character| character.is_ascii_digit());
            if varies { format!("{VARIES}{}", &piece[run.len()..]) } else { piece.to_owned() }
        })
        .collect()
}

/// Counts of words, added up by `key` and cause, the most frequent first.
pub(crate) fn grouped<K: Eq + Hash + Display>(
    rows: impl IntoIterator<Item = (K, String, i64)>,
) -> Vec<(K, String, u64)> {
    let mut counts: HashMap<(K, String), u64> = HashMap::new();
    for (key, words, count) in rows {
        *counts.entry((key, normalised(&words))).or_default() += count.unsigned_abs();
    }
    let mut groups: Vec<(K, String, u64)> =
        counts.into_iter().map(|((key, cause), count)| (key, cause, count)).collect();
    groups.sort_by(|left, right| {
        right
            .2
            .cmp(&left.2)
            .then_with(|| left.0.to_string().cmp(&right.0.to_string()))
            .then_with(|| left.1.cmp(&right.1))
    });
    groups
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{grouped, normalised};

    #[test]
    fn what_differs_in_ids_times_and_sizes_is_one_cause() {
        for (left, right) in [
            ("550 5.1.1 <(removed)>: user unknown", "AbortError: 550 5.1.1 <(removed)>:  user unknown"),
            (
                "the mail was not accepted: 450 4.2.0 greylisted for 300 seconds, id=4ABC12-000x",
                "the mail was not accepted: 450 4.2.0 greylisted for 12 seconds, id=9ZZZ99-111y",
            ),
            ("the mail server did not answer within 10 s", "the mail server did not answer within 15 s"),
        ] {
            assert_eq!(normalised(left), normalised(right));
        }
    }

    #[test]
    fn codes_tell_causes_apart() {
        assert_ne!(normalised("550 5.1.1 refused"), normalised("552 5.2.2 refused"));
        assert_eq!(normalised("451-4.7.1 later, 1024 bytes"), "451-4.7.1 later, # bytes");
        assert_eq!(normalised(" "), "(no words)");
    }

    #[test]
    fn groups_add_up_and_begin_with_the_most_frequent() {
        let rows = [("b", "450 id=1a", 1), ("a", "550 no", 2), ("b", "450 id=2b", 2)];
        let rows = rows.map(|(key, words, count)| (key, words.to_owned(), count));
        assert_eq!(grouped(rows), [("b", "450 id=#".to_owned(), 3), ("a", "550 no".to_owned(), 2)]);
    }

    proptest! {
        #[test]
        fn a_cause_is_short_and_stays_as_it_is(words in ".{0,400}") {
            let cause = normalised(&words);
            prop_assert!(cause.chars().count() <= 160);
            prop_assert_eq!(normalised(&cause), cause);
        }
    }
}
