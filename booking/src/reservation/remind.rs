//! Guests are reminded of what they booked.

use chrono::{DateTime, TimeDelta, Utc};
use entity::email_delivery;
use entity::reservation::{Entity, Model};
use entity::value::DeliveryKind;
use sea_orm::{ColumnTrait, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use crate::{Failure, Site, delivery, transaction};

/// Rows of one transaction, so that a long list holds no locks for long.
const BATCH: usize = 200;

/// Who is to be reminded. Who confirmed later than the reminder would have gone has his ticket's mail fresh in mind.
const DUE: &str = "SELECT r.* FROM reservations r JOIN performances p ON p.id = r.performance_id \
     WHERE r.status = 'confirmed' AND r.email IS NOT NULL AND p.cancelled_at IS NULL \
     AND p.starts_at > $1 AND p.starts_at <= $1 + make_interval(secs => $2) \
     AND r.confirmed_at < p.starts_at - make_interval(secs => $2) \
     AND NOT EXISTS (SELECT FROM email_deliveries d WHERE d.reservation_id = r.id AND d.kind = 'reminder') \
     ORDER BY r.id LIMIT $3 FOR NO KEY UPDATE OF r SKIP LOCKED";

/// Queues one reminder, ever, for each confirmed reservation whose performance begins within `ahead`; says how many.
/// Works from state, so it may run late, twice or at once: who was asleep the day before reminds on the day.
///
/// # Errors
/// [`Failure`] when the database does not answer; batches done before stay done.
pub async fn remind_due(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    ahead: TimeDelta,
) -> Result<u64, Failure> {
    let mut reminded = 0;
    loop {
        let txn = transaction::begin(db).await?;
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let values = [now.into(), ahead.as_seconds_f64().into(), limit.into()];
        let due = Statement::from_sql_and_values(DbBackend::Postgres, DUE, values);
        let due: Vec<Model> = Entity::find().from_raw_sql(due).all(&txn).await?;
        for reservation in &due {
            // Another sweep may have reminded between this one's look and its lock.
            let known = email_delivery::Entity::find()
                .filter(email_delivery::Column::ReservationId.eq(reservation.id))
                .filter(email_delivery::Column::Kind.eq(DeliveryKind::Reminder))
                .count(&txn)
                .await?;
            if known == 0 {
                delivery::queue(&txn, site, now, reservation, DeliveryKind::Reminder, None).await?;
                reminded += 1;
            }
        }
        txn.commit().await?;
        if due.len() < BATCH {
            return Ok(reminded);
        }
    }
}
