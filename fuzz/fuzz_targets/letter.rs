//! Mails to guests, with whatever was typed of them and of the evening.
#![no_main]

#[path = "../../worker/tests/letters/properties.rs"]
mod properties;

use std::sync::LazyLock;

use properties::Desk;

static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

libfuzzer_sys::fuzz_target!(|typed: (u8, &str, &str, &str)| {
    let (which, name, title, venue) = typed;
    DESK.letter(usize::from(which), name, title, venue);
});
