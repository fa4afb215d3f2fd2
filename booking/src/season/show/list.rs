//! Shows in a list.

use std::collections::HashMap;

use entity::performance;
use entity::show::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, Func, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use crate::Failure;
use crate::catalogue::{Page, Paged};
use crate::listing::{Search, Sort, SortKey};
use crate::season::search::words_within;

/// Which shows are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShowFilter {
    /// Words of title, summary or slug.
    pub search: Search,
    /// Published ones, or the others.
    pub published: Option<bool>,
}

/// What shows can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowSort {
    /// The title.
    Title,
    /// When it was made.
    Created,
    /// When it was last edited.
    Updated,
}

impl SortKey for ShowSort {
    const ALL: &'static [(&'static str, Self)] =
        &[("title", Self::Title), ("created_at", Self::Created), ("updated_at", Self::Updated)];
}

impl ShowSort {
    fn expression(self) -> SimpleExpr {
        match self {
            Self::Title => Func::lower(Expr::col(Column::Title)).into(),
            Self::Created => Expr::col(Column::CreatedAt),
            Self::Updated => Expr::col(Column::UpdatedAt),
        }
    }
}

/// A show in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowRow {
    /// The show.
    pub show: Model,
    /// Performances it has, past and cancelled ones included; without any it can be deleted.
    pub performances: i64,
}

/// One page of shows.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    filter: &ShowFilter,
    sort: Sort<ShowSort>,
    page: Page,
) -> Result<Paged<ShowRow>, Failure> {
    let texts = [Column::Title.into_expr(), Column::Summary.into_expr(), Column::Slug.into_expr()];
    let wanted = Entity::find()
        .filter(words_within(&filter.search, &texts))
        .apply_if(filter.published, |query, published| query.filter(Column::IsPublished.eq(published)));
    let total = wanted.clone().count(conn).await?;
    let shows = wanted
        .order_by(sort.by.expression(), sort.order())
        .order_by(Column::Id, sort.order())
        .offset(page.offset())
        .limit(page.size)
        .all(conn)
        .await?;
    Ok(Paged { results: counted(conn, shows).await?, total })
}

/// Adds how many performances shows have.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn counted<C: ConnectionTrait>(conn: &C, shows: Vec<Model>) -> Result<Vec<ShowRow>, Failure> {
    let performances: HashMap<i64, i64> = performance::Entity::find()
        .select_only()
        .column(performance::Column::ShowId)
        .column_as(performance::Column::Id.count(), "performances")
        .filter(performance::Column::ShowId.is_in(shows.iter().map(|show| show.id)))
        .group_by(performance::Column::ShowId)
        .into_tuple::<(i64, i64)>()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let row = |show: Model| ShowRow { performances: performances.get(&show.id).copied().unwrap_or(0), show };
    Ok(shows.into_iter().map(row).collect())
}
