//! Times by the clock on the wall.
#![no_main]

#[path = "../../booking/tests/border/properties.rs"]
mod properties;

use properties::ZONES;

libfuzzer_sys::fuzz_target!(|told: (u8, &str)| properties::time(told.1, ZONES[usize::from(told.0) % ZONES.len()]));
