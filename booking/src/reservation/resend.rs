//! A visitor asks for his mails once more.

use chrono::{DateTime, TimeDelta, Utc};
use entity::reservation;
use entity::value::{DeliveryKind, ReservationStatus};
use entity::{email_delivery, performance};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::lock;
use crate::audit::{self, Actor, Subject};
use crate::values::EmailAddress;
use crate::{Failure, Site, delivery, transaction};

/// Mails of one kind that one reservation may cause in a day, so that nobody's mailbox can be flooded through us.
pub const LATEST_RESENDS: u64 = 5;

/// Queues the mail that each reservation of `email` for the performance waits for: the confirmation request of a
/// pending one, the ticket of a confirmed one, the very same token in it. Silent when there is none, or enough was
/// sent.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn resend(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    email: &EmailAddress,
    performance_id: i64,
    actor: &Actor,
) -> Result<(), Failure> {
    let txn = transaction::begin(db).await?;
    let same_email = Func::lower(Expr::col((reservation::Entity, reservation::Column::Email)));
    let found = reservation::Entity::find()
        .find_also_related(performance::Entity)
        .filter(Expr::expr(same_email).eq(email.as_str().to_lowercase()))
        .filter(reservation::Column::PerformanceId.eq(performance_id))
        .filter(performance::Column::StartsAt.gt(now))
        .all(&txn)
        .await?;
    for (seen, _) in found {
        let current = lock(&txn, seen.id).await?;
        let Some(kind) = awaited(&current, now) else { continue };
        if may_send(&txn, &current, kind, now).await? {
            delivery::queue(&txn, site, now, &current, kind, actor.request_id.as_deref()).await?;
            let subject = Subject::Reservation(current.id);
            audit::record(&txn, now, actor, "reservation.mail_resent", subject, json!({"kind": kind})).await?;
        }
    }
    txn.commit().await?;
    Ok(())
}

fn awaited(reservation: &reservation::Model, now: DateTime<Utc>) -> Option<DeliveryKind> {
    match reservation.status {
        ReservationStatus::Pending if reservation.expires_at.is_some_and(|expires| expires > now) => {
            Some(DeliveryKind::ConfirmationRequest)
        }
        ReservationStatus::Confirmed => Some(DeliveryKind::Ticket),
        _ => None,
    }
}

async fn may_send(
    txn: &DatabaseTransaction,
    reservation: &reservation::Model,
    kind: DeliveryKind,
    now: DateTime<Utc>,
) -> Result<bool, Failure> {
    use email_delivery::{Column, Entity};
    let of_kind = Entity::find().filter(Column::ReservationId.eq(reservation.id)).filter(Column::Kind.eq(kind));
    let lately = of_kind.clone().filter(Column::QueuedAt.gt(now - TimeDelta::days(1))).count(txn).await?;
    let waiting = of_kind.clone().filter(Column::Status.eq(entity::value::DeliveryStatus::Queued)).count(txn).await?;
    // A ticket whose picture is still being drawn has no delivery yet; its job will queue one.
    let drawn = kind != DeliveryKind::Ticket || of_kind.count(txn).await? > 0;
    Ok(drawn && waiting == 0 && lately < LATEST_RESENDS)
}
