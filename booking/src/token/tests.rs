use super::{Keys, KeysError, NotAToken, Token, hex};

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

#[test]
fn every_half_of_a_byte_is_a_digit() {
    assert_eq!(hex(&[0x00, 0x0f, 0xa9, 0xf0]), "000fa9f0");
}

#[test]
fn a_retired_key_seals_and_derives_nothing() {
    let (both, older) = (Keys::parse(&format!("{NEWER},{OLDER}")).unwrap(), Keys::parse(OLDER).unwrap());
    let ((newest, bytes), (oldest, old_bytes)) = (both.newest_for("use"), older.newest_for("use"));
    assert_eq!((both.named_for(newest, "use"), both.named_for(oldest, "use")), (Some(bytes), Some(old_bytes)));
    assert_eq!(older.named_for(newest, "use"), None);
    let (id, derived) = both.derive("use", &[b"part"]);
    assert_eq!(both.derive_again(id, "use", &[b"part"]), Some(derived.clone()));
    assert_ne!(both.derive_again(oldest, "use", &[b"part"]), Some(derived));
    assert_eq!(older.derive_again(id, "use", &[b"part"]), None);
}
