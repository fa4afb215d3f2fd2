//! A guest confirms, and the seats are his.

use chrono::{DateTime, Utc};
use entity::reservation;
use entity::value::{ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, Query, UpdateStatement};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryTrait};
use serde_json::json;

use super::{LOOKS, as_seen};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::PerformanceView;
use crate::job::{self, payload::Payload, payload::RenderTicket};
use crate::together::Together;
use crate::token::{self, Opened, RederiveError, Token};
use crate::values::PartySize;
use crate::{Failure, Site, seats};

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

/// Confirms by a confirmation token: seats, ticket token, audit entry and ticket job in one statement. Repeatable.
///
/// Everybody else who confirms for the performance waits while its seats are held, so they are held by that statement
/// only, and what it rests on is looked at before. If it is not so any more, it is looked at once more.
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
    for _ in 0..LOOKS {
        let opened = token::resolve(db, site.keys(), presented).await?;
        let Some(Opened { purpose: TokenPurpose::Confirmation, reservation: seen, performance }) = opened else {
            return Err(ConfirmError::TokenUnknown);
        };
        if seen.status == ReservationStatus::Confirmed {
            return repeated(db, site, seen, performance).await;
        }
        let party = admissible(now, &seen, &performance)?;
        if let Some(confirmed) = take(db, site, now, &seen, performance, party, actor).await? {
            return Ok(confirmed);
        }
    }
    Err(Failure::Unreadable("a reservation that changes all the time").into())
}

/// The party that a reservation as seen gets seats for.
fn admissible(
    now: DateTime<Utc>,
    seen: &reservation::Model,
    performance: &PerformanceView,
) -> Result<PartySize, ConfirmError> {
    match seen.status {
        ReservationStatus::Cancelled => return Err(ConfirmError::Cancelled),
        ReservationStatus::Expired => return Err(ConfirmError::TokenExpired),
        ReservationStatus::Pending if seen.expires_at.is_some_and(|expires| expires <= now) => {
            return Err(ConfirmError::TokenExpired);
        }
        ReservationStatus::Pending if performance.performance.cancelled_at.is_some() => {
            return Err(ConfirmError::Cancelled);
        }
        ReservationStatus::Pending | ReservationStatus::Confirmed => {}
    }
    let party = PartySize::new(seen.party_size.into()).map_err(|_| Failure::Unreadable("a party size"))?;
    seats::fits(&performance.performance, party)
        .map_err(|full| ConfirmError::NotEnoughSeats { available: full.available })?;
    Ok(party)
}

/// Takes the seats and confirms; `None` when reservation or performance are no longer as seen.
async fn take<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    seen: &reservation::Model,
    seen_performance: PerformanceView,
    party: PartySize,
    actor: &Actor,
) -> Result<Option<Confirmed>, Failure> {
    let mut confirming = confirming(seen, now)?;
    confirming.and_where(Expr::exists(Query::select().expr(Expr::val(1)).from(seats::HELD).to_owned()));
    let first = Together::first(seats::HELD, seats::hold_for(seen.performance_id, party)).then(CONFIRMED, confirming);
    let (reservation, ticket_token, writes) = following(first, site, now, seen, actor)?;
    let _turn = site.turns().wait(seen.performance_id).await?;
    let Some(held) = writes.answering(conn, seats::held_if(CONFIRMED)).await? else { return Ok(None) };
    let performance = PerformanceView { performance: seats::taken(&held, party)?, ..seen_performance };
    Ok(Some(Confirmed { reservation, performance, ticket_token, already_confirmed: false }))
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
    let first = Together::first(CONFIRMED, confirming(&current, now)?);
    let (reservation, ticket_token, writes) = following(first, site, now, &current, actor)?;
    if writes.write(txn).await? {
        Ok((reservation, ticket_token))
    } else {
        Err(Failure::Unreadable("a reservation that was held"))
    }
}

/// The step in which a reservation becomes confirmed.
const CONFIRMED: &str = "confirmed";

fn confirming(seen: &reservation::Model, now: DateTime<Utc>) -> Result<UpdateStatement, Failure> {
    let row = reservation::ActiveModel {
        id: Unchanged(seen.id),
        status: Set(ReservationStatus::Confirmed),
        confirmed_at: Set(Some(now)),
        expires_at: Set(None),
        updated_at: Set(now),
        ..Default::default()
    };
    let mut update = reservation::Entity::update(row).validate().map_err(Failure::from)?.into_query();
    update.cond_where(as_seen(seen)).returning_col(reservation::Column::Id);
    Ok(update)
}

/// What is written with a confirmation: the ticket's token, the job that draws it, the audit entry.
fn following(
    first: Together,
    site: &Site,
    now: DateTime<Utc>,
    seen: &reservation::Model,
    actor: &Actor,
) -> Result<(reservation::Model, Token, Together), Failure> {
    let reservation = reservation::Model {
        status: ReservationStatus::Confirmed,
        confirmed_at: Some(now),
        expires_at: None,
        updated_at: now,
        ..seen.clone()
    };
    let (ticket_token, token) = token::issuing(site.keys(), TokenPurpose::Ticket, &reservation, now);
    let payload = RenderTicket::new(reservation.id, reservation.ticket_generation);
    let job = job::row(&payload, payload.priority(), actor.request_id.as_deref())?;
    let detail = json!({"party_size": reservation.party_size});
    let entry = audit::entry(now, actor, "reservation.confirmed", Subject::Reservation(reservation.id), detail);
    let writes = first.and(token)?.and(job)?.and(entry)?;
    Ok((reservation, ticket_token, writes))
}

async fn repeated<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    reservation: reservation::Model,
    performance: PerformanceView,
) -> Result<Confirmed, ConfirmError> {
    let ticket_token = token::of_reservation(conn, site.keys(), TokenPurpose::Ticket, &reservation).await.map_err(
        |error| match error {
            RederiveError::Failure(failure) => failure,
            RederiveError::NotIssued(_) | RederiveError::KeyRetired(_) => {
                Failure::Unreadable("the ticket token of a confirmed reservation")
            }
        },
    )?;
    Ok(Confirmed { reservation, performance, ticket_token, already_confirmed: true })
}
