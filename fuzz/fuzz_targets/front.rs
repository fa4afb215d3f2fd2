//! The headers by which the front says whose request it is.
#![no_main]

#[path = "../../api/tests/border/properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|sent: ([u8; 4], Vec<&[u8]>, &[u8], &str)| {
    let (stranger, lines, real, list) = sent;
    properties::client_address(stranger, &lines, real);
    properties::request_id(real);
    properties::trusted_proxies(list);
});
