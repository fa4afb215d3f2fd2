//! What a ticket shows has changed: its pictures are drawn anew. The ticket itself, and whatever the guest printed,
//! stays good, since its code is the same.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::ticket_asset::{Column, Entity};
use entity::value::ReservationStatus;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::Failure;
use crate::job::payload::RenderTicket;
use crate::job::{Urgency, enqueue_all};

/// A drawing that began before the change, with what was true then, ends within a job's time limit of half a minute.
/// This one begins later, so it has the last word.
const URGENCY: Urgency = Urgency { priority: 5, delay: Duration::from_mins(1) };

/// Rows of one statement.
const BATCH: usize = 1000;

/// Blanks the pictures of each confirmed one of `reservations`, so that no mail carries what is no longer true, and
/// queues their drawing. Guests get no mail by this.
pub(crate) async fn redraw<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    reservations: &[reservation::Model],
    request_id: Option<&str>,
) -> Result<(), Failure> {
    let confirmed: Vec<&reservation::Model> =
        reservations.iter().filter(|reservation| reservation.status == ReservationStatus::Confirmed).collect();
    for batch in confirmed.chunks(BATCH) {
        // The row stays: it says that the ticket's mail was queued (see `store_and_queue`).
        Entity::update_many()
            .col_expr(Column::Sealed, Expr::value(Vec::<u8>::new()))
            .filter(Column::ReservationId.is_in(batch.iter().map(|reservation| reservation.id)))
            .exec(conn)
            .await?;
        let jobs: Vec<RenderTicket> = batch
            .iter()
            .map(|reservation| RenderTicket::again(reservation.id, reservation.ticket_generation, now))
            .collect();
        enqueue_all(conn, &jobs, URGENCY, request_id).await?;
    }
    Ok(())
}
