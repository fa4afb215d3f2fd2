//! What checks found, so that every program can tell the last one's outcome, whoever made it.

use chrono::{DateTime, TimeDelta, Utc};
use entity::integrity_check::{ActiveModel, Column, Entity, Model};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Finding;
use crate::Failure;

/// Outcomes are kept so long.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Notes what a check found.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn note<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, findings: &[Finding]) -> Result<(), Failure> {
    let differences = i32::try_from(findings.len()).unwrap_or(i32::MAX);
    let row = ActiveModel { checked_at: Set(now), differences: Set(differences), ..Default::default() };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The last check; none when there was none yet.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn last<C: ConnectionTrait>(conn: &C) -> Result<Option<Model>, Failure> {
    let latest = Entity::find().order_by_desc(Column::CheckedAt).order_by_desc(Column::Id);
    Ok(latest.one(conn).await?)
}

/// Removes outcomes of long ago; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    let old = Entity::delete_many().filter(Column::CheckedAt.lt(now - KEPT));
    Ok(old.exec(conn).await?.rows_affected)
}
