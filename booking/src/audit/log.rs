//! The log as administrators read it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::audit_entry::{Column, Entity, Model};
use entity::staff_user;
use entity::value::AuditActor;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::Failure;
use crate::catalogue::Page;
use crate::listing::{LongList, total};

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Acts of this kind of actor.
    pub actor: Option<AuditActor>,
    /// Acts of this user.
    pub user_id: Option<i64>,
    /// Acts of this name, such as `reservation.confirmed`.
    pub action: Option<String>,
    /// Acts on this kind of record, such as `reservation`.
    pub subject: Option<String>,
    /// Acts on this record; of whatever kind, unless `subject` says which.
    pub subject_id: Option<i64>,
    /// At or after.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
}

/// An entry, and what colleagues call who acted.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The row.
    pub row: Model,
    /// Display name of the user; none for visitors, the system, and users who are gone.
    pub by: Option<String>,
}

/// One page of the log, newest first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn entries<C: ConnectionTrait>(conn: &C, filter: &Filter, page: Page) -> Result<LongList<Entry>, Failure> {
    let wanted = Entity::find()
        .apply_if(filter.actor, |query, actor| query.filter(Column::Actor.eq(actor)))
        .apply_if(filter.user_id, |query, id| query.filter(Column::UserId.eq(id)))
        .apply_if(storable(filter.action.as_ref()), |query, action| query.filter(Column::Action.eq(action)))
        .apply_if(storable(filter.subject.as_ref()), |query, subject| query.filter(Column::Subject.eq(subject)))
        .apply_if(filter.subject_id, |query, id| query.filter(Column::SubjectId.eq(id)))
        .apply_if(filter.from, |query, from| query.filter(Column::OccurredAt.gte(from)))
        .apply_if(filter.to, |query, to| query.filter(Column::OccurredAt.lt(to)));
    let newest_first = wanted.order_by_desc(Column::OccurredAt).order_by_desc(Column::Id);
    let total = total(conn, &newest_first).await?;
    // Entries before the page are skipped by their place in an index alone.
    let ids = newest_first.select_only().column(Column::Id).offset(page.offset()).limit(page.size).into_query();
    let rows = Entity::find()
        .filter(Column::Id.in_subquery(ids))
        .order_by_desc(Column::OccurredAt)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    Ok(LongList { results: named(conn, rows).await?, total })
}

/// A name as rows could have it. NUL is in none, and PostgreSQL takes none; nothing is found in its stead.
fn storable(name: Option<&String>) -> Option<String> {
    name.map(|name| name.replace('\0', "\u{fffd}"))
}

/// All that was done to one record, oldest first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub(crate) async fn history<C: ConnectionTrait>(
    conn: &C,
    subject: super::Subject,
    longest: u64,
) -> Result<Vec<Entry>, Failure> {
    let (subject, id) = subject.parts();
    let rows = Entity::find()
        .filter(Column::Subject.eq(subject))
        .filter(Column::SubjectId.eq(id))
        .order_by_desc(Column::Id)
        .limit(longest)
        .all(conn)
        .await?;
    named(conn, rows.into_iter().rev().collect()).await
}

async fn named<C: ConnectionTrait>(conn: &C, rows: Vec<Model>) -> Result<Vec<Entry>, Failure> {
    let names = names_of(conn, rows.iter().filter_map(|row| row.user_id).collect()).await?;
    let entries = rows.into_iter().map(|row| Entry { by: row.user_id.and_then(|id| names.get(&id).cloned()), row });
    Ok(entries.collect())
}

/// What colleagues call these users.
pub(crate) async fn names_of<C: ConnectionTrait>(conn: &C, ids: Vec<i64>) -> Result<HashMap<i64, String>, Failure> {
    let users = staff_user::Entity::find().filter(staff_user::Column::Id.is_in(ids)).all(conn).await?;
    Ok(users.into_iter().map(|user| (user.id, user.display_name)).collect())
}
