use booking::reservation::desk::{self, Detail, ReservationRow};
use chrono::{DateTime, FixedOffset};
use entity::reservation::Model;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object};

use super::{AuditEntry, Delivery, DeliveryKind, mirrored};
use crate::json::list::long_list;
use crate::json::{Here, Locale, PerformanceSummary, ReservationStatus};

mirrored! {
    /// How a reservation came to be.
    ReservationSource {
        /// By a visitor on the site.
        Online,
        /// By the company, for a guest.
        Manual,
        /// At the door.
        WalkIn,
    }
}

mirrored! {
    /// How guests were let in.
    CheckInSource {
        /// Their QR code was scanned.
        QrScan,
        /// By name or reference.
        Manual,
        /// Without a reservation.
        WalkIn,
    }
}

/// A reservation, as the company keeps it.
#[derive(Debug, Object)]
pub struct ManagedReservation {
    /// Row id.
    pub id: i64,
    /// Short name for people.
    pub reference: String,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How it came to be.
    pub source: ReservationSource,
    /// What it is for.
    pub performance: PerformanceSummary,
    /// Of the guest.
    pub name: String,
    /// Of the guest.
    #[oai(nullable)]
    pub email: Option<String>,
    /// Of the guest.
    #[oai(nullable)]
    pub phone: Option<String>,
    /// How many come.
    pub party_size: i32,
    /// How many are in.
    pub admitted: i32,
    /// Language of pages and mails.
    pub locale: Locale,
    /// What the guest wants the company to know.
    pub notes: String,
    /// When the privacy notice was accepted.
    #[oai(nullable)]
    pub privacy_accepted_at: Option<DateTime<FixedOffset>>,
    /// A pending request lapses then.
    #[oai(nullable)]
    pub expires_at: Option<DateTime<FixedOffset>>,
    /// When it was confirmed.
    #[oai(nullable)]
    pub confirmed_at: Option<DateTime<FixedOffset>>,
    /// When it was cancelled.
    #[oai(nullable)]
    pub cancelled_at: Option<DateTime<FixedOffset>>,
    /// When it lapsed.
    #[oai(nullable)]
    pub expired_at: Option<DateTime<FixedOffset>>,
    /// When personal data were removed.
    #[oai(nullable)]
    pub anonymised_at: Option<DateTime<FixedOffset>>,
    /// When it was asked for.
    pub created_at: DateTime<FixedOffset>,
    /// When it last changed.
    pub updated_at: DateTime<FixedOffset>,
}

long_list! {
    /// Reservations, those asked for last first.
    ManagedReservationList of ManagedReservation
}

impl ManagedReservation {
    /// The JSON of a reservation in a list.
    #[must_use]
    pub fn of(row: ReservationRow, here: Here) -> Self {
        Self::with(row.reservation, PerformanceSummary::of(row.performance, here), here)
    }

    fn with(row: Model, performance: PerformanceSummary, here: Here) -> Self {
        Self {
            id: row.id,
            reference: row.reference,
            status: row.status.into(),
            source: row.source.into(),
            performance,
            name: row.name,
            email: row.email,
            phone: row.phone,
            party_size: row.party_size,
            admitted: row.admitted,
            locale: row.locale.into(),
            notes: row.notes,
            privacy_accepted_at: here.tell_if(row.privacy_accepted_at),
            expires_at: here.tell_if(row.expires_at),
            confirmed_at: here.tell_if(row.confirmed_at),
            cancelled_at: here.tell_if(row.cancelled_at),
            expired_at: here.tell_if(row.expired_at),
            anonymised_at: here.tell_if(row.anonymised_at),
            created_at: here.tell(row.created_at),
            updated_at: here.tell(row.updated_at),
        }
    }
}

/// An admission.
#[derive(Debug, Object)]
pub struct CheckInEntry {
    /// How many people.
    pub admitted: i32,
    /// How they were found.
    pub source: CheckInSource,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Display name of who let them in.
    pub by: String,
    /// When it was taken back.
    #[oai(nullable)]
    pub undone_at: Option<DateTime<FixedOffset>>,
    /// Display name of who took it back.
    #[oai(nullable)]
    pub undone_by: Option<String>,
}

impl CheckInEntry {
    fn of(entry: desk::CheckInEntry, here: Here) -> Self {
        let (undone_at, undone_by) = entry.undone.unzip();
        Self {
            admitted: entry.row.admitted,
            source: entry.row.source.into(),
            at: here.tell(entry.row.created_at),
            by: entry.by,
            undone_at: here.tell_if(undone_at),
            undone_by,
        }
    }
}

