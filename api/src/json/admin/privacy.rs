use booking::privacy::{self, Erased, Export};
use chrono::{DateTime, FixedOffset};
use poem_openapi::{Enum, Object};
use serde_json::Value;

use super::{AuditActor, CheckInSource, DeliveryKind, DeliveryStatus, ReservationSource};
use crate::json::{Here, Locale, ReservationStatus, Role};

/// A person who asks what is known of them.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PersonRequest {
    /// Their address.
    #[oai(validator(max_length = 254))]
    pub email: String,
}

/// What becomes of seats that a person holds for performances to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum UpcomingSeats {
    /// They stay theirs, and with them name and address, until the evening is over.
    #[default]
    Keep,
    /// They are given back first. No mail tells it: whoever took the request does.
    Cancel,
}

impl From<UpcomingSeats> for privacy::Upcoming {
    fn from(upcoming: UpcomingSeats) -> Self {
        match upcoming {
            UpcomingSeats::Keep => Self::Keep,
            UpcomingSeats::Cancel => Self::Cancel,
        }
    }
}

/// A person who asks to be forgotten.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ErasureRequest {
    /// Their address.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// What becomes of seats for performances to come; `keep`, where unset.
    pub upcoming: Option<UpcomingSeats>,
}

/// A reservation that was left as it is.
#[derive(Debug, Object)]
pub struct KeptReservation {
    /// Name of the reservation.
    pub reference: String,
    /// When its performance begins.
    pub starts_at: DateTime<FixedOffset>,
}

/// What an erasure did.
#[derive(Debug, Object)]
pub struct ErasedPerson {
    /// Reservations without their person now, by reference; those in `cancelled` included.
    pub anonymised: Vec<String>,
    /// Reservations that were given back for it, by reference.
    pub cancelled: Vec<String>,
    /// Reservations that were left, since their seats are in use or to be used.
    pub kept: Vec<KeptReservation>,
}

impl ErasedPerson {
    /// The JSON of an erasure.
    #[must_use]
    pub fn of(erased: Erased, here: Here) -> Self {
        let kept =
            |kept: privacy::Kept| KeptReservation { reference: kept.reference, starts_at: here.tell(kept.starts_at) };
        Self {
            anonymised: erased.anonymised,
            cancelled: erased.cancelled,
            kept: erased.kept.into_iter().map(kept).collect(),
        }
    }
}

/// All that is stored about the person behind an address.
#[derive(Debug, Object)]
pub struct PersonExport {
    /// The address that was asked about.
    pub email: String,
    /// When.
    pub exported_at: DateTime<FixedOffset>,
    /// Reservations under the address.
    pub reservations: Vec<ExportedReservation>,
    /// The account of a user of the house with this address.
    #[oai(nullable)]
    pub account: Option<ExportedAccount>,
}

/// A reservation with all that hangs on it.
#[derive(Debug, Object)]
pub struct ExportedReservation {
    /// Its name.
    pub reference: String,
    /// What is played.
    pub show: String,
    /// Where.
    pub venue: String,
    /// When.
    pub starts_at: DateTime<FixedOffset>,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How it came to be.
    pub source: ReservationSource,
    /// As given.
    pub name: String,
    /// As given.
    #[oai(nullable)]
    pub email: Option<String>,
    /// As given.
    #[oai(nullable)]
    pub phone: Option<String>,
    /// As given.
    pub notes: String,
    /// Language of pages and mails.
    pub locale: Locale,
    /// People.
    pub party_size: i32,
    /// People let in.
    pub admitted: i32,
    /// When the privacy notice was accepted.
    #[oai(nullable)]
    pub privacy_accepted_at: Option<DateTime<FixedOffset>>,
    /// When it was asked for.
    pub created_at: DateTime<FixedOffset>,
    /// When it was confirmed.
    #[oai(nullable)]
    pub confirmed_at: Option<DateTime<FixedOffset>>,
    /// When it was cancelled.
    #[oai(nullable)]
    pub cancelled_at: Option<DateTime<FixedOffset>>,
    /// When it lapsed.
    #[oai(nullable)]
    pub expired_at: Option<DateTime<FixedOffset>>,
    /// Who of the party was let in when. By whom is another person's data.
    pub check_ins: Vec<ExportedCheckIn>,
    /// Mails to the person.
    pub emails: Vec<ExportedMail>,
    /// What was done to the reservation.
    pub history: Vec<ExportedEntry>,
}

/// People let in.
#[derive(Debug, Object)]
pub struct ExportedCheckIn {
    /// How many.
    pub admitted: i32,
    /// How they were found.
    pub source: CheckInSource,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// When it was taken back.
    #[oai(nullable)]
    pub undone_at: Option<DateTime<FixedOffset>>,
}

