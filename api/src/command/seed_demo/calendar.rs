//! When the demonstration season plays, seen from the day on which it is made: at weekends, and today.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

/// Tonight's beginning, the usual hour first. The later ones are for a season that is made late in the evening.
const TONIGHT: [(u32, u32); 4] = [(21, 0), (22, 30), (23, 30), (23, 59)];
/// So long before its beginning a performance of tonight is of use.
const NOTICE: TimeDelta = TimeDelta::hours(1);

/// A place in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A day of a weekend before today: 0 is the latest.
    Gone(usize),
    /// Today at five.
    Afternoon,
    /// Today, not begun yet unless it is nearly midnight.
    Tonight,
    /// A day of a weekend after today: 0 is the next.
    Coming(usize),
    /// A Thursday of next week or the one after, in the morning, for schools.
    SchoolMorning,
    /// A Sunday in two weeks or so, in the morning, for families.
    FamilySunday,
}

/// The days around one moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) now: DateTime<Utc>,
    zone: Tz,
    pub(super) today: NaiveDate,
}

impl Calendar {
    pub(super) fn of(now: DateTime<Utc>, zone: Tz) -> Self {
        Self { now, zone, today: now.with_timezone(&zone).date_naive() }
    }

    /// The day of an instant, where the company plays.
    pub(super) fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// When a performance begins.
    pub(super) fn start(&self, slot: Slot) -> DateTime<Utc> {
        match slot {
            Slot::Gone(nth) => self.usual(self.weekend_day(nth, |days| self.today - days)),
            Slot::Coming(nth) => self.usual(self.weekend_day(nth, |days| self.today + days)),
            Slot::Afternoon => self.at(self.today, 17, 0),
            Slot::Tonight => self.tonight(),
            Slot::SchoolMorning => self.at(first(Weekday::Thu, self.today + Days::new(8)), 10, 30),
            Slot::FamilySunday => self.at(first(Weekday::Sun, self.today + Days::new(15)), 11, 0),
        }
    }

    fn tonight(&self) -> DateTime<Utc> {
        let in_time = |start: &DateTime<Utc>| *start >= self.now + NOTICE;
        let latest = self.at(self.today, 23, 59);
        TONIGHT.into_iter().map(|(hour, minute)| self.at(self.today, hour, minute)).find(in_time).unwrap_or(latest)
    }

    fn weekend_day(&self, nth: usize, away: impl Fn(Days) -> NaiveDate) -> NaiveDate {
        let weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Fri | Weekday::Sat | Weekday::Sun);
        (1..).map(|days| away(Days::new(days))).filter(weekend).nth(nth).unwrap_or(self.today)
    }

    fn usual(&self, day: NaiveDate) -> DateTime<Utc> {
        if day.weekday() == Weekday::Sun { self.at(day, 17, 0) } else { self.at(day, 21, 0) }
    }

    /// An instant by the clock on the wall of the company.
    pub(super) fn at(&self, day: NaiveDate, hour: u32, minute: u32) -> DateTime<Utc> {
        let local = day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default());
        // An hour that the clocks skip (nowhere in the evening, in most zones) is played an hour later.
        let later = local + TimeDelta::hours(1);
        let zoned = self.zone.from_local_datetime(&local).earliest();
        zoned
            .or_else(|| self.zone.from_local_datetime(&later).earliest())
            .map_or_else(|| local.and_utc(), |zoned| zoned.to_utc())
    }
}

fn first(weekday: Weekday, from: NaiveDate) -> NaiveDate {
    let away = weekday.days_since(from.weekday());
    from + Days::new(away.into())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days, TimeDelta, Utc};
    use chrono_tz::Europe::Rome;

    use super::{Calendar, Slot};

    fn at(text: &str) -> Calendar {
        Calendar::of(text.parse::<DateTime<Utc>>().unwrap(), Rome)
    }

    fn local(calendar: Calendar, slot: Slot) -> String {
        calendar.start(slot).with_timezone(&Rome).format("%a %Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn tonight_has_not_begun_whatever_the_hour() {
        assert_eq!(local(at("2026-05-13T08:00:00Z"), Slot::Tonight), "Wed 2026-05-13 21:00");
        assert_eq!(local(at("2026-05-13T18:45:00Z"), Slot::Tonight), "Wed 2026-05-13 22:30");
        assert_eq!(local(at("2026-05-13T20:20:00Z"), Slot::Tonight), "Wed 2026-05-13 23:30");
        assert_eq!(local(at("2026-05-13T21:57:00Z"), Slot::Tonight), "Wed 2026-05-13 23:59");
        // Past midnight in Rome, still the day before in UTC.
        assert_eq!(local(at("2026-05-13T22:10:00Z"), Slot::Tonight), "Thu 2026-05-14 21:00");
    }

    #[test]
    fn weekends_are_counted_from_today_and_leave_today_out() {
        let friday = at("2026-05-15T10:00:00Z");
        assert_eq!(local(friday, Slot::Coming(0)), "Sat 2026-05-16 21:00");
        assert_eq!(local(friday, Slot::Coming(1)), "Sun 2026-05-17 17:00");
        assert_eq!(local(friday, Slot::Coming(2)), "Fri 2026-05-22 21:00");
        assert_eq!(local(friday, Slot::Gone(0)), "Sun 2026-05-10 17:00");
        assert_eq!(local(friday, Slot::SchoolMorning), "Thu 2026-05-28 10:30");
        assert_eq!(local(friday, Slot::FamilySunday), "Sun 2026-05-31 11:00");
    }

    #[test]
    fn an_evening_after_the_change_of_the_clocks_begins_at_the_usual_hour() {
        assert_eq!(local(at("2026-10-21T10:00:00Z"), Slot::Coming(3)), "Fri 2026-10-30 21:00");
        assert_eq!(local(at("2026-03-25T10:00:00Z"), Slot::Coming(2)), "Sun 2026-03-29 17:00");
    }

    #[test]
    fn no_two_performances_fall_together_on_any_day_of_the_year() {
        let new_year: DateTime<Utc> = "2027-01-01T19:10:00Z".parse().unwrap();
        for day in 0..365 {
            let calendar = Calendar::of(new_year + Days::new(day), Rome);
            let others = [Slot::Afternoon, Slot::Tonight, Slot::SchoolMorning, Slot::FamilySunday];
            let slots = (0..13).map(Slot::Coming).chain((0..3).map(Slot::Gone)).chain(others);
            let mut starts: Vec<DateTime<Utc>> = slots.map(|slot| calendar.start(slot)).collect();
            let coming = starts.iter().filter(|start| **start > calendar.now);
            assert!(coming.clone().count() >= 16, "{calendar:?}");
            assert!(coming.max().unwrap() < &(calendar.now + TimeDelta::weeks(5)), "{calendar:?}");
            starts.sort();
            starts.dedup();
            assert_eq!(starts.len(), 20, "{calendar:?}");
        }
    }
}
