//! Mails about whatever people typed, with drawn texts. `make fuzz TARGET=letter` looks further, by the same properties.

mod properties;

use proptest::prelude::*;

/// Texts that templates, headers and calendars are likely to be wrong about.
fn odd() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ \t\r\n<>&\"',;:{}%@\u{feff}\u{2028}A-zà0-9-]{0,20}",
        "[A-Za-z ]{0,8}(\r\n|\r|\n)?(Bcc: |BEGIN:|</p>|\\{\\{ link \\}\\})[a-z@.]{0,9}",
        "[A-Za-zà]{900,1100}",
    ]
}

proptest! {
    #[test]
    fn whatever_was_typed_a_mail_keeps_its_form(
        name in odd(),
        title in odd(),
        venue in odd(),
        address in odd(),
        company in odd(),
        which in any::<u8>(),
    ) {
        properties::letter(which, [&name, &title, &venue, &address, &company]);
    }

    #[test]
    fn whatever_a_mail_server_says_names_nobody(said in odd(), name in "[A-Za-zà]{3,9}( [A-Za-z]{3,9})?") {
        properties::refusal(&said, &name);
        properties::refusal(&format!("550 {said} <{name}@example.org> {said} {name} {said}"), &name);
    }
}
