//! Who has to hear of what becomes of a performance.

use entity::reservation::{Column, Entity, Model};
use entity::value::ReservationStatus;
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Failure;

/// Holds the pending and confirmed reservations of a performance. The caller holds the performance already.
pub(super) async fn lock(txn: &DatabaseTransaction, performance_id: i64) -> Result<Vec<Model>, Failure> {
    Ok(Entity::find()
        .filter(Column::PerformanceId.eq(performance_id))
        .filter(Column::Status.is_in([ReservationStatus::Pending, ReservationStatus::Confirmed]))
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(txn)
        .await?)
}
