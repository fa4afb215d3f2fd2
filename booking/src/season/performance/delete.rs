//! A performance that nobody ever booked goes.

use chrono::{DateTime, Utc};
use entity::performance::Entity;
use entity::reservation;
use sea_orm::{ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use crate::audit::{self, Actor, Subject};
use crate::failure::broken_constraint;
use crate::season::{DeleteError, UsedBy};
use crate::{Failure, seats, transaction};

/// Deletes a performance without reservations. One with any, even cancelled or lapsed, is called off instead.
///
/// # Errors
/// [`DeleteError`]; nothing was changed then.
pub async fn delete(db: &DatabaseConnection, now: DateTime<Utc>, id: i64, actor: &Actor) -> Result<(), DeleteError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, id, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(txn: &DatabaseTransaction, now: DateTime<Utc>, id: i64, actor: &Actor) -> Result<(), DeleteError> {
    let held = seats::close(txn, id).await?.ok_or(DeleteError::NotFound)?;
    let reservations = reservation::Entity::find()
        .filter(reservation::Column::PerformanceId.eq(id))
        .count(txn)
        .await
        .map_err(Failure::from)?;
    if reservations > 0 {
        return Err(DeleteError::InUse(UsedBy::Reservations(reservations)));
    }
    Entity::delete_by_id(id).exec(txn).await.map_err(|error| match broken_constraint(&error) {
        // Booked since they were counted.
        Some("reservations_performance_exists") => DeleteError::InUse(UsedBy::Reservations(1)),
        _ => DeleteError::Failure(error.into()),
    })?;
    let performance = held.performance();
    let detail = json!({"show_id": performance.show_id, "starts_at": performance.starts_at});
    audit::record(txn, now, actor, "performance.deleted", Subject::Performance(id), detail).await?;
    Ok(())
}
