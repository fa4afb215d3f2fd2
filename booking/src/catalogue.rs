//! What visitors see: published shows, venues, performances.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{performance, reservation, show, venue};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select, SelectFive, SelectTwo, TopologyStar,
};

use crate::{Failure, seats};

/// Where a performance stands for somebody who wants to book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerformanceStatus {
    /// Takes bookings.
    Open,
    /// Would take bookings, had it seats.
    SoldOut,
    /// Takes no bookings now: switched off, not yet or no longer.
    Closed,
    /// Called off by the company.
    Cancelled,
    /// Has begun.
    Past,
}

impl PerformanceStatus {
    /// The status of `performance` at `now`.
    #[must_use]
    pub fn of(performance: &performance::Model, now: DateTime<Utc>) -> Self {
        if performance.cancelled_at.is_some() {
            Self::Cancelled
        } else if performance.starts_at <= now {
            Self::Past
        } else if !takes_bookings(performance, now) {
            Self::Closed
        } else if seats::available(performance) == 0 {
            Self::SoldOut
        } else {
            Self::Open
        }
    }

    /// The text in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::SoldOut => "sold_out",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Past => "past",
        }
    }
}

fn takes_bookings(performance: &performance::Model, now: DateTime<Utc>) -> bool {
    performance.is_booking_enabled
        && performance.booking_opens_at.is_none_or(|opens| opens <= now)
        && performance.booking_closes_at.is_none_or(|closes| now < closes)
}

/// A performance with what is played and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerformanceView {
    /// The performance itself.
    pub performance: performance::Model,
    /// What is played.
    pub show: show::Model,
    /// Where.
    pub venue: venue::Model,
}

impl PerformanceView {
    /// Seats that nobody has taken.
    #[must_use]
    pub fn available_seats(&self) -> i32 {
        seats::available(&self.performance)
    }

    /// Where it stands at `now`.
    #[must_use]
    pub fn status(&self, now: DateTime<Utc>) -> PerformanceStatus {
        PerformanceStatus::of(&self.performance, now)
    }

    /// Whether visitors may see it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.performance.is_published && self.show.is_published
    }
}

/// A published show with its coming dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowView {
    /// The show.
    pub show: show::Model,
    /// Its next performance that is not called off.
    pub next_performance_at: Option<DateTime<Utc>>,
    /// How many such performances are to come.
    pub upcoming_performances: i64,
}

/// A part of a long list: pages count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Which page, from 1.
    pub number: u64,
    /// Rows of a page.
    pub size: u64,
}

impl Page {
    /// Rows before this page, as PostgreSQL takes it.
    #[must_use]
    pub fn offset(self) -> u64 {
        self.number.saturating_sub(1).saturating_mul(self.size).min(i64::MAX.unsigned_abs())
    }
}

/// One page, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// Rows of the page.
    pub results: Vec<T>,
    /// Rows in all.
    pub total: u64,
}

/// Which performances are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerformanceFilter {
    /// Slug of the show.
    pub show: Option<String>,
    /// Slug of the venue.
    pub venue: Option<String>,
    /// Starting at or after.
    pub from: Option<DateTime<Utc>>,
    /// Starting before.
    pub to: Option<DateTime<Utc>>,
}

fn visible() -> Select<performance::Entity> {
    performance::Entity::find()
        .join(JoinType::InnerJoin, performance::Relation::Show.def())
        .filter(performance::Column::IsPublished.eq(true))
        .filter(show::Column::IsPublished.eq(true))
}

/// Published shows, those that play soonest first, then those without a date by title.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn shows<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<Vec<ShowView>, Failure> {
    let published =
        show::Entity::find().filter(show::Column::IsPublished.eq(true)).order_by_asc(show::Column::Title).all(conn);
    let dates: HashMap<i64, (DateTime<Utc>, i64)> = visible()
        .filter(performance::Column::StartsAt.gt(now))
        .filter(performance::Column::CancelledAt.is_null())
        .select_only()
        .column(performance::Column::ShowId)
        .column_as(performance::Column::StartsAt.min(), "next_performance_at")
        .column_as(performance::Column::Id.count(), "upcoming_performances")
        .group_by(performance::Column::ShowId)
        .into_tuple::<(i64, DateTime<Utc>, i64)>()
        .all(conn)
        .await?
        .into_iter()
        .map(|(show, next, count)| (show, (next, count)))
        .collect();
    let mut views: Vec<ShowView> = published
        .await?
        .into_iter()
        .map(|show| {
            let coming = dates.get(&show.id);
            ShowView {
                next_performance_at: coming.map(|(next, _)| *next),
                upcoming_performances: coming.map_or(0, |(_, count)| *count),
                show,
            }
        })
        .collect();
    views.sort_by_key(|view| (view.next_performance_at.is_none(), view.next_performance_at));
    Ok(views)
}

