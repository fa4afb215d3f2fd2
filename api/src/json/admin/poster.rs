use booking::poster::Standing;
use chrono::{DateTime, FixedOffset};
use poem_openapi::Object;

use super::mirrored;
use crate::json::Here;

mirrored! {
    /// Where a picture stands that was sent.
    PosterStatus {
        /// Waits to be prepared.
        Waiting,
        /// Is shown.
        Ready,
        /// Cannot be prepared.
        Failed,
    }
}

/// The latest picture that was sent for a show, or as the company's logo.
#[derive(Debug, Object)]
pub struct Poster {
    /// Where it stands.
    pub status: PosterStatus,
    /// Why it cannot be prepared.
    #[oai(nullable)]
    pub error: Option<String>,
    /// When it was sent.
    pub uploaded_at: DateTime<FixedOffset>,
    /// When it was prepared, or given up.
    #[oai(nullable)]
    pub finished_at: Option<DateTime<FixedOffset>>,
}

impl Poster {
    /// The JSON of a picture's standing.
    #[must_use]
    pub fn of(standing: Standing, here: Here) -> Self {
        Self {
            status: standing.status.into(),
            error: standing.error,
            uploaded_at: here.tell(standing.uploaded_at),
            finished_at: here.tell_if(standing.finished_at),
        }
    }
}
