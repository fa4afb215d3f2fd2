//! What follows when a performance moves to another date or venue.

use chrono::{DateTime, Utc};
use entity::performance::Model;
use entity::reservation::{self, Column, Entity};
use entity::value::{DeliveryKind, ReservationStatus};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::guests;
use crate::audit::Actor;
use crate::{Failure, Site, delivery};

/// Does it, in the transaction of the edit; says how many mails were queued.
pub(super) async fn follow_up(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    before: &Model,
    after: &Model,
    tell_guests: bool,
    actor: &Actor,
) -> Result<u64, Failure> {
    let moved = before.starts_at != after.starts_at || before.venue_id != after.venue_id;
    if !moved {
        return Ok(0);
    }
    if after.starts_at < before.starts_at {
        shorten_requests(txn, now, after).await?;
    }
    let to_come = after.cancelled_at.is_none() && after.starts_at > now;
    if !(tell_guests && to_come) {
        return Ok(0);
    }
    let guests = guests::lock(txn, after.id, now).await?;
    let (confirmed, pending): (Vec<reservation::Model>, Vec<reservation::Model>) =
        guests.into_iter().partition(|guest| guest.status == ReservationStatus::Confirmed);
    let request_id = actor.request_id.as_deref();
    let told =
        delivery::queue_to_guests(txn, site, now, &confirmed, DeliveryKind::PerformanceChanged, request_id).await?;
    // Who has not confirmed is asked once more, by the same link: the mail tells what it is for now.
    let asked =
        delivery::queue_to_guests(txn, site, now, &pending, DeliveryKind::ConfirmationRequest, request_id).await?;
    Ok(told + asked)
}

/// No request outlives the beginning of its performance.
async fn shorten_requests(txn: &DatabaseTransaction, now: DateTime<Utc>, after: &Model) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, Expr::value(after.starts_at))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::PerformanceId.eq(after.id))
        .filter(Column::Status.eq(ReservationStatus::Pending))
        .filter(Column::ExpiresAt.gt(after.starts_at))
        .exec(txn)
        .await?;
    Ok(())
}
