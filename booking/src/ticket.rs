//! Tickets: what their page shows, their QR code, and the pictures that are stored of them.

pub mod assets;
pub mod qr;

use chrono::{DateTime, Utc};
use entity::value::{DeliveryKind, ReservationStatus, TokenPurpose};
use entity::{performance, reservation, show, venue};
use rand::CryptoRng;
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait};

use crate::catalogue::{self, PerformanceView};
use crate::token::{self, Opened, Token};
use crate::{Failure, Site, delivery, reservation as rules, transaction};
use assets::Assets;

/// What a ticket page shows.
#[derive(Debug, Clone)]
pub struct TicketView {
    /// The reservation.
    pub reservation: reservation::Model,
    /// What it is for.
    pub performance: PerformanceView,
    /// The QR code as SVG; only a confirmed reservation enters, so only it has one.
    pub qr_svg: Option<String>,
}

/// Why there is no ticket to show.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// No reservation has this ticket token.
    #[error("the token is unknown")]
    TokenUnknown,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The ticket that a ticket token opens. Changes nothing.
///
/// # Errors
/// [`TicketError`].
pub async fn view<C: ConnectionTrait>(conn: &C, site: &Site, presented: &Token) -> Result<TicketView, TicketError> {
    let opened = token::resolve(conn, site.keys(), presented).await?;
    let Some(Opened { purpose: TokenPurpose::Ticket, reservation, performance }) = opened else {
        return Err(TicketError::TokenUnknown);
    };
    let qr_svg = match reservation.status {
        ReservationStatus::Confirmed => {
            let drawn =
                qr::Code::of(site.ticket_url(presented).as_str()).map_err(|_| Failure::Unreadable("a QR code"))?;
            Some(drawn.svg())
        }
        _ => None,
    };
    Ok(TicketView { reservation, performance, qr_svg })
}

/// What became of a ticket that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// The pictures are stored, the mail is queued.
    Queued,
    /// An earlier run stored them and queued the mail.
    Already,
    /// Nobody wants the ticket any more: cancelled, or issued anew.
    Obsolete,
}

/// A ticket that was drawn.
#[derive(Debug, Clone)]
pub struct Drawn {
    /// Whose ticket.
    pub reservation_id: i64,
    /// Which issue of it.
    pub generation: i32,
    /// What was drawn.
    pub pictures: Assets,
}

/// Stores the pictures of a ticket and queues its mail, in one transaction. Repeatable.
///
/// # Errors
/// [`Failure`] when the database refuses.
pub async fn store_and_queue(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    drawn: &Drawn,
    request_id: Option<&str>,
) -> Result<Stored, Failure> {
    let txn = transaction::begin(db).await?;
    let current = rules::lock(&txn, drawn.reservation_id).await?;
    if current.status != ReservationStatus::Confirmed || current.ticket_generation != drawn.generation {
        return Ok(Stored::Obsolete);
    }
    if !assets::store(&txn, site.keys(), now, rng, drawn).await? {
        return Ok(Stored::Already);
    }
    delivery::queue(&txn, site, now, &current, DeliveryKind::Ticket, request_id).await?;
    txn.commit().await?;
    Ok(Stored::Queued)
}

/// A reservation with what it is for; `None` when it is gone.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn subject<C: ConnectionTrait>(
    conn: &C,
    reservation_id: i64,
) -> Result<Option<(reservation::Model, PerformanceView)>, Failure> {
    let found = reservation::Entity::find_by_id(reservation_id)
        .find_also_related(performance::Entity)
        .find_also(performance::Entity, show::Entity)
        .find_also(performance::Entity, venue::Entity)
        .one(conn)
        .await?;
    let Some((reservation, performance, show, venue)) = found else { return Ok(None) };
    Ok(Some((reservation, catalogue::in_context(performance, show, venue)?)))
}
