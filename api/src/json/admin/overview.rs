use booking::overview;
use booking::season::performance::PerformanceRow;
use chrono::NaiveDate;
use poem_openapi::Object;

use super::{ManagedPerformance, QueueOverview};
use crate::json::Here;

/// The dashboard's numbers.
#[derive(Debug, Object)]
pub struct Overview {
    /// Performances of today, by the site's calendar, begun and called-off ones included, in order of time.
    pub tonight: Vec<OverviewPerformance>,
    /// The next ten performances that are not called off, in order of time.
    pub upcoming: Vec<OverviewPerformance>,
    /// The last five performances that were played, newest first.
    pub played: Vec<OverviewPerformance>,
    /// Bookings of each of the last thirty days of the site, oldest first; walk-ins are none.
    pub bookings_per_day: Vec<BookingDay>,
    /// The part of the people expected at the performances in `played` who came in, 0 to 1; `null` when nobody was.
    #[oai(nullable)]
    pub check_in_rate: Option<f64>,
    /// The job queues.
    pub queue: QueueOverview,
}

/// A performance with how full it is.
#[derive(Debug, Object)]
pub struct OverviewPerformance {
    /// The performance.
    #[oai(flatten)]
    pub performance: ManagedPerformance,
    /// How much is taken.
    pub fill: Fill,
    /// The part of confirmed people who came in, 0 to 1; `null` when nobody was to come.
    #[oai(nullable)]
    pub check_in_rate: Option<f64>,
}

/// How much of a performance is taken.
#[derive(Debug, Object)]
pub struct Fill {
    /// Seats offered to guests.
    pub offered: i32,
    /// Seats of confirmed reservations.
    pub confirmed: i32,
    /// The part that is taken, 0 to 1; 1 when nothing is offered.
    pub rate: f64,
}

/// Bookings of a day.
#[derive(Debug, Object)]
pub struct BookingDay {
    /// The site's day on which they were asked for.
    pub day: NaiveDate,
    /// Reservations, whatever became of them.
    pub reservations: i64,
    /// People of them.
    pub people: i64,
    /// Those that are confirmed now.
    pub confirmed: i64,
}

impl From<overview::Fill> for Fill {
    fn from(fill: overview::Fill) -> Self {
        let rate = if fill.offered > 0 { f64::from(fill.confirmed) / f64::from(fill.offered) } else { 1.0 };
        Self { offered: fill.offered, confirmed: fill.confirmed, rate }
    }
}

impl From<overview::BookingDay> for BookingDay {
    fn from(day: overview::BookingDay) -> Self {
        Self { day: day.day, reservations: day.reservations, people: day.people, confirmed: day.confirmed }
    }
}

impl OverviewPerformance {
    fn of(row: PerformanceRow, here: Here) -> Self {
        Self {
            fill: row.fill().into(),
            check_in_rate: row.check_in_rate(),
            performance: ManagedPerformance::of(row, here),
        }
    }
}

impl Overview {
    /// The JSON of the dashboard's numbers.
    #[must_use]
    pub fn of(numbers: overview::Overview, queue: QueueOverview, here: Here) -> Self {
        let check_in_rate = numbers.check_in_rate();
        let told = |rows: Vec<PerformanceRow>| rows.into_iter().map(|row| OverviewPerformance::of(row, here)).collect();
        Self {
            tonight: told(numbers.tonight),
            upcoming: told(numbers.upcoming),
            played: told(numbers.played),
            bookings_per_day: numbers.days.into_iter().map(BookingDay::from).collect(),
            check_in_rate,
            queue,
        }
    }
}
