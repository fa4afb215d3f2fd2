//! Times and days as they are asked for. A day is the site's: it begins at midnight there.

use booking::values::Invalid;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

/// An instant (RFC 3339), or the beginning of a day (`2026-05-16`).
///
/// # Errors
/// [`Invalid`] for anything else.
pub fn instant(field: &'static str, text: &str, zone: Tz) -> Result<DateTime<Utc>, Invalid> {
    // A plus sign that was not encoded arrives as a blank.
    if let Ok(at) = DateTime::parse_from_rfc3339(&text.trim().replace(' ', "+")) {
        return Ok(at.to_utc());
    }
    date(text).and_then(|date| beginning(date, zone)).ok_or_else(|| Invalid {
        field,
        code: "invalid",
        message: "must be a time such as 2026-05-16T20:30:00+02:00, or a day such as 2026-05-16".to_owned(),
    })
}

/// A day (`2026-05-16`): its first instant, and the first instant of the day after.
///
/// # Errors
/// [`Invalid`] for anything else.
pub fn day(field: &'static str, text: &str, zone: Tz) -> Result<(DateTime<Utc>, DateTime<Utc>), Invalid> {
    date(text).and_then(|date| span(date, zone)).ok_or_else(|| Invalid {
        field,
        code: "invalid",
        message: "must be a day such as 2026-05-16".to_owned(),
    })
}

/// The day that it is at the site now.
#[must_use]
pub fn today(now: DateTime<Utc>, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    span(now.with_timezone(&zone).date_naive(), zone).unwrap_or((now, now))
}

fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten()
}

fn span(date: NaiveDate, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    Some((beginning(date, zone)?, beginning(date.checked_add_days(Days::new(1))?, zone)?))
}

/// The first instant of a day. In some zones the clocks are put forward at midnight: the day then begins later.
fn beginning(date: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..=24)
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::{America::Santiago, Europe::Rome};

    use super::{day, instant, today};

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_the_sites_and_may_have_23_or_25_hours() {
        assert_eq!(
            day("date", "2026-05-16", Rome).unwrap(),
            (utc("2026-05-15T22:00:00Z"), utc("2026-05-16T22:00:00Z"))
        );
        let (from, to) = day("date", "2026-03-29", Rome).unwrap();
        assert_eq!((to - from).num_hours(), 23);
        let (from, to) = day("date", "2026-10-25", Rome).unwrap();
        assert_eq!((to - from).num_hours(), 25);
    }

    #[test]
    fn a_day_without_midnight_begins_when_it_does() {
        assert_eq!(day("date", "2026-09-06", Santiago).unwrap().0, utc("2026-09-06T04:00:00Z"));
    }

    #[test]
    fn late_at_night_it_is_still_the_sites_day() {
        assert_eq!(today(utc("2026-05-16T21:59:00Z"), Rome).0, utc("2026-05-15T22:00:00Z"));
        assert_eq!(today(utc("2026-05-16T22:01:00Z"), Rome).0, utc("2026-05-16T22:00:00Z"));
    }

    #[test]
    fn an_instant_may_be_a_day_and_its_plus_may_be_lost() {
        let at = utc("2026-05-16T18:30:00Z");
        assert_eq!(instant("from", "2026-05-16T20:30:00+02:00", Rome).unwrap(), at);
        assert_eq!(instant("from", "2026-05-16T20:30:00 02:00", Rome).unwrap(), at);
        assert_eq!(instant("from", "2026-05-16", Rome).unwrap(), utc("2026-05-15T22:00:00Z"));
    }

    #[test]
    fn anything_else_is_refused_by_name() {
        for odd in ["", "tomorrow", "2026-02-30", "16/05/2026", "20260516", "2026-5-16", "99999-01-01"] {
            assert_eq!(instant("from", odd, Rome).unwrap_err().field, "from", "{odd}");
            assert!(day("date", odd, Rome).is_err(), "{odd}");
        }
    }
}