/// A mail to the person.
#[derive(Debug, Object)]
pub struct ExportedMail {
    /// Which mail.
    pub kind: DeliveryKind,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Its header `Message-ID`.
    pub message_id: String,
    /// The mail server's last words.
    #[oai(nullable)]
    pub smtp_response: Option<String>,
    /// The last failure.
    #[oai(nullable)]
    pub last_error: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTime<FixedOffset>,
    /// When the server accepted it.
    #[oai(nullable)]
    pub sent_at: Option<DateTime<FixedOffset>>,
    /// When it was given up.
    #[oai(nullable)]
    pub failed_at: Option<DateTime<FixedOffset>>,
}

/// Something that was done.
#[derive(Debug, Object)]
pub struct ExportedEntry {
    /// When.
    pub at: DateTime<FixedOffset>,
    /// By the guest, by the house, or by the system.
    pub actor: AuditActor,
    /// What.
    pub action: String,
    /// Figures of the change.
    pub detail: Value,
    /// Where the guest came from; a user's address is their own.
    #[oai(nullable)]
    pub client_address: Option<String>,
}

/// An account of the house.
#[derive(Debug, Object)]
pub struct ExportedAccount {
    /// Login name.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
    /// When it was made.
    pub created_at: DateTime<FixedOffset>,
    /// Last good login.
    #[oai(nullable)]
    pub last_login_at: Option<DateTime<FixedOffset>>,
    /// When they were shut out.
    #[oai(nullable)]
    pub disabled_at: Option<DateTime<FixedOffset>>,
}

impl PersonExport {
    /// The JSON of an export.
    #[must_use]
    pub fn of(export: Export, here: Here) -> Self {
        Self {
            email: export.email,
            exported_at: here.tell(export.exported_at),
            reservations: export.reservations.into_iter().map(|one| ExportedReservation::of(one, here)).collect(),
            account: export.account.map(|account| ExportedAccount::of(account, here)),
        }
    }
}

impl ExportedReservation {
    fn of(one: privacy::ExportedReservation, here: Here) -> Self {
        Self {
            reference: one.reference,
            show: one.show,
            venue: one.venue,
            starts_at: here.tell(one.starts_at),
            status: one.status.into(),
            source: one.source.into(),
            name: one.name,
            email: one.email,
            phone: one.phone,
            notes: one.notes,
            locale: one.locale.into(),
            party_size: one.party_size,
            admitted: one.admitted,
            privacy_accepted_at: here.tell_if(one.privacy_accepted_at),
            created_at: here.tell(one.created_at),
            confirmed_at: here.tell_if(one.confirmed_at),
            cancelled_at: here.tell_if(one.cancelled_at),
            expired_at: here.tell_if(one.expired_at),
            check_ins: one.check_ins.into_iter().map(|entry| ExportedCheckIn::of(&entry, here)).collect(),
            emails: one.emails.into_iter().map(|mail| ExportedMail::of(mail, here)).collect(),
            history: one.history.into_iter().map(|entry| ExportedEntry::of(entry, here)).collect(),
        }
    }
}

impl ExportedCheckIn {
    fn of(entry: &privacy::ExportedCheckIn, here: Here) -> Self {
        Self {
            admitted: entry.admitted,
            source: entry.source.into(),
            at: here.tell(entry.at),
            undone_at: here.tell_if(entry.undone_at),
        }
    }
}

impl ExportedMail {
    fn of(mail: privacy::ExportedMail, here: Here) -> Self {
        Self {
            kind: mail.kind.into(),
            status: mail.status.into(),
            message_id: mail.message_id,
            smtp_response: mail.smtp_response,
            last_error: mail.last_error,
            queued_at: here.tell(mail.queued_at),
            sent_at: here.tell_if(mail.sent_at),
            failed_at: here.tell_if(mail.failed_at),
        }
    }
}

impl ExportedEntry {
    fn of(entry: privacy::ExportedEntry, here: Here) -> Self {
        Self {
            at: here.tell(entry.at),
            actor: entry.actor.into(),
            action: entry.action,
            detail: entry.detail,
            client_address: entry.client_address,
        }
    }
}

impl ExportedAccount {
    fn of(account: privacy::ExportedAccount, here: Here) -> Self {
        Self {
            username: account.username,
            display_name: account.display_name,
            role: account.role.into(),
            created_at: here.tell(account.created_at),
            last_login_at: here.tell_if(account.last_login_at),
            disabled_at: here.tell_if(account.disabled_at),
        }
    }
}
