//! References, as people type them.
#![no_main]

#[path = "../../booking/tests/border/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|text: &str| properties::reference(text));
