//! Requests that nobody confirmed lapse.

use chrono::{DateTime, Utc};
use entity::reservation::{Column, Entity};
use entity::value::ReservationStatus;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use crate::audit::{self, Actor, Subject};
use crate::{Failure, transaction};

/// Rows of one transaction, so that a long backlog holds no locks for long.
const BATCH: u64 = 500;

/// Marks every overdue request expired; says how many. Works from state, so it may run late, twice or at once.
///
/// # Errors
/// [`Failure`] when the database does not answer; batches done before stay done.
pub async fn expire_overdue(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, Failure> {
    let mut expired = 0;
    loop {
        let batch = expire_batch(db, now).await?;
        expired += batch;
        if batch < BATCH {
            return Ok(expired);
        }
    }
}

async fn expire_batch(db: &DatabaseConnection, now: DateTime<Utc>) -> Result<u64, Failure> {
    let txn = transaction::begin(db).await?;
    // A pending request has no seats, so no performance needs to be held. One being confirmed right now is skipped.
    let overdue: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Status.eq(ReservationStatus::Pending))
        .filter(Column::ExpiresAt.lte(now))
        .order_by_asc(Column::ExpiresAt)
        .limit(BATCH)
        .lock_with_behavior(LockType::NoKeyUpdate, LockBehavior::SkipLocked)
        .into_tuple()
        .all(&txn)
        .await?;
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(ReservationStatus::Expired))
        .col_expr(Column::ExpiredAt, Expr::value(now))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.is_in(overdue.iter().copied()))
        .exec(&txn)
        .await?;
    for id in &overdue {
        let subject = Subject::Reservation(*id);
        audit::record(&txn, now, &Actor::SYSTEM, "reservation.expired", subject, json!({})).await?;
    }
    txn.commit().await?;
    Ok(overdue.len() as u64)
}
