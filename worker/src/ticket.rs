//! Drawing a ticket: its QR code for the mail and for pages, and a page to print.

mod face;
mod page;
mod picture;
mod sheet;
mod words;

use std::sync::Arc;

use booking::catalogue::PerformanceView;
use booking::ticket::assets::Assets;
use booking::ticket::qr::{self, Code};
use chrono::{DateTime, Utc};
use entity::reservation;
use url::Url;

use crate::job::JobError;
use crate::workshop::{House, Workshop};

pub use page::{Printer, PrinterError};

/// A ticket to be drawn.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Whose ticket.
    pub reservation: reservation::Model,
    /// What it is for.
    pub performance: PerformanceView,
    /// Its link: all that the QR code holds.
    pub url: Url,
}

/// Why a ticket cannot be drawn. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The site's address is too long.
    #[error(transparent)]
    Code(#[from] qr::TooLong),
    /// The code's picture cannot be written.
    #[error("the QR code's picture cannot be written")]
    Picture(#[from] png::EncodingError),
    /// The page cannot be written, or would not be accessible.
    #[error("the ticket's page cannot be written")]
    Page(#[from] krilla::error::KrillaError),
}

impl From<DrawError> for JobError {
    fn from(error: DrawError) -> Self {
        tracing::error!(error = %platform::telemetry::chain(&error), "a ticket cannot be drawn");
        Self::give_up(error.to_string())
    }
}

/// Draws a ticket on a thread that may be busy for a while.
///
/// # Errors
/// [`DrawError`], or an end of the thread, as the job's.
pub async fn draw(workshop: &Arc<Workshop>, subject: Subject) -> Result<Assets, JobError> {
    let now = workshop.clock.now();
    let workshop = Arc::clone(workshop);
    let drawing = tokio::task::spawn_blocking(move || draw_now(&workshop.printer, &workshop.house, &subject, now));
    match drawing.await {
        Ok(drawn) => Ok(drawn?),
        Err(_) => Err(JobError::retry("the drawing of the ticket broke off")),
    }
}

fn draw_now(printer: &Printer, house: &House, subject: &Subject, now: DateTime<Utc>) -> Result<Assets, DrawError> {
    let code = Code::of(subject.url.as_str())?;
    Ok(Assets {
        qr_png: picture::png(&code)?,
        qr_svg: code.svg().into_bytes(),
        pdf: printer.print(house, subject, &code, now)?,
    })
}

#[cfg(test)]
mod tests;
