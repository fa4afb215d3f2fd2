//! A guest confirms, and the seats are his.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryTrait};
use serde_json::json;

use super::lock;
use crate::audit::{self, Actor, Subject};
use crate::catalogue::{self, PerformanceView};
use crate::job::{self, payload::Payload, payload::RenderTicket};
use crate::together::Together;
use crate::token::{self, RederiveError, Token};
use crate::values::PartySize;
use crate::{Failure, Site, seats, transaction};

/// A confirmed reservation.
#[derive(Debug, Clone)]
pub struct Confirmed {
    /// The reservation.
    pub reservation: reservation::Model,
    /// What it is for.
    pub performance: PerformanceView,
    /// Opens the ticket page; for its holder only.
    pub ticket_token: Token,
    /// Whether an earlier click had confirmed it.
    pub already_confirmed: bool,
}

/// Why a reservation cannot be confirmed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// No reservation has this confirmation token.
    #[error("the token is unknown")]
    TokenUnknown,
    /// The request lapsed before it was confirmed.
    #[error("the request has expired")]
    TokenExpired,
    /// The party does not fit any more. The request stays, should seats come free.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left.
        available: i32,
    },
    /// The reservation was cancelled.
    #[error("the reservation is cancelled")]
    Cancelled,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Confirms by a confirmation token: seats, ticket token, audit entry and ticket job in one transaction. Repeatable.
///
/// Everybody else who confirms for the performance waits while its seats are held, so all that can be read before is.
///
/// # Errors
/// [`ConfirmError`]; nothing was changed then.
pub async fn confirm(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    presented: &Token,
    actor: &Actor,
) -> Result<Confirmed, ConfirmError> {
    let Some((TokenPurpose::Confirmation, seen)) = token::resolve(db, site.keys(), presented).await? else {
        return Err(ConfirmError::TokenUnknown);
    };
    if seen.status == ReservationStatus::Confirmed {
        return repeated(db, site, seen).await;
    }
    let performance = performance_of(db, &seen).await?;
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, &seen, performance, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    seen: &reservation::Model,
    seen_performance: PerformanceView,
    actor: &Actor,
) -> Result<Confirmed, ConfirmError> {
    let mut held = seats::lock(txn, seen.performance_id).await?.ok_or(ConfirmError::TokenUnknown)?;
    let current = lock(txn, seen.id).await?;
    if !token::is_still_in_force(TokenPurpose::Confirmation, seen, &current) {
        return Err(ConfirmError::TokenUnknown);
    }
    match current.status {
        ReservationStatus::Confirmed => return repeated(txn, site, current).await,
        ReservationStatus::Cancelled => return Err(ConfirmError::Cancelled),
        ReservationStatus::Expired => return Err(ConfirmError::TokenExpired),
        ReservationStatus::Pending if current.expires_at.is_some_and(|expires| expires <= now) => {
            return Err(ConfirmError::TokenExpired);
        }
        ReservationStatus::Pending if held.performance().cancelled_at.is_some() => return Err(ConfirmError::Cancelled),
        ReservationStatus::Pending => {}
    }
    let party = PartySize::new(current.party_size.into()).map_err(|_| Failure::Unreadable("a party size"))?;
    held.take(party).map_err(|full| ConfirmError::NotEnoughSeats { available: full.available })?;
    let (reservation, ticket_token) = write(txn, site, now, current, actor).await?;
    let performance = PerformanceView { performance: held.into_performance(), ..seen_performance };
    Ok(Confirmed { reservation, performance, ticket_token, already_confirmed: false })
}

/// Marks a pending reservation confirmed, issues its ticket and queues the drawing of it; the caller holds it, and has
/// taken its seats.
pub(crate) async fn write(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    current: reservation::Model,
    actor: &Actor,
) -> Result<(reservation::Model, Token), Failure> {
    let confirming = reservation::ActiveModel {
        id: Unchanged(current.id),
        status: Set(ReservationStatus::Confirmed),
        confirmed_at: Set(Some(now)),
        expires_at: Set(None),
        updated_at: Set(now),
        ..Default::default()
    };
    let confirming = reservation::Entity::update(confirming).validate().map_err(Failure::from)?.into_query();
    let reservation = reservation::Model {
        status: ReservationStatus::Confirmed,
        confirmed_at: Some(now),
        expires_at: None,
        updated_at: now,
        ..current
    };
    let (ticket_token, issuing) = token::issuing(site.keys(), TokenPurpose::Ticket, &reservation, now);
    let payload = RenderTicket::new(reservation.id, reservation.ticket_generation);
    let enqueuing = job::enqueuing(&payload, payload.priority(), actor.request_id.as_deref())?;
    let detail = json!({"party_size": reservation.party_size});
    let entry = audit::entry(now, actor, "reservation.confirmed", Subject::Reservation(reservation.id), detail);
    Together::default().and(confirming).and(issuing).and(enqueuing).and(entry).write(txn).await?;
    Ok((reservation, ticket_token))
}

async fn repeated<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    reservation: reservation::Model,
) -> Result<Confirmed, ConfirmError> {
    let ticket_token = token::of_reservation(conn, site.keys(), TokenPurpose::Ticket, &reservation).await.map_err(
        |error| match error {
            RederiveError::Failure(failure) => failure,
            RederiveError::NotIssued(_) | RederiveError::KeyRetired(_) => {
                Failure::Unreadable("the ticket token of a confirmed reservation")
            }
        },
    )?;
    let performance = performance_of(conn, &reservation).await?;
    Ok(Confirmed { reservation, performance, ticket_token, already_confirmed: true })
}

async fn performance_of<C: ConnectionTrait>(
    conn: &C,
    reservation: &reservation::Model,
) -> Result<PerformanceView, Failure> {
    catalogue::performance(conn, reservation.performance_id)
        .await?
        .ok_or(Failure::Unreadable("a reservation without performance"))
}
