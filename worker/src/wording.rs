//! Dates, times and numbers of people as the company's pages write them, in the guest's language and the site's zone.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use entity::value::Locale;

const ITALIAN_DAYS: [&str; 7] = ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];
const ENGLISH_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

const ITALIAN_MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes for one guest: his language, the site's zone.
#[derive(Debug, Clone, Copy)]
pub struct Wording {
    /// The guest's language.
    pub locale: Locale,
    /// Zone of the clock on the theatre's wall.
    pub zone: Tz,
}

impl Wording {
    /// "sabato 16 maggio", "Saturday 16 May".
    #[must_use]
    pub fn day(self, instant: DateTime<Utc>) -> String {
        let date = instant.with_timezone(&self.zone).date_naive();
        let (days, months) = match self.locale {
            Locale::Italian => (ITALIAN_DAYS, ITALIAN_MONTHS),
            Locale::English => (ENGLISH_DAYS, ENGLISH_MONTHS),
        };
        format!("{} {} {}", days[weekday(date.weekday())], date.day(), months[date.month0() as usize])
    }

    /// "sabato 16 maggio 2026", "Saturday 16 May 2026".
    #[must_use]
    pub fn day_and_year(self, instant: DateTime<Utc>) -> String {
        format!("{} {}", self.day(instant), instant.with_timezone(&self.zone).year())
    }

    /// "20:30", "8:30 pm".
    #[must_use]
    pub fn time(self, instant: DateTime<Utc>) -> String {
        let time = instant.with_timezone(&self.zone).time();
        match self.locale {
            Locale::Italian => format!("{:02}:{:02}", time.hour(), time.minute()),
            Locale::English => {
                let (afternoon, hour) = time.hour12();
                format!("{hour}:{:02} {}", time.minute(), if afternoon { "pm" } else { "am" })
            }
        }
    }

    /// "sabato 16 maggio 2026, ore 20:30", "Saturday 16 May 2026, 8:30 pm".
    #[must_use]
    pub fn day_and_time(self, instant: DateTime<Utc>) -> String {
        let (day, time) = (self.day_and_year(instant), self.time(instant));
        match self.locale {
            Locale::Italian => format!("{day}, ore {time}"),
            Locale::English => format!("{day}, {time}"),
        }
    }

    /// "1 persona", "3 persone"; "1 person", "3 people".
    #[must_use]
    pub fn people(self, number: i32) -> String {
        let word = match (self.locale, number) {
            (Locale::Italian, 1) => "persona",
            (Locale::Italian, _) => "persone",
            (Locale::English, 1) => "person",
            (Locale::English, _) => "people",
        };
        format!("{number} {word}")
    }

    /// "1 posto", "3 posti"; "1 seat", "3 seats".
    #[must_use]
    pub fn seats(self, number: i32) -> String {
        let word = match (self.locale, number) {
            (Locale::Italian, 1) => "posto",
            (Locale::Italian, _) => "posti",
            (Locale::English, 1) => "seat",
            (Locale::English, _) => "seats",
        };
        format!("{number} {word}")
    }
}

fn weekday(day: Weekday) -> usize {
    day.num_days_from_monday() as usize
}

/// `text` with its first letter as a capital: dates begin lines.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;
    use entity::value::Locale;

    use super::{Wording, capitalised};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    const fn italian(zone: Tz) -> Wording {
        Wording { locale: Locale::Italian, zone }
    }

    const fn english(zone: Tz) -> Wording {
        Wording { locale: Locale::English, zone }
    }

    #[test]
    fn an_evening_is_written_as_on_the_site() {
        let evening = at("2026-05-16T18:30:00Z");
        assert_eq!(italian(chrono_tz::Europe::Rome).day_and_time(evening), "sabato 16 maggio 2026, ore 20:30");
        assert_eq!(english(chrono_tz::Europe::Rome).day_and_time(evening), "Saturday 16 May 2026, 8:30 pm");
    }

    #[test]
    fn the_clock_is_the_theatres_in_summer_and_in_winter_and_elsewhere() {
        let rome = italian(chrono_tz::Europe::Rome);
        assert_eq!(rome.time(at("2026-01-31T20:00:00Z")), "21:00");
        assert_eq!(rome.time(at("2026-07-31T20:00:00Z")), "22:00");
        assert_eq!(rome.day(at("2026-01-31T23:30:00Z")), "domenica 1 febbraio");
        let new_york = english(chrono_tz::America::New_York);
        assert_eq!(new_york.day_and_time(at("2027-01-01T01:00:00Z")), "Thursday 31 December 2026, 8:00 pm");
    }

    #[test]
    fn twelve_oclock_is_noon_or_midnight() {
        let london = english(chrono_tz::Europe::London);
        assert_eq!(london.time(at("2026-01-10T12:05:00Z")), "12:05 pm");
        assert_eq!(london.time(at("2026-01-10T00:05:00Z")), "12:05 am");
        assert_eq!(italian(chrono_tz::Europe::London).time(at("2026-01-10T00:05:00Z")), "00:05");
    }

    #[test]
    fn every_month_and_every_weekday_has_its_name() {
        let (it, en) = (italian(chrono_tz::UTC), english(chrono_tz::UTC));
        let months: Vec<String> = (1..=12).map(|month| it.day(at(&format!("2026-{month:02}-01T12:00:00Z")))).collect();
        assert_eq!(months[0], "giovedì 1 gennaio");
        assert_eq!(months[11], "martedì 1 dicembre");
        let week: Vec<String> = (4..=10).map(|day| en.day(at(&format!("2026-05-{day:02}T12:00:00Z")))).collect();
        assert_eq!(week[0], "Monday 4 May");
        assert_eq!(week[6], "Sunday 10 May");
    }

    #[test]
    fn one_is_singular() {
        let (it, en) = (italian(chrono_tz::UTC), english(chrono_tz::UTC));
        assert_eq!(
            [it.people(1), it.people(4), it.seats(1), it.seats(2)],
            ["1 persona", "4 persone", "1 posto", "2 posti"]
        );
        assert_eq!(
            [en.people(1), en.people(4), en.seats(1), en.seats(2)],
            ["1 person", "4 people", "1 seat", "2 seats"]
        );
    }

    #[test]
    fn a_line_begins_with_a_capital() {
        assert_eq!(capitalised("è tardi"), "È tardi");
        assert_eq!(capitalised(""), "");
    }
}
