//! The pause switch of a queue, in the database, so that every worker sees it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::queue_state::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;

/// Names of the queues that are paused.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn paused<C: ConnectionTrait>(conn: &C) -> Result<HashSet<String>, Failure> {
    let rows = Entity::find().filter(Column::PausedAt.is_not_null()).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// All queues that are paused: since when, and why.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn switches<C: ConnectionTrait>(conn: &C) -> Result<Vec<entity::queue_state::Model>, Failure> {
    Ok(Entity::find().filter(Column::PausedAt.is_not_null()).order_by_asc(Column::Name).all(conn).await?)
}

/// Stops the start of jobs of a queue, for a reason that operators will read. What runs goes on.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn pause<C: ConnectionTrait>(conn: &C, queue: &str, now: DateTime<Utc>, reason: &str) -> Result<(), Failure> {
    write(conn, queue, Some(now), Some(reason)).await
}

/// Lets a queue go on.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn resume<C: ConnectionTrait>(conn: &C, queue: &str) -> Result<(), Failure> {
    write(conn, queue, None, None).await
}

async fn write<C: ConnectionTrait>(
    conn: &C,
    queue: &str,
    paused_at: Option<DateTime<Utc>>,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let row = ActiveModel {
        name: Set(queue.to_owned()),
        paused_at: Set(paused_at),
        paused_reason: Set(reason.map(str::to_owned)),
    };
    let replace = OnConflict::column(Column::Name).update_columns([Column::PausedAt, Column::PausedReason]).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}
