//! What staff look at: the evening's performances, and a performance's guests.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::value::ReservationStatus;
use entity::{performance, reservation};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::Failure;
use crate::catalogue::{self, Page, Paged, PerformanceView};

/// A performance as staff see it in their list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evening {
    /// The performance.
    pub performance: PerformanceView,
    /// People who are in.
    pub admitted_seats: i64,
}

/// A line of the guest list, without contact details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// Name of the reservation.
    pub reference: String,
    /// Of the guest.
    pub name: String,
    /// People.
    pub party_size: i32,
    /// People already in.
    pub admitted: i32,
    /// Where the reservation stands.
    pub status: ReservationStatus,
}

/// Performances that start from `from` and before `to`, in order of time, unpublished ones included.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn performances_between<C: ConnectionTrait>(
    conn: &C,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Evening>, Failure> {
    let rows = performance::Entity::find()
        .filter(performance::Column::StartsAt.gte(from))
        .filter(performance::Column::StartsAt.lt(to))
        .order_by_asc(performance::Column::StartsAt)
        .order_by_asc(performance::Column::Id)
        .all(conn)
        .await?;
    let admitted: HashMap<i64, i64> = reservation::Entity::find()
        .select_only()
        .column(reservation::Column::PerformanceId)
        .column_as(reservation::Column::Admitted.sum(), "admitted")
        .filter(reservation::Column::PerformanceId.is_in(rows.iter().map(|row| row.id)))
        .filter(reservation::Column::Status.eq(ReservationStatus::Confirmed))
        .group_by(reservation::Column::PerformanceId)
        .into_tuple::<(i64, i64)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let views = catalogue::with_context(conn, rows).await?;
    Ok(views
        .into_iter()
        .map(|performance| Evening {
            admitted_seats: admitted.get(&performance.performance.id).copied().unwrap_or(0),
            performance,
        })
        .collect())
}

/// Guests of a performance by name, lapsed requests left out; `search` looks in names, references and email
/// addresses. `None` when there is no such performance.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn guests<C: ConnectionTrait>(
    conn: &C,
    performance_id: i64,
    search: &str,
    page: Page,
) -> Result<Option<Paged<Guest>>, Failure> {
    use reservation::Column;
    if performance::Entity::find_by_id(performance_id).one(conn).await?.is_none() {
        return Ok(None);
    }
    let mut query = reservation::Entity::find()
        .filter(Column::PerformanceId.eq(performance_id))
        .filter(Column::Status.ne(ReservationStatus::Expired));
    let search = search.trim().to_lowercase();
    if !search.is_empty() {
        query = query.filter(matching(&search));
    }
    let total = query.clone().count(conn).await?;
    let rows = query
        .order_by_asc(Expr::expr(Func::lower(Expr::col(Column::Name))))
        .order_by_asc(Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    let results = rows
        .into_iter()
        .map(|row| Guest {
            reference: row.reference,
            name: row.name,
            party_size: row.party_size,
            admitted: row.admitted,
            status: row.status,
        })
        .collect();
    Ok(Some(Paged { results, total }))
}

/// Each word somewhere in the name, or the whole in reference or address. `position`, since `LIKE` would read `%` and
/// `_` as wildcards.
fn matching(search: &str) -> Condition {
    let within = |column: reservation::Column, text: &str| {
        let position = Func::cust("strpos").arg(Func::lower(Expr::col(column))).arg(text.to_owned());
        Expr::expr(position).gt(0)
    };
    let name =
        search.split_whitespace().fold(Condition::all(), |all, word| all.add(within(reservation::Column::Name, word)));
    let reference: String = search.chars().filter(|character| !matches!(character, '-' | ' ')).collect();
    let mut any = Condition::any().add(name).add(within(reservation::Column::Email, search));
    if !reference.is_empty() {
        any = any.add(within(reservation::Column::Reference, &reference));
    }
    any
}
