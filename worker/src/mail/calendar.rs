//! The evening as a calendar file (RFC 5545). Calendars are shared, so it holds no token.

use booking::catalogue::PerformanceView;
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::Locale;
use icalendar::{Calendar, Component, Event, EventLike, Property};

/// Length of an evening whose show has none given.
const USUAL_LENGTH: TimeDelta = TimeDelta::hours(2);

/// What the entry says.
pub struct Evening<'a> {
    pub performance: &'a PerformanceView,
    pub reference: &'a str,
    pub company: &'a str,
    /// Host of the site: names are unique in it.
    pub host: &'a str,
    pub locale: Locale,
    /// When the entry was written.
    pub stamp: DateTime<Utc>,
}

/// The file. The entry's name is the performance's, the same in each copy, so that a second one replaces the first.
pub fn file(evening: &Evening<'_>) -> String {
    let PerformanceView { performance, show, venue } = evening.performance;
    let length = show.duration_minutes.map_or(USUAL_LENGTH, |minutes| TimeDelta::minutes(minutes.into()));
    let place = [venue.name.as_str(), venue.address.as_str(), venue.city.as_str()];
    let place: Vec<&str> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let note = match evening.locale {
        Locale::Italian => format!("{}. Prenotazione {}.", evening.company, evening.reference),
        Locale::English => format!("{}. Booking {}.", evening.company, evening.reference),
    };
    let event = Event::new()
        .uid(&format!("performance-{}@{}", performance.id, evening.host))
        .timestamp(evening.stamp)
        .starts(performance.starts_at)
        .ends(performance.starts_at + length)
        .summary(&one_line(&show.title))
        .location(&one_line(&place.join(", ")))
        .description(&one_line(&note))
        .done();
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", format!("-//{}//AzioneLab//{}", evening.host, evening.locale)));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.push(event);
    calendar.to_string()
}

/// A carriage return would end a line of the file.
fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use entity::value::Locale;

    use super::{Evening, file};
    use crate::sample;

    fn lines(change: impl FnOnce(&mut booking::catalogue::PerformanceView)) -> Vec<String> {
        let mut performance = sample::performance();
        change(&mut performance);
        let evening = Evening {
            performance: &performance,
            reference: "K7Q2M9X",
            company: "Compagnia del Faro",
            host: "biglietti.faro.example",
            locale: Locale::Italian,
            stamp: sample::now(),
        };
        let file = file(&evening);
        assert!(file.split_inclusive('\n').all(|line| line.ends_with("\r\n") && line.len() <= 77), "{file}");
        file.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_evening_is_an_entry_that_every_calendar_takes() {
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//biglietti.faro.example//AzioneLab//it",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "DESCRIPTION:Compagnia del Faro. Prenotazione K7Q2M9X.",
            "DTEND:20260516T202000Z",
            "DTSTAMP:20260514T070500Z",
            "DTSTART:20260516T183000Z",
            "LOCATION:Teatro Sant'Andrea\\, Via del Cuore 1\\, Pisa",
            "SUMMARY:Il gabbiano",
            "UID:performance-7@biglietti.faro.example",
            "END:VEVENT",
            "END:VCALENDAR",
        ];
        assert_eq!(lines(|_| {}), expected);
    }

    #[test]
    fn a_show_of_unknown_length_takes_the_usual_evening() {
        let entry = lines(|view| view.show.duration_minutes = None);
        assert!(entry.contains(&"DTEND:20260516T203000Z".to_owned()), "{entry:#?}");
    }

    #[test]
    fn a_title_adds_no_line_to_the_entry() {
        let entry = lines(|view| view.show.title = "Sogno;\r\nBEGIN:VALARM, \\ è ".repeat(5));
        assert_eq!(entry.len(), 14, "{entry:#?}");
        let title = entry.iter().find(|line| line.starts_with("SUMMARY:")).unwrap();
        assert!(title.contains("Sogno\\;  BEGIN:VALARM\\, \\\\ è"), "{title}");
    }
}
