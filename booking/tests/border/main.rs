//! Everything that is read at the border, with drawn texts. `make fuzz` looks further, by the same properties.

mod properties;

use proptest::prelude::*;

/// Texts that parsers are likely to be wrong about.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \t\r\n=+@',;\"\u{feff}\u{2028}A-z0-9-]{0,20}",
        "[=+@\t\r-]?[A-Za-z ]{0,8}[\"',;\r\n]{0,3}",
    ]
}

proptest! {
    #[test]
    fn what_is_read_as_a_token_is_one(text in prop_oneof![odd(), ".{0,9}#?[A-Za-z0-9_-]{42,44}.{0,2}"]) {
        properties::token(&text);
    }

    #[test]
    fn what_is_read_as_a_reference_is_one(text in prop_oneof![odd(), "[0-9A-Za-z -]{6,10}"]) {
        properties::reference(&text);
    }

    #[test]
    fn what_is_read_as_a_time_is_on_the_wall(
        text in prop_oneof![odd(), "20[0-9]{2}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9])?(Z|[+-]0[0-9]:[03]0)?"],
        zone in prop::sample::select(properties::ZONES.to_vec()),
    ) {
        properties::time(&text, zone);
    }

    #[test]
    fn whatever_guests_write_the_guest_list_is_read_back_as_text(name in odd(), email in odd(), phone in odd(), notes in odd()) {
        properties::guest_list(&name, &email, &phone, &notes);
        properties::guest_list(&name, "anna@example.org", "+39 050 123456", &notes);
    }
}