/// A published show by its slug, with its coming performances, called-off ones included; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn show_by_slug<C: ConnectionTrait>(
    conn: &C,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<Option<(ShowView, Vec<PerformanceView>)>, Failure> {
    let Some(show) = show::Entity::find()
        .filter(show::Column::Slug.eq(slug))
        .filter(show::Column::IsPublished.eq(true))
        .one(conn)
        .await?
    else {
        return Ok(None);
    };
    let rows = visible()
        .filter(performance::Column::ShowId.eq(show.id))
        .filter(performance::Column::StartsAt.gt(now))
        .order_by_asc(performance::Column::StartsAt)
        .all(conn)
        .await?;
    let performances = with_context(conn, rows).await?;
    let playing = || performances.iter().filter(|view| view.performance.cancelled_at.is_none());
    let view = ShowView {
        next_performance_at: playing().next().map(|view| view.performance.starts_at),
        upcoming_performances: i64::try_from(playing().count()).unwrap_or(i64::MAX),
        show,
    };
    Ok(Some((view, performances)))
}

/// All venues by name.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn venues<C: ConnectionTrait>(conn: &C) -> Result<Vec<venue::Model>, Failure> {
    Ok(venue::Entity::find().order_by_asc(venue::Column::Name).all(conn).await?)
}

/// A venue by its slug.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn venue_by_slug<C: ConnectionTrait>(conn: &C, slug: &str) -> Result<Option<venue::Model>, Failure> {
    Ok(venue::Entity::find().filter(venue::Column::Slug.eq(slug)).one(conn).await?)
}

/// Public performances in order of time.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn performances<C: ConnectionTrait>(
    conn: &C,
    filter: &PerformanceFilter,
    page: Page,
) -> Result<Paged<PerformanceView>, Failure> {
    let mut query = visible().join(JoinType::InnerJoin, performance::Relation::Venue.def());
    if let Some(slug) = &filter.show {
        query = query.filter(show::Column::Slug.eq(slug));
    }
    if let Some(slug) = &filter.venue {
        query = query.filter(venue::Column::Slug.eq(slug));
    }
    if let Some(from) = filter.from {
        query = query.filter(performance::Column::StartsAt.gte(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(performance::Column::StartsAt.lt(to));
    }
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_asc(performance::Column::StartsAt)
        .order_by(performance::Column::Id, Order::Asc)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged { results: with_context(conn, rows).await?, total })
}

/// A performance with its show and venue, public or not; `None` when there is none. Who shows it to visitors asks
/// [`PerformanceView::is_public`] first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn performance<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<PerformanceView>, Failure> {
    let found = performance::Entity::find_by_id(id)
        .find_also_related(show::Entity)
        .find_also_related(venue::Entity)
        .one(conn)
        .await?;
    found.map(|(performance, show, venue)| in_context(Some(performance), show, venue)).transpose()
}

/// What a reservation is for.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub(crate) async fn performance_of<C: ConnectionTrait>(
    conn: &C,
    reservation: &reservation::Model,
) -> Result<PerformanceView, Failure> {
    performance(conn, reservation.performance_id).await?.ok_or(Failure::Unreadable("a reservation without performance"))
}

/// Lets a query that reads reservations read what they are for as well, for [`in_context`].
pub(crate) fn with_performance<E: EntityTrait>(
    query: SelectTwo<E, reservation::Entity>,
) -> SelectFive<E, reservation::Entity, performance::Entity, show::Entity, venue::Entity, TopologyStar> {
    query
        .and_also_related(performance::Entity)
        .find_also(performance::Entity, show::Entity)
        .find_also(performance::Entity, venue::Entity)
}

/// Adds show and venue to each row, in two queries whatever their number.
pub(crate) async fn with_context<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<performance::Model>,
) -> Result<Vec<PerformanceView>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let shows: HashMap<i64, show::Model> = show::Entity::find()
        .filter(show::Column::Id.is_in(rows.iter().map(|row| row.show_id)))
        .all(conn)
        .await?
        .into_iter()
        .map(|show| (show.id, show))
        .collect();
    let venues: HashMap<i64, venue::Model> = venue::Entity::find()
        .filter(venue::Column::Id.is_in(rows.iter().map(|row| row.venue_id)))
        .all(conn)
        .await?
        .into_iter()
        .map(|venue| (venue.id, venue))
        .collect();
    rows.into_iter()
        .map(|performance| {
            let show = shows.get(&performance.show_id).cloned();
            let venue = venues.get(&performance.venue_id).cloned();
            in_context(Some(performance), show, venue)
        })
        .collect()
}

/// Puts together what was read of a performance by one query. That nothing is missing is the schema's word.
pub(crate) fn in_context(
    performance: Option<performance::Model>,
    show: Option<show::Model>,
    venue: Option<venue::Model>,
) -> Result<PerformanceView, Failure> {
    match (performance, show, venue) {
        (Some(performance), Some(show), Some(venue)) => Ok(PerformanceView { performance, show, venue }),
        _ => Err(Failure::Unreadable("a performance without show or venue")),
    }
}
