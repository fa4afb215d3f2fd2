//! Who has to hear of what becomes of a performance.

use chrono::{DateTime, Utc};
use entity::reservation::{Column, Entity, Model};
use entity::value::ReservationStatus;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Failure;

/// Holds the pending and confirmed reservations of a performance, requests that have lapsed left out. The caller holds
/// the performance already.
pub(super) async fn lock(
    txn: &DatabaseTransaction,
    performance_id: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Model>, Failure> {
    let in_time = Condition::any().add(Column::ExpiresAt.is_null()).add(Column::ExpiresAt.gt(now));
    Ok(Entity::find()
        .filter(Column::PerformanceId.eq(performance_id))
        .filter(Column::Status.is_in([ReservationStatus::Pending, ReservationStatus::Confirmed]))
        .filter(in_time)
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(txn)
        .await?)
}
