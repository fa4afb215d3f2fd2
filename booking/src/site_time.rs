//! Times as the company writes them, by the clock on its wall (domain.md, Time).

use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::values::Invalid;

/// Forms of a local time that are read, as `<input type="datetime-local">` and people write them.
const LOCAL_FORMS: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];

/// Reads a time: by the wall (`2026-05-15T20:30`), or with an offset (`2026-05-15T20:30:00+02:00`, `…Z`).
///
/// The hour that spring skips is refused, whatever its offset. The hour that autumn repeats needs its offset, and keeps
/// it. An offset that the wall's clock does not have at that time is refused as well: it is a mistake in one of the two,
/// and nobody can tell in which. `Z` names the instant itself and is always right.
///
/// # Errors
/// [`Invalid`] about `field`.
pub fn parse(field: &'static str, text: &str, zone: Tz) -> Result<DateTime<Utc>, Invalid> {
    let text = text.trim();
    let at = match DateTime::parse_from_rfc3339(text) {
        Ok(at) if text.ends_with(['Z', 'z']) => at.to_utc(),
        Ok(at) if at.offset().fix() == at.with_timezone(&zone).offset().fix() => at.to_utc(),
        Ok(at) => return Err(not_on_the_wall(field, at.naive_local(), zone)),
        Err(_) => by_the_wall(field, text, zone)?,
    };
    if in_the_books(at) { Ok(at) } else { Err(Invalid::new(field, "out_of_range", "must be between 2000 and 2200")) }
}

/// As [`parse`]; an empty text is no time.
///
/// # Errors
/// [`Invalid`] about `field`.
pub fn parse_optional(field: &'static str, text: Option<&str>, zone: Tz) -> Result<Option<DateTime<Utc>>, Invalid> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => parse(field, text, zone).map(Some),
    }
}

/// The day that it is at the site.
#[must_use]
pub fn day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first instant of a day at the site. In some zones the clocks are put forward at midnight: it begins later then.
#[must_use]
pub fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=96)
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        // No zone skips more than a day.
        .map_or_else(|| midnight.and_utc(), |at| at.to_utc())
}

/// The first instants of a day at the site and of the day after.
#[must_use]
pub fn span_of(day: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    (start_of(day, zone), start_of(next, zone))
}

/// The same time by the wall, so many days later.
///
/// # Errors
/// [`Invalid`] about `field` when that time does not exist there; one that comes twice is its first.
pub(crate) fn days_later(
    field: &'static str,
    at: DateTime<Utc>,
    days: Days,
    zone: Tz,
) -> Result<DateTime<Utc>, Invalid> {
    let local = at.with_timezone(&zone).naive_local() + days;
    zone.from_local_datetime(&local).earliest().map(|at| at.to_utc()).ok_or_else(|| not_on_the_wall(field, local, zone))
}

fn by_the_wall(field: &'static str, text: &str, zone: Tz) -> Result<DateTime<Utc>, Invalid> {
    let read = |form: &str| NaiveDateTime::parse_from_str(text, form).ok().filter(|_| has_one_separator(text));
    let local = LOCAL_FORMS.iter().find_map(|form| read(form)).ok_or_else(|| {
        let message = "must be a time such as 2026-05-15T20:30, or with an offset, 2026-05-15T20:30:00+02:00";
        Invalid::new(field, "invalid", message)
    })?;
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) => Ok(at.to_utc()),
        MappedLocalTime::None => Err(not_on_the_wall(field, local, zone)),
        MappedLocalTime::Ambiguous(first, second) => {
            let message = format!(
                "comes twice that night in {zone}: say which by its offset, {} or {}",
                first.offset().fix(),
                second.offset().fix()
            );
            Err(Invalid::new(field, "ambiguous", message))
        }
    }
}

/// Between day and hour is a T or a blank. To chrono a blank stands for any white space, a line's end too, and for none.
fn has_one_separator(text: &str) -> bool {
    let mut separators = text.chars().filter(|character| *character == 'T' || character.is_whitespace());
    matches!((separators.next(), separators.next()), (Some('T' | ' '), None))
}

fn not_on_the_wall(field: &'static str, local: NaiveDateTime, zone: Tz) -> Invalid {
    let written = local.format("%Y-%m-%d %H:%M");
    match zone.from_local_datetime(&local) {
        MappedLocalTime::None => {
            let message = format!("{written} does not exist in {zone}: the clocks are put forward over it");
            Invalid::new(field, "nonexistent", message)
        }
        MappedLocalTime::Single(at) => {
            let message = format!("has another offset than {zone} at {written}, which is {}", at.offset().fix());
            Invalid::new(field, "invalid", message)
        }
        MappedLocalTime::Ambiguous(first, second) => {
            let (first, second) = (first.offset().fix(), second.offset().fix());
            let message = format!("has another offset than {zone} at {written}, which are {first} and {second}");
            Invalid::new(field, "invalid", message)
        }
    }
}

/// Whether a time is one that a theatre could mean; others are slips of the keyboard, and some fit no column.
fn in_the_books(at: DateTime<Utc>) -> bool {
    use chrono::Datelike;
    (2000..2200).contains(&at.year())
}

#[cfg(test)]
mod tests;
