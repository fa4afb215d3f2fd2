//! The guest list of a performance as a file for spreadsheets.

mod csv;
mod xlsx;

pub use xlsx::XlsxError;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::reservation::{self, Column};
use entity::value::{Locale, ReservationStatus};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;
use crate::catalogue::{self, PerformanceView};

/// Everybody who has booked a performance, by name.
#[derive(Debug, Clone)]
pub struct GuestList {
    /// What they booked.
    pub performance: PerformanceView,
    /// Pending and confirmed reservations, by name whatever its case.
    pub guests: Vec<reservation::Model>,
}

/// What the columns are called, and the words in them.
#[derive(Debug, Clone, Copy)]
pub struct Language {
    /// Whose words.
    pub locale: Locale,
    /// Whose clock.
    pub zone: Tz,
}

/// A field of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Text(String),
    Number(i32),
}

/// The guest list of a performance; `None` when there is no such performance.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C, performance_id: i64) -> Result<Option<GuestList>, Failure> {
    let Some(performance) = catalogue::performance(conn, performance_id).await? else { return Ok(None) };
    let guests = reservation::Entity::find()
        .filter(Column::PerformanceId.eq(performance_id))
        .filter(Column::Status.is_in([ReservationStatus::Pending, ReservationStatus::Confirmed]))
        .order_by_asc(Expr::expr(Func::lower(Expr::col(Column::Name))))
        .order_by_asc(Column::Id)
        .all(conn)
        .await?;
    Ok(Some(GuestList { performance, guests }))
}

impl GuestList {
    /// A name for the file, without its ending: show and evening, such as `il-gabbiano-2026-05-16-2030`.
    #[must_use]
    pub fn file_name(&self, zone: Tz) -> String {
        let evening = self.performance.performance.starts_at.with_timezone(&zone).format("%Y-%m-%d-%H%M");
        format!("{}-{evening}", self.performance.show.slug)
    }

    /// The list as CSV (RFC 4180, UTF-8, commas).
    ///
    /// A spreadsheet reads a field that begins like a formula as one, and guests choose what is in their fields. Such a
    /// field gets an apostrophe before it (OWASP, CSV Injection; ASVS 5.0, 1.2.10).
    #[must_use]
    pub fn csv(&self, language: Language) -> String {
        csv::write(&headings(language.locale), &self.rows(language))
    }

    /// The list as an Excel workbook, made at `now`. What guests wrote is stored as text, never as a formula.
    ///
    /// # Errors
    /// [`XlsxError`] when the workbook cannot be written.
    pub fn xlsx(&self, language: Language, now: DateTime<Utc>) -> Result<Vec<u8>, XlsxError> {
        xlsx::write(&self.performance.show.title, &headings(language.locale), &self.rows(language), now)
    }

    fn rows(&self, language: Language) -> Vec<[Cell; 10]> {
        self.guests.iter().map(|guest| row(guest, language)).collect()
    }
}

const fn headings(locale: Locale) -> [&'static str; 10] {
    match locale {
        Locale::Italian => {
            ["Codice", "Nome", "Email", "Telefono", "Persone", "Entrate", "Stato", "Note", "Richiesta", "Conferma"]
        }
        Locale::English => {
            ["Reference", "Name", "Email", "Phone", "People", "Admitted", "Status", "Notes", "Requested", "Confirmed"]
        }
    }
}

fn row(guest: &reservation::Model, language: Language) -> [Cell; 10] {
    let text = |text: &str| Cell::Text(text.to_owned());
    let time = |at: DateTime<Utc>| at.with_timezone(&language.zone).format("%Y-%m-%d %H:%M").to_string();
    [
        text(&guest.reference),
        text(&guest.name),
        text(guest.email.as_deref().unwrap_or_default()),
        text(guest.phone.as_deref().unwrap_or_default()),
        Cell::Number(guest.party_size),
        Cell::Number(guest.admitted),
        text(status(guest.status, language.locale)),
        text(&guest.notes),
        Cell::Text(time(guest.created_at)),
        Cell::Text(guest.confirmed_at.map(time).unwrap_or_default()),
    ]
}

const fn status(status: ReservationStatus, locale: Locale) -> &'static str {
    match (status, locale) {
        (ReservationStatus::Pending, Locale::Italian) => "in attesa",
        (ReservationStatus::Confirmed, Locale::Italian) => "confermata",
        (ReservationStatus::Cancelled, Locale::Italian) => "annullata",
        (ReservationStatus::Expired, Locale::Italian) => "scaduta",
        (status, Locale::English) => status.as_str(),
    }
}
