//! Guest lists as CSV and as a workbook, with whatever guests wrote.
#![no_main]

#[path = "../../booking/tests/border/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|written: (&str, &str, &str, &str)| {
    let (name, email, phone, notes) = written;
    properties::guest_list(name, email, phone, notes);
    properties::guest_list(name, "anna@example.org", "", notes);
});
