//! Performances in a list.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::performance::{Column, Entity, Model, Relation};
use entity::value::ReservationStatus;
use entity::{reservation, show, venue};
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait,
};

use crate::Failure;
use crate::catalogue::{self, Page, Paged, PerformanceStatus, PerformanceView};
use crate::listing::{Search, Sort, SortKey};
use crate::season::search::words_within;

/// Which performances are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PerformanceFilter {
    /// Words of the show's title or the venue's name or town.
    pub search: Search,
    /// Of this show.
    pub show_id: Option<i64>,
    /// At this venue.
    pub venue_id: Option<i64>,
    /// Starting at or after.
    pub from: Option<DateTime<Utc>>,
    /// Starting before.
    pub to: Option<DateTime<Utc>>,
    /// Where they stand now.
    pub status: Option<PerformanceStatus>,
    /// Published ones, or the others.
    pub published: Option<bool>,
}

/// What performances can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerformanceSort {
    /// When they begin.
    Start,
    /// The show's title.
    Show,
    /// The venue's name.
    Venue,
    /// Seats that are taken.
    Confirmed,
    /// When they were last edited.
    Updated,
}

impl SortKey for PerformanceSort {
    const ALL: &'static [(&'static str, Self)] = &[
        ("starts_at", Self::Start),
        ("show", Self::Show),
        ("venue", Self::Venue),
        ("confirmed_seats", Self::Confirmed),
        ("updated_at", Self::Updated),
    ];
}

impl PerformanceSort {
    fn expression(self) -> SimpleExpr {
        match self {
            Self::Start => Column::StartsAt.into_expr(),
            Self::Show => Func::lower(show::Column::Title.into_expr()).into(),
            Self::Venue => Func::lower(venue::Column::Name.into_expr()).into(),
            Self::Confirmed => Column::ConfirmedSeats.into_expr(),
            Self::Updated => Column::UpdatedAt.into_expr(),
        }
    }
}

/// A performance in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerformanceRow {
    /// The performance with show and venue.
    pub view: PerformanceView,
    /// People of requests that wait for their confirmation.
    pub pending_seats: i64,
    /// People who are in.
    pub admitted_seats: i64,
}

/// One page of performances.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    filter: &PerformanceFilter,
    sort: Sort<PerformanceSort>,
    page: Page,
) -> Result<Paged<PerformanceRow>, Failure> {
    let texts = [show::Column::Title.into_expr(), venue::Column::Name.into_expr(), venue::Column::City.into_expr()];
    let wanted = Entity::find()
        .join(JoinType::InnerJoin, Relation::Show.def())
        .join(JoinType::InnerJoin, Relation::Venue.def())
        .filter(words_within(&filter.search, &texts))
        .apply_if(filter.show_id, |query, id| query.filter(Column::ShowId.eq(id)))
        .apply_if(filter.venue_id, |query, id| query.filter(Column::VenueId.eq(id)))
        .apply_if(filter.from, |query, from| query.filter(Column::StartsAt.gte(from)))
        .apply_if(filter.to, |query, to| query.filter(Column::StartsAt.lt(to)))
        .apply_if(filter.status, |query, status| query.filter(stands(status, now)))
        .apply_if(filter.published, |query, published| query.filter(Column::IsPublished.eq(published)));
    let total = wanted.clone().count(conn).await?;
    let rows = wanted
        .order_by(sort.by.expression(), sort.order())
        .order_by_asc(Column::StartsAt)
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged { results: with_figures(conn, rows).await?, total })
}

/// Adds what is played, where, and how many people wait or are in, in three queries whatever the number of rows.
pub(crate) async fn with_figures<C: ConnectionTrait>(
    conn: &C,
    rows: Vec<Model>,
) -> Result<Vec<PerformanceRow>, Failure> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let pending = sums(conn, &ids, ReservationStatus::Pending, reservation::Column::PartySize).await?;
    let admitted = sums(conn, &ids, ReservationStatus::Confirmed, reservation::Column::Admitted).await?;
    let views = catalogue::with_context(conn, rows).await?;
    Ok(views
        .into_iter()
        .map(|view| PerformanceRow {
            pending_seats: pending.get(&view.performance.id).copied().unwrap_or(0),
            admitted_seats: admitted.get(&view.performance.id).copied().unwrap_or(0),
            view,
        })
        .collect())
}

async fn sums<C: ConnectionTrait>(
    conn: &C,
    performances: &[i64],
    status: ReservationStatus,
    people: reservation::Column,
) -> Result<HashMap<i64, i64>, Failure> {
    let sums: Vec<(i64, i64)> = reservation::Entity::find()
        .select_only()
        .column(reservation::Column::PerformanceId)
        .column_as(people.sum(), "people")
        .filter(reservation::Column::PerformanceId.is_in(performances.iter().copied()))
        .filter(reservation::Column::Status.eq(status))
        .group_by(reservation::Column::PerformanceId)
        .into_tuple()
        .all(conn)
        .await?;
    Ok(sums.into_iter().collect())
}

/// [`PerformanceStatus::of`], in the database's words.
fn stands(status: PerformanceStatus, now: DateTime<Utc>) -> Condition {
    let called_off = Column::CancelledAt.is_not_null();
    let to_come = || Condition::all().add(Column::CancelledAt.is_null()).add(Column::StartsAt.gt(now));
    let takes_bookings = Condition::all()
        .add(Column::IsBookingEnabled.eq(true))
        .add(Condition::any().add(Column::BookingOpensAt.is_null()).add(Column::BookingOpensAt.lte(now)))
        .add(Condition::any().add(Column::BookingClosesAt.is_null()).add(Column::BookingClosesAt.gt(now)));
    let offered = Column::RoomCapacity.into_expr().add(Column::AdditionalSeats.into_expr());
    let taken = Column::ConfirmedSeats.into_expr().add(Column::ManuallyOccupiedSeats.into_expr());
    match status {
        PerformanceStatus::Cancelled => Condition::all().add(called_off),
        PerformanceStatus::Past => Condition::all().add(Column::CancelledAt.is_null()).add(Column::StartsAt.lte(now)),
        PerformanceStatus::Closed => to_come().add(takes_bookings.not()),
        PerformanceStatus::SoldOut => to_come().add(takes_bookings).add(Expr::expr(offered).lte(taken)),
        PerformanceStatus::Open => to_come().add(takes_bookings).add(Expr::expr(offered).gt(taken)),
    }
}
