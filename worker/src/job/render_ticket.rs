//! Draws a confirmed reservation's ticket, stores its pictures, and queues its mail.

use std::sync::Arc;

use booking::Failure;
use booking::job::payload;
use booking::ticket::{self, Drawn, Stored};
use booking::token;
use entity::value::{ReservationStatus, TokenPurpose};

use super::{Done, Job, JobError};
use crate::ticket::{Subject, draw};
use crate::workshop::Workshop;

/// Draws one issue of one ticket.
#[derive(Debug)]
pub struct RenderTicket;

impl Job for RenderTicket {
    type Payload = payload::RenderTicket;

    async fn run(
        workshop: &Arc<Workshop>,
        payload: &payload::RenderTicket,
        request_id: Option<&str>,
    ) -> Result<Done, JobError> {
        let (reservation_id, generation) = (payload.reservation_id, payload.generation);
        let Some((reservation, performance)) = ticket::subject(&workshop.db, reservation_id).await? else {
            return Ok(Done::Nothing);
        };
        if reservation.status != ReservationStatus::Confirmed || reservation.ticket_generation != generation {
            return Ok(Done::Nothing);
        }
        let token =
            token::of_reservation(&workshop.db, workshop.site.keys(), TokenPurpose::Ticket, &reservation).await?;
        let url = workshop.site.ticket_url(&token);
        let pictures = draw(workshop, Subject { reservation, performance, url }).await?;
        let drawn = Drawn { reservation_id, generation, pictures };
        let mut rng = platform::clock::randomness();
        let now = workshop.clock.now();
        let stored = ticket::store_and_queue(&workshop.db, &workshop.site, now, &mut rng, &drawn, request_id).await?;
        tracing::info!(reservation_id, generation, ?stored, "ticket drawn");
        Ok(match stored {
            Stored::Queued => Done::Now,
            Stored::Already | Stored::Obsolete => Done::Nothing,
        })
    }

    /// The failed job is what operators see; there is no mail yet that could be marked.
    async fn abandon(_: &Workshop, _: &payload::RenderTicket, _: &str) -> Result<(), Failure> {
        Ok(())
    }
}
