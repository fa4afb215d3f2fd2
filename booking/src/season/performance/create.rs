//! A performance is added to the season.

use chrono::{DateTime, Utc};
use entity::performance::{ActiveModel, Entity, Model};
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::form::PerformanceDraft;
use super::{SaveError, check_references, refused, view};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::PerformanceView;
use crate::transaction;

/// Makes a performance.
///
/// # Errors
/// [`SaveError::Invalid`] for a show or venue that does not exist, or a failure.
pub async fn create(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    draft: PerformanceDraft,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, draft, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    draft: PerformanceDraft,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    check_references(txn, draft.terms.show_id, draft.terms.venue_id).await?;
    let made = insert(txn, now, draft, actor).await?;
    Ok(view(txn, made).await?)
}

/// Writes the row of a performance and its audit entry.
pub(super) async fn insert(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    draft: PerformanceDraft,
    actor: &Actor,
) -> Result<Model, SaveError> {
    let row = ActiveModel { version: Set(1), created_at: Set(now), updated_at: Set(now), ..draft.columns() };
    let made = Entity::insert(row).exec_with_returning(txn).await.map_err(refused)?;
    let detail = json!({"show_id": made.show_id, "venue_id": made.venue_id, "starts_at": made.starts_at});
    audit::record(txn, now, actor, "performance.created", Subject::Performance(made.id), detail).await?;
    Ok(made)
}
