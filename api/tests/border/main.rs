//! The headers of the front, drawn. `make fuzz TARGET=front` looks further, by the same properties.

mod properties;

use proptest::prelude::*;

fn line() -> impl Strategy<Value = Vec<u8>> {
    let chain = "(( ?[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}|::1|::ffff:10\\.0\\.0\\.1|unknown),?){0,4}";
    prop_oneof![chain.prop_map(String::into_bytes), prop::collection::vec(any::<u8>(), 0..30),]
}

proptest! {
    #[test]
    fn nobody_makes_up_his_address(
        stranger in any::<[u8; 4]>(), lines in prop::collection::vec(line(), 0..4), real in line(),
    ) {
        let lines: Vec<&[u8]> = lines.iter().map(Vec::as_slice).collect();
        properties::client_address(stranger, &lines, &real);
    }

    #[test]
    fn networks_are_read_or_refused(list in prop_oneof![any::<String>(), "([0-9a-f.:/]{1,12}[, ]){0,3}"]) {
        properties::trusted_proxies(&list);
    }

    #[test]
    fn a_request_has_a_sane_id(sent in prop_oneof![line(), "[A-Za-z0-9_-]{1,70}".prop_map(String::into_bytes)]) {
        properties::request_id(&sent);
    }
}
