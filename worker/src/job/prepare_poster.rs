//! Prepares a picture that was sent for a show, or as the company's logo.

use std::sync::Arc;

use booking::job::payload;
use booking::{Failure, poster};

use super::{Done, Job, JobError};
use crate::poster::prepare;
use crate::workshop::Workshop;

/// Prepares one picture.
#[derive(Debug)]
pub struct PreparePoster;

impl Job for PreparePoster {
    type Payload = payload::PreparePoster;

    async fn run(
        workshop: &Arc<Workshop>,
        payload: &payload::PreparePoster,
        _: Option<&str>,
    ) -> Result<Done, JobError> {
        let (db, id) = (&workshop.db, payload.poster_id);
        let Some(original) = poster::original(db, id).await? else { return Ok(Done::Nothing) };
        match prepare(original).await? {
            Ok(prepared) => {
                let shown = poster::show(db, workshop.clock.now(), id, prepared).await?;
                tracing::info!(poster_id = id, shown, "a picture is prepared");
                Ok(if shown { Done::Now } else { Done::Nothing })
            }
            Err(error) => {
                tracing::warn!(poster_id = id, error = %platform::telemetry::chain(&error), "nothing can be made of a picture");
                poster::give_up(db, workshop.clock.now(), id, &error.to_string()).await?;
                // Whoever sent it is told; there is nothing here for an operator to mend.
                Ok(Done::Now)
            }
        }
    }

    async fn abandon(workshop: &Workshop, payload: &payload::PreparePoster, cause: &str) -> Result<(), Failure> {
        poster::give_up(&workshop.db, workshop.clock.now(), payload.poster_id, cause).await
    }
}
