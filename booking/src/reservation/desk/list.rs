//! Reservations in a list of hundreds of thousands.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use entity::performance;
use entity::reservation::{Column, Entity, Model};
use entity::value::ReservationStatus;
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use crate::Failure;
use crate::catalogue::{self, Page, PerformanceView};
use crate::listing::{LongList, Search, total};
use crate::values::Reference;

/// What the index `reservations_search` holds of a row, letter for letter.
const SEARCHED: &str = "(' ' || lower(name || ' ' || coalesce(email, '') || ' ' || reference))";

/// Shortest word that is found in the middle of another: the index is made of three letters at a time.
const WITHIN: usize = 3;

/// Which reservations are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReservationFilter {
    /// Where they stand.
    pub status: Option<ReservationStatus>,
    /// For this performance.
    pub performance_id: Option<i64>,
    /// Words of name, email address or reference, all of them: anywhere in it, or at the beginning of it when they have
    /// one or two letters only. What has an @ within is the beginning of an address. A reference may also be typed as
    /// people read it to each other.
    pub search: Search,
    /// Asked for at or after.
    pub from: Option<DateTime<Utc>>,
    /// Asked for before.
    pub to: Option<DateTime<Utc>>,
}

/// A reservation in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationRow {
    /// The reservation.
    pub reservation: Model,
    /// What it is for.
    pub performance: PerformanceView,
}

/// One page of reservations, those asked for last first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    filter: &ReservationFilter,
    page: Page,
) -> Result<LongList<ReservationRow>, Failure> {
    let total = total(conn, &wanted(filter)).await?;
    let reservations = page_of(filter, page).all(conn).await?;
    let ids = reservations.iter().map(|reservation| reservation.performance_id);
    let performances = performance::Entity::find().filter(performance::Column::Id.is_in(ids)).all(conn).await?;
    let performances: HashMap<i64, PerformanceView> = catalogue::with_context(conn, performances)
        .await?
        .into_iter()
        .map(|view| (view.performance.id, view))
        .collect();
    let results = reservations
        .into_iter()
        .map(|reservation| {
            let performance = performances.get(&reservation.performance_id).cloned();
            performance
                .map(|performance| ReservationRow { reservation, performance })
                .ok_or(Failure::Unreadable("a reservation without performance"))
        })
        .collect::<Result<_, Failure>>()?;
    Ok(LongList { results, total })
}

/// The rows of one page. Those before it are skipped by their place in an index alone, so that the last page of many is
/// read nearly as fast as the first.
fn page_of(filter: &ReservationFilter, page: Page) -> Select<Entity> {
    let ids = wanted(filter)
        .select_only()
        .column(Column::Id)
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(page.offset())
        .limit(page.size)
        .into_query();
    Entity::find().filter(Column::Id.in_subquery(ids)).order_by_desc(Column::CreatedAt).order_by_desc(Column::Id)
}

fn wanted(filter: &ReservationFilter) -> Select<Entity> {
    Entity::find()
        .filter(matching(&filter.search))
        .apply_if(filter.status, |query, status| query.filter(Column::Status.eq(status)))
        .apply_if(filter.performance_id, |query, id| query.filter(Column::PerformanceId.eq(id)))
        .apply_if(filter.from, |query, from| query.filter(Column::CreatedAt.gte(from)))
        .apply_if(filter.to, |query, to| query.filter(Column::CreatedAt.lt(to)))
}

fn matching(search: &Search) -> Condition {
    let all = search.words().fold(Condition::all(), |all, word| {
        let (searched, pattern) = if begins_an_address(word) {
            (Expr::expr(Func::lower(Expr::col(Column::Email))), format!("{}%", literal(word)))
        } else {
            (Expr::cust(SEARCHED), pattern(word))
        };
        all.add(searched.binary(BinOper::Like, Expr::expr(Func::lower(Expr::val(pattern)))))
    });
    match Reference::from_str(search.as_str()) {
        Ok(reference) => Condition::any().add(all).add(Column::Reference.eq(reference.as_str())),
        Err(_) => all,
    }
}

/// A pattern of `LIKE` that finds the word itself, whatever signs are in it.
fn pattern(word: &str) -> String {
    let before = if word.chars().count() < WITHIN { "% " } else { "%" };
    format!("{before}{}%", literal(word))
}

fn literal(word: &str) -> String {
    word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// Such a word is looked for in the index of addresses: that of three letters at a time knows nearly all rows by the few
/// hosts that people have their mail at, and takes long to find that only one is meant.
fn begins_an_address(word: &str) -> bool {
    word.find('@').is_some_and(|at| at > 0)
}

#[cfg(test)]
mod tests;
