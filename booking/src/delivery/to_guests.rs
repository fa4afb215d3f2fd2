//! One mail to each guest of a performance: a row of the log and a job for each, behind what visitors wait for
//! (domain.md, Jobs).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::email_delivery::{ActiveModel, Column, Entity};
use entity::reservation;
use entity::value::{DeliveryKind, DeliveryStatus};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::message_id;
use crate::job::payload::SendEmail;
use crate::job::{SOON, enqueue_all};
use crate::{Failure, Site};

/// Rows of one statement: PostgreSQL takes 65,535 values at most.
const BATCH: usize = 1000;

/// Writes the rows and jobs of one mail to each of `guests` that has an address; says how many. A repeat of a kind is
/// a new generation of each. The caller holds the performance, so that nobody else writes of the same.
pub(crate) async fn queue_to_guests<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    guests: &[reservation::Model],
    kind: DeliveryKind,
    request_id: Option<&str>,
) -> Result<u64, Failure> {
    let mut queued = 0;
    for batch in guests.chunks(BATCH) {
        let newest: HashMap<i64, i32> = Entity::find()
            .select_only()
            .column(Column::ReservationId)
            .column_as(Column::Generation.max(), "newest")
            .filter(Column::ReservationId.is_in(batch.iter().map(|guest| guest.id)))
            .filter(Column::Kind.eq(kind))
            .group_by(Column::ReservationId)
            .into_tuple::<(i64, i32)>()
            .all(conn)
            .await?
            .into_iter()
            .collect();
        let rows: Vec<ActiveModel> = batch
            .iter()
            .filter(|guest| guest.email.is_some())
            .map(|guest| {
                let generation = newest.get(&guest.id).copied().unwrap_or(0) + 1;
                ActiveModel {
                    reservation_id: Set(guest.id),
                    kind: Set(kind),
                    generation: Set(generation),
                    status: Set(DeliveryStatus::Queued),
                    attempts: Set(0),
                    message_id: Set(message_id(site, guest, kind, generation)),
                    queued_at: Set(now),
                    ..Default::default()
                }
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let written = Entity::insert_many(rows).exec_with_returning(conn).await?;
        let jobs: Vec<SendEmail> = written.iter().map(|row| SendEmail::new(row.id)).collect();
        enqueue_all(conn, &jobs, SOON, request_id).await?;
        queued += jobs.len() as u64;
    }
    Ok(queued)
}
