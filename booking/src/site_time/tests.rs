use chrono::{DateTime, Days, TimeDelta, TimeZone, Utc};
use chrono_tz::America::Santiago;
use chrono_tz::Europe::{London, Rome};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::{days_later, parse, parse_optional, span_of, start_of};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn read(text: &str) -> Result<DateTime<Utc>, &'static str> {
    parse("starts_at", text, Rome).map_err(|invalid| invalid.code)
}

#[test]
fn a_time_by_the_wall_is_in_the_sites_zone() {
    for same in [
        "2026-05-15T20:30",
        " 2026-05-15 20:30:00 ",
        "2026-05-15T20:30:00+02:00",
        "2026-05-15T18:30:00Z",
        "2026-05-15T18:30:00.000z",
    ] {
        assert_eq!(read(same), Ok(utc("2026-05-15T18:30:00Z")), "{same}");
    }
    assert_eq!(read("2026-01-15T20:30"), Ok(utc("2026-01-15T19:30:00Z")), "winter");
}

/// Found by `make fuzz TARGET=site_time`.
#[test]
fn a_day_and_an_hour_on_two_lines_or_in_one_word_are_no_time() {
    for strange in
        ["2026-10-20\r22:31", "2026-10-20\n22:31", "2026-10-2022:31", "2026-10-20  22:31", "2026-10-20\u{a0}22:31"]
    {
        assert_eq!(read(strange), Err("invalid"), "{strange:?}");
    }
}

#[test]
fn the_hour_that_spring_skips_is_refused_whatever_its_offset() {
    for missing in ["2026-03-29T02:30", "2026-03-29T02:30:00+01:00", "2026-03-29T02:30:00+02:00"] {
        let refused = parse("starts_at", missing, Rome).unwrap_err();
        assert_eq!((refused.field, refused.code), ("starts_at", "nonexistent"), "{missing}");
        assert!(refused.message.contains("2026-03-29 02:30 does not exist in Europe/Rome"), "{refused}");
    }
    assert_eq!(read("2026-03-29T03:00"), Ok(utc("2026-03-29T01:00:00Z")));
    assert_eq!(read("2026-03-29T02:30:00Z"), Ok(utc("2026-03-29T02:30:00Z")), "an instant is an instant");
}

#[test]
fn the_hour_that_autumn_repeats_keeps_its_offset_and_needs_one() {
    assert_eq!(read("2026-10-25T02:30:00+02:00"), Ok(utc("2026-10-25T00:30:00Z")));
    assert_eq!(read("2026-10-25T02:30:00+01:00"), Ok(utc("2026-10-25T01:30:00Z")));
    let refused = parse("starts_at", "2026-10-25T02:30", Rome).unwrap_err();
    assert_eq!(refused.code, "ambiguous");
    assert!(refused.message.contains("+02:00 or +01:00"), "{refused}");
    assert_eq!(read("2026-10-25T02:30:00+03:00"), Err("invalid"));
}

#[test]
fn an_offset_that_the_clock_on_the_wall_does_not_have_is_a_mistake() {
    let refused = parse("starts_at", "2026-05-15T20:30:00+01:00", Rome).unwrap_err();
    assert!(refused.message.contains("which is +02:00"), "{refused}");
    assert!(parse("starts_at", "2026-05-15T20:30:00+00:00", London).is_err());
    assert!(parse("starts_at", "2026-05-15T20:30:00Z", London).is_ok());
}

#[test]
fn what_is_no_time_of_a_theatre_is_refused() {
    for odd in ["", "tomorrow", "2026-02-30T20:30", "2026-05-15", "20:30", "15/05/2026 20:30", "2026-05-15T25:00"] {
        assert_eq!(read(odd), Err("invalid"), "{odd}");
    }
    for far in ["0206-05-15T20:30", "9999-05-15T20:30", "1926-05-15T20:30:00Z"] {
        assert_eq!(read(far), Err("out_of_range"), "{far}");
    }
    assert_eq!(parse_optional("doors_open_at", Some("  "), Rome).unwrap(), None);
    assert_eq!(parse_optional("doors_open_at", None, Rome).unwrap(), None);
    assert!(parse_optional("doors_open_at", Some("late"), Rome).is_err());
}

#[test]
fn a_day_is_the_sites_and_may_have_23_or_25_hours_and_no_midnight() {
    let hours = |day: &str| {
        let (from, to) = span_of(day.parse().unwrap(), Rome);
        (to - from).num_hours()
    };
    assert_eq!((hours("2026-05-16"), hours("2026-03-29"), hours("2026-10-25")), (24, 23, 25));
    assert_eq!(start_of("2026-09-06".parse().unwrap(), Santiago), utc("2026-09-06T04:00:00Z"));
}

#[test]
fn a_week_later_the_clock_shows_the_same() {
    let before = utc("2026-03-27T19:30:00Z");
    assert_eq!(days_later("starts_at", before, Days::new(7), Rome).unwrap(), utc("2026-04-03T18:30:00Z"));
    let night = utc("2026-03-22T01:30:00Z");
    assert_eq!(days_later("starts_at", night, Days::new(7), Rome).unwrap_err().code, "nonexistent");
}

proptest! {
    #[test]
    fn every_instant_told_with_the_sites_offset_is_read_back(
        seconds in 946_684_800..7_258_118_400_i64, zone in prop::sample::select(vec![Rome, London, Santiago, Tz::Asia__Kathmandu])
    ) {
        let at = Utc.timestamp_opt(seconds, 0).unwrap();
        let told = at.with_timezone(&zone).fixed_offset().to_rfc3339();
        prop_assert_eq!(parse("starts_at", &told, zone).unwrap(), at);
    }

    #[test]
    fn days_follow_each_other_without_a_gap(number in 0..40_000_u64, zone in prop::sample::select(vec![Rome, Santiago])) {
        let day = "2000-01-01".parse::<chrono::NaiveDate>().unwrap() + Days::new(number);
        let (from, to) = span_of(day, zone);
        prop_assert_eq!(super::day(from, zone), day);
        prop_assert_eq!(super::day(to - TimeDelta::seconds(1), zone), day);
    }

    #[test]
    fn reading_never_panics(text in any::<String>()) {
        let _ = parse("starts_at", &text, Rome);
    }
}
