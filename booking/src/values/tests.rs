use std::str::FromStr;

use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{EmailAddress, GuestName, Notes, PartySize, Phone, Reference};

#[test]
fn addresses_that_smtp_can_carry_are_taken_and_others_are_not() {
    for good in ["anna@example.org", "  anna.rossi+teatro@posta.example.it ", "o'neil@example.ie"] {
        assert!(EmailAddress::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "anna",
        "anna@",
        "@example.org",
        "anna@localhost",
        "anna@[127.0.0.1]",
        "Anna <a@example.org>",
        "a@example.org\r\nBcc: b@example.org",
        "a@b@example.org",
        "a b@example.org",
        "a@example.org\0",
    ] {
        assert!(EmailAddress::parse(bad).is_err(), "{bad:?}");
    }
    assert!(EmailAddress::parse(&format!("{}@example.org", "a".repeat(250))).is_err());
}

#[test]
fn names_keep_their_letters_and_lose_white_space_around() {
    assert_eq!(GuestName::parse("  Łukasz Żółć d'Aquino ").unwrap().as_str(), "Łukasz Żółć d'Aquino");
    for bad in ["", "   ", "a\nb", "a\0b", "a\u{202e}b", "a\u{2067}b", "a\u{2028}b", &"x".repeat(101)] {
        assert!(GuestName::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn notes_may_have_lines_and_phones_the_usual_signs() {
    assert!(Notes::parse("una sedia a rotelle\ngrazie").is_ok());
    assert!(Notes::parse("\u{7}").is_err());
    assert_eq!(Phone::parse("  ").unwrap(), None);
    assert!(Phone::parse("+39 050 / 12-34.56 (7)").unwrap().is_some());
    assert!(Phone::parse("call me").is_err());
}

#[test]
fn a_reference_forgives_how_people_type_it() {
    assert_eq!(Reference::from_str(" b0c-1dfg ").unwrap().as_str(), "B0C1DFG");
    assert_eq!(Reference::from_str("bocldfg").unwrap().as_str(), "B0C1DFG");
    assert!(Reference::from_str("B0C1DF").is_err());
    assert!(Reference::from_str("B0C1DFU").is_err());
}

#[test]
fn personal_values_hide_in_debug_output() {
    assert_eq!(format!("{:?}", GuestName::parse("Anna").unwrap()), "GuestName(…)");
}

proptest! {
    #[test]
    fn parsing_never_panics_and_never_lets_control_characters_into_one_line(text in any::<String>()) {
        if let Ok(name) = GuestName::parse(&text) {
            prop_assert!(!name.as_str().chars().any(char::is_control));
        }
        if let Ok(address) = EmailAddress::parse(&text) {
            prop_assert!(address.as_str().contains('@') && !address.as_str().contains(['\r', '\n', '\0']));
        }
        let _ = (Notes::parse(&text), Phone::parse(&text), Reference::from_str(&text));
    }

    #[test]
    fn a_drawn_reference_is_read_back_and_spells_no_word(seed in any::<u64>()) {
        let reference = Reference::random(&mut StdRng::seed_from_u64(seed));
        prop_assert_eq!(Reference::from_str(reference.as_str()).unwrap(), reference.clone());
        prop_assert!(!reference.as_str().contains(['A', 'E', 'I', 'O', 'U']));
    }

    #[test]
    fn only_parties_of_one_to_a_hundred_exist(people in any::<i64>()) {
        prop_assert_eq!(PartySize::new(people).is_ok(), (1..=100).contains(&people));
    }
}
