//! Venues in a list.

use std::collections::HashMap;

use entity::performance;
use entity::venue::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Failure;
use crate::catalogue::{Page, Paged};
use crate::listing::{Search, Sort, SortKey};
use crate::season::search::words_within;

/// Which venues are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VenueFilter {
    /// Words of name, address, city or slug.
    pub search: Search,
}

/// What venues can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VenueSort {
    /// The name.
    Name,
    /// The town.
    City,
    /// When it was made.
    Created,
    /// When it was last edited.
    Updated,
}

impl SortKey for VenueSort {
    const ALL: &'static [(&'static str, Self)] =
        &[("name", Self::Name), ("city", Self::City), ("created_at", Self::Created), ("updated_at", Self::Updated)];
}

impl VenueSort {
    fn expression(self) -> SimpleExpr {
        match self {
            Self::Name => Func::lower(Expr::col(Column::Name)).into(),
            Self::City => Func::lower(Expr::col(Column::City)).into(),
            Self::Created => Expr::col(Column::CreatedAt),
            Self::Updated => Expr::col(Column::UpdatedAt),
        }
    }
}

/// A venue in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueRow {
    /// The venue.
    pub venue: Model,
    /// Performances it has, past and cancelled ones included; without any it can be deleted.
    pub performances: i64,
}

/// One page of venues.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    filter: &VenueFilter,
    sort: Sort<VenueSort>,
    page: Page,
) -> Result<Paged<VenueRow>, Failure> {
    let texts =
        [Column::Name.into_expr(), Column::Address.into_expr(), Column::City.into_expr(), Column::Slug.into_expr()];
    let wanted = Entity::find().filter(words_within(&filter.search, &texts));
    let total = wanted.clone().count(conn).await?;
    let venues = wanted
        .order_by(sort.by.expression(), sort.order())
        .order_by(Column::Id, sort.order())
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged { results: counted(conn, venues).await?, total })
}

/// Adds how many performances venues have.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn counted<C: ConnectionTrait>(conn: &C, venues: Vec<Model>) -> Result<Vec<VenueRow>, Failure> {
    let performances: HashMap<i64, i64> = performance::Entity::find()
        .select_only()
        .column(performance::Column::VenueId)
        .column_as(performance::Column::Id.count(), "performances")
        .filter(performance::Column::VenueId.is_in(venues.iter().map(|venue| venue.id)))
        .group_by(performance::Column::VenueId)
        .into_tuple::<(i64, i64)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let row = |venue: Model| VenueRow { performances: performances.get(&venue.id).copied().unwrap_or(0), venue };
    Ok(venues.into_iter().map(row).collect())
}
