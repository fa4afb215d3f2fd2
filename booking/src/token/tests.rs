use super::{Keys, KeysError, NotAToken, Token};

const NEWER: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const OLDER: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

#[test]
fn a_token_is_read_bare_or_out_of_a_scanned_link() {
    let bare = "A".repeat(43);
    let scanned = format!("  https://theatre.example/ticket#{bare}\n");
    assert_eq!(Token::parse(&scanned), Token::parse(&bare));
    assert_eq!(Token::parse(&scanned).unwrap().expose(), bare);
}

#[test]
fn what_is_no_token_is_refused() {
    for text in ["", "#", "short", "https://theatre.example/ticket", &"A".repeat(44), &format!("{}!", "A".repeat(42))] {
        assert_eq!(Token::parse(text), Err(NotAToken), "{text}");
    }
}

#[test]
fn a_token_and_its_keys_hide_in_debug_output() {
    let token = Token::parse(&"A".repeat(43)).unwrap();
    assert_eq!(format!("{token:?}"), "Token(…)");
    let keys = Keys::parse(&format!("{NEWER},{OLDER}")).unwrap();
    assert_eq!(format!("{keys:?}"), "Keys(2 of them)");
}

#[test]
fn keys_are_read_from_lists_and_lines() {
    assert!(Keys::parse(&format!("{NEWER}\n{OLDER}\n")).is_ok());
    assert_eq!(Keys::parse(" \n").unwrap_err(), KeysError::None);
    assert_eq!(Keys::parse(&format!("{NEWER},c2hvcnQ=")).unwrap_err(), KeysError::Malformed(2));
}

#[test]
fn uses_of_a_key_do_not_share_bytes() {
    let keys = Keys::parse(NEWER).unwrap();
    assert_ne!(keys.newest_for("one").1, keys.newest_for("two").1);
    assert_ne!(keys.identifier("one", &["a"]), keys.identifier("two", &["a"]));
    assert_eq!(keys.identifier("one", &["a", "b"]), keys.identifier("one", &["a", "b"]));
    assert_ne!(keys.identifier("one", &["a", "b"]), keys.identifier("one", &["ab"]));
}
