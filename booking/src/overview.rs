//! The dashboard's numbers.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use entity::performance::{Column, Entity};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use crate::Failure;
use crate::season::performance::{PerformanceRow, with_figures};
use crate::site_time::{day, span_of, start_of};

/// Days whose bookings are told, today the last.
pub const DAYS: u64 = 30;

/// Performances to come that are told.
const UPCOMING: u64 = 10;

/// Performances played that are told.
const PLAYED: u64 = 5;

/// The dashboard's numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Performances of today, by the site's calendar, begun and called-off ones included, in order of time.
    pub tonight: Vec<PerformanceRow>,
    /// The next ten performances that are not called off, in order of time.
    pub upcoming: Vec<PerformanceRow>,
    /// The last five performances that were played, newest first.
    pub played: Vec<PerformanceRow>,
    /// Bookings of each of the last thirty days of the site, oldest first; walk-ins are none.
    pub days: Vec<BookingDay>,
}

/// Bookings of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

#[derive(FromQueryResult)]
struct Counted {
    day: NaiveDate,
    reservations: i64,
    people: i64,
    confirmed: i64,
}

/// How much of a performance is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fill {
    /// Seats offered to guests.
    pub offered: i32,
    /// Seats of confirmed reservations.
    pub confirmed: i32,
}

impl PerformanceRow {
    /// How much is taken.
    #[must_use]
    pub fn fill(&self) -> Fill {
        let row = &self.view.performance;
        let offered = row.room_capacity + row.additional_seats - row.manually_occupied_seats;
        Fill { offered, confirmed: row.confirmed_seats }
    }

    /// The part of confirmed people who came in, 0 to 1; `None` when nobody was to come.
    #[must_use]
    pub fn check_in_rate(&self) -> Option<f64> {
        let confirmed = f64::from(self.view.performance.confirmed_seats);
        (confirmed > 0.0).then(|| self.came_in() / confirmed)
    }

    fn came_in(&self) -> f64 {
        f64::from(i32::try_from(self.admitted_seats).unwrap_or(i32::MAX))
    }
}

impl Overview {
    /// The part of the people expected at the performances played who came in, 0 to 1; `None` when nobody was.
    #[must_use]
    pub fn check_in_rate(&self) -> Option<f64> {
        let expected: f64 = self.played.iter().map(|row| f64::from(row.view.performance.confirmed_seats)).sum();
        let came: f64 = self.played.iter().map(PerformanceRow::came_in).sum();
        (expected > 0.0).then(|| came / expected)
    }
}

/// Reads the dashboard's numbers, with the days of `zone`.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn overview<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, zone: Tz) -> Result<Overview, Failure> {
    let (morning, midnight) = span_of(day(now, zone), zone);
    let tonight = Entity::find()
        .filter(Column::StartsAt.gte(morning))
        .filter(Column::StartsAt.lt(midnight))
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    let upcoming = Entity::find()
        .filter(Column::StartsAt.gt(now))
        .filter(Column::CancelledAt.is_null())
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .limit(UPCOMING)
        .all(conn)
        .await?;
    let played = Entity::find()
        .filter(Column::StartsAt.lte(now))
        .filter(Column::CancelledAt.is_null())
        .order_by_desc(Column::StartsAt)
        .order_by_desc(Column::Id)
        .limit(PLAYED)
        .all(conn)
        .await?;
    Ok(Overview {
        tonight: with_figures(conn, tonight).await?,
        upcoming: with_figures(conn, upcoming).await?,
        played: with_figures(conn, played).await?,
        days: days(conn, now, zone).await?,
    })
}

async fn days<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, zone: Tz) -> Result<Vec<BookingDay>, Failure> {
    let today = day(now, zone);
    let first = today - Days::new(DAYS - 1);
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT (created_at AT TIME ZONE $1)::date AS day, count(*) AS reservations, sum(party_size) AS people, \
            count(*) FILTER (WHERE status = 'confirmed') AS confirmed \
         FROM reservations WHERE created_at >= $2 AND created_at < $3 AND source <> 'walk_in' GROUP BY 1",
        [zone.name().into(), start_of(first, zone).into(), (now + TimeDelta::microseconds(1)).into()],
    );
    let counted: HashMap<NaiveDate, Counted> = Counted::find_by_statement(statement)
        .all(conn)
        .await?
        .into_iter()
        .map(|counted| (counted.day, counted))
        .collect();
    let days = (0..DAYS).map(|number| first + Days::new(number));
    Ok(days
        .map(|day| {
            let counted = counted.get(&day);
            BookingDay {
                day,
                reservations: counted.map_or(0, |counted| counted.reservations),
                people: counted.map_or(0, |counted| counted.people),
                confirmed: counted.map_or(0, |counted| counted.confirmed),
            }
        })
        .collect())
}
