//! Mails about whatever was typed, and what mail servers say of them.
#![no_main]

#[path = "../../worker/tests/border/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|typed: (u8, [&str; 5], &str)| {
    let (which, texts, said) = typed;
    properties::letter(which, texts);
    properties::refusal(said, "Anna Bianchi");
});
