//! A guest says that his mail did not come, or that his ticket fell into wrong hands.

use chrono::{DateTime, Utc};
use entity::email_delivery;
use entity::reservation;
use entity::value::{DeliveryKind, DeliveryStatus, ReservationStatus, TokenPurpose};
use sea_orm::{ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{hold, renew};
use crate::audit::{self, Actor, Subject};
use crate::job::{self, payload::RenderTicket};
use crate::{Failure, Site, delivery, transaction};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    /// The mail is on its way once more; a ticket's is when it is drawn.
    Queued(DeliveryKind),
    /// An earlier one still waits to be sent, so a second would only repeat it.
    AlreadyWaiting(DeliveryKind),
}

/// Why there is nothing to send.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    NotFound,
    /// It is cancelled or lapsed, or its performance is over or called off: there is nothing that the guest waits for.
    #[error("the reservation waits for no mail")]
    NothingToSend,
    /// There is no address to send to.
    #[error("the reservation has no address")]
    AddressNeeded,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Sends what the guest waits for once more: the confirmation request of a pending reservation, the ticket of a
/// confirmed one. It is the very same link or ticket, unless it is to be `reset`: then it is a new one, and the old one
/// opens nothing and does not enter any more.
///
/// # Errors
/// [`ResendError`]; nothing was changed then.
pub async fn resend(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    reset: bool,
    actor: &Actor,
) -> Result<Resend, ResendError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, id, reset, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    reset: bool,
    actor: &Actor,
) -> Result<Resend, ResendError> {
    let (held, current) = hold(txn, id).await?.ok_or(ResendError::NotFound)?;
    if held.performance().cancelled_at.is_some() || held.performance().starts_at <= now {
        return Err(ResendError::NothingToSend);
    }
    let kind = match current.status {
        ReservationStatus::Pending if current.expires_at.is_some_and(|expires| expires > now) => {
            DeliveryKind::ConfirmationRequest
        }
        ReservationStatus::Confirmed => DeliveryKind::Ticket,
        _ => return Err(ResendError::NothingToSend),
    };
    if current.email.is_none() {
        return Err(ResendError::AddressNeeded);
    }
    if !reset && waits(txn, &current, kind).await? {
        return Ok(Resend::AlreadyWaiting(kind));
    }
    send(txn, site, now, current, kind, reset, actor).await?;
    let detail = json!({"kind": kind, "reset": reset});
    audit::record(txn, now, actor, "reservation.mail_resent", Subject::Reservation(id), detail).await?;
    Ok(Resend::Queued(kind))
}

/// Queues the mail of a link, or what ends in the mail of a ticket; the caller holds the reservation.
pub(super) async fn send(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    current: reservation::Model,
    kind: DeliveryKind,
    reset: bool,
    actor: &Actor,
) -> Result<reservation::Model, Failure> {
    let request_id = actor.request_id.as_deref();
    if kind != DeliveryKind::Ticket {
        let current = if reset { renew(txn, site, now, TokenPurpose::Confirmation, current).await? } else { current };
        delivery::queue(txn, site, now, &current, kind, request_id).await?;
        return Ok(current);
    }
    if reset {
        let renewed = renew(txn, site, now, TokenPurpose::Ticket, current).await?;
        let drawing = RenderTicket::new(renewed.id, renewed.ticket_generation);
        job::enqueue(txn, &drawing, request_id).await?;
        return Ok(renewed);
    }
    delivery::queue(txn, site, now, &current, kind, request_id).await?;
    Ok(current)
}

/// Whether such a mail waits to be sent, or a ticket is still to be drawn, after which its mail is queued.
async fn waits(
    txn: &DatabaseTransaction,
    reservation: &reservation::Model,
    kind: DeliveryKind,
) -> Result<bool, Failure> {
    use email_delivery::{Column, Entity};
    let waiting = Entity::find()
        .filter(Column::ReservationId.eq(reservation.id))
        .filter(Column::Kind.eq(kind))
        .filter(Column::Status.eq(DeliveryStatus::Queued));
    if waiting.count(txn).await? > 0 {
        return Ok(true);
    }
    let drawing = RenderTicket::new(reservation.id, reservation.ticket_generation);
    Ok(kind == DeliveryKind::Ticket && job::is_alive(txn, &drawing).await?)
}