/// A reservation with all that happened to it.
#[derive(Debug, Object)]
pub struct ReservationDetail {
    /// The reservation.
    #[oai(flatten)]
    pub reservation: ManagedReservation,
    /// Its mails, oldest first.
    pub emails: Vec<Delivery>,
    /// Its admissions, those taken back included, oldest first.
    pub check_ins: Vec<CheckInEntry>,
    /// What was done to it, by whom, oldest first; the newest 200 entries.
    pub history: Vec<AuditEntry>,
}

impl ReservationDetail {
    /// The JSON of a reservation with all that happened to it.
    #[must_use]
    pub fn of(detail: Detail, here: Here) -> Self {
        let Detail { reservation, performance, deliveries, check_ins, history } = detail;
        let (reference, email) = (reservation.reference.clone(), reservation.email.clone());
        let mail = |row| Delivery::of_row(row, reference.clone(), email.clone(), here);
        Self {
            reservation: ManagedReservation::with(reservation, PerformanceSummary::of(performance, here), here),
            emails: deliveries.into_iter().map(mail).collect(),
            check_ins: check_ins.into_iter().map(|entry| CheckInEntry::of(entry, here)).collect(),
            history: history.into_iter().map(|entry| AuditEntry::of(entry, here)).collect(),
        }
    }
}

/// A booking for a guest who called or wrote.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewReservation {
    /// Which performance.
    pub performance_id: i64,
    /// Name for the guest list.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// Where mails go; needed unless it is confirmed at once.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    /// For urgent news.
    #[oai(validator(max_length = 30))]
    pub phone: Option<String>,
    /// How many come.
    pub party_size: i64,
    /// What the company should know.
    #[oai(validator(max_length = 1000))]
    pub notes: Option<String>,
    /// Language of mails and pages, Italian where unset.
    pub locale: Option<Locale>,
    /// Whether the seats are the guest's at once; else a mail asks to confirm.
    #[oai(default)]
    pub confirm: bool,
}

/// A correction of a reservation. What is left out stays as it is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ReservationEdit {
    /// Name for the guest list.
    #[oai(validator(max_length = 100))]
    pub name: Option<String>,
    /// Where mails go; `null` for nowhere.
    #[oai(validator(max_length = 254))]
    pub email: MaybeUndefined<String>,
    /// For urgent news; `null` for none.
    #[oai(validator(max_length = 30))]
    pub phone: MaybeUndefined<String>,
    /// How many come.
    pub party_size: Option<i64>,
    /// What the company should know.
    #[oai(validator(max_length = 1000))]
    pub notes: Option<String>,
    /// Language of mails and pages.
    pub locale: Option<Locale>,
    /// Whether a confirmed guest gets a new ticket by mail; the old one does not enter any more then.
    #[oai(default)]
    pub send_new_ticket: bool,
}

const fn yes() -> bool {
    true
}

/// How to cancel.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct CancelRequest {
    /// Whether the guest gets a mail about it.
    #[oai(default = "yes")]
    pub tell_guest: bool,
}

impl Default for CancelRequest {
    fn default() -> Self {
        Self { tell_guest: true }
    }
}

/// How to send once more what a guest waits for.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct ResentRequest {
    /// Whether link or ticket are made anew, so that the old one opens nothing any more.
    #[oai(default)]
    pub reset: bool,
}

/// What became of a mail that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ResentStatus {
    /// It is on its way; a ticket's is when the ticket is drawn.
    Queued,
    /// An earlier one still waits to be sent, so a second would only repeat it.
    AlreadyWaiting,
}

/// What a guest gets once more.
#[derive(Debug, Object)]
pub struct Resent {
    /// Which mail.
    pub kind: DeliveryKind,
    /// What became of it.
    pub status: ResentStatus,
}

impl From<desk::Resend> for Resent {
    fn from(resend: desk::Resend) -> Self {
        match resend {
            desk::Resend::Queued(kind) => Self { kind: kind.into(), status: ResentStatus::Queued },
            desk::Resend::AlreadyWaiting(kind) => Self { kind: kind.into(), status: ResentStatus::AlreadyWaiting },
        }
    }
}

/// How many of a party to let in.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct PartyCheckIn {
    /// How many; all who remain, where unset.
    pub admitted: Option<i64>,
}
