use chrono::{DateTime, FixedOffset};
use entity::value;
use poem_openapi::{Enum, Object};

use super::PerformanceDetail;

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ReservationStatus {
    /// Asked for; takes no seats.
    Pending,
    /// Takes seats; may enter.
    Confirmed,
    /// Given back.
    Cancelled,
    /// Never confirmed in time.
    Expired,
}

impl From<value::ReservationStatus> for ReservationStatus {
    fn from(status: value::ReservationStatus) -> Self {
        match status {
            value::ReservationStatus::Pending => Self::Pending,
            value::ReservationStatus::Confirmed => Self::Confirmed,
            value::ReservationStatus::Cancelled => Self::Cancelled,
            value::ReservationStatus::Expired => Self::Expired,
        }
    }
}

impl From<ReservationStatus> for value::ReservationStatus {
    fn from(status: ReservationStatus) -> Self {
        match status {
            ReservationStatus::Pending => Self::Pending,
            ReservationStatus::Confirmed => Self::Confirmed,
            ReservationStatus::Cancelled => Self::Cancelled,
            ReservationStatus::Expired => Self::Expired,
        }
    }
}

/// Language of a guest's pages and mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
pub enum Locale {
    /// Italian, where nothing else is asked for.
    #[default]
    #[oai(rename = "it")]
    Italian,
    /// English.
    #[oai(rename = "en")]
    English,
}

impl From<Locale> for value::Locale {
    fn from(locale: Locale) -> Self {
        match locale {
            Locale::Italian => Self::Italian,
            Locale::English => Self::English,
        }
    }
}

impl From<value::Locale> for Locale {
    fn from(locale: value::Locale) -> Self {
        match locale {
            value::Locale::Italian => Self::Italian,
            value::Locale::English => Self::English,
        }
    }
}

/// What a visitor asks for.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ReservationRequest {
    /// Name for the guest list.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// Where the ticket goes.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// For urgent news.
    #[oai(validator(max_length = 30))]
    pub phone: Option<String>,
    /// How many come. How many one booking may bring at most is the performance's own limit.
    pub party_size: i64,
    /// What the company should know.
    #[oai(validator(max_length = 1000))]
    pub notes: Option<String>,
    /// Language of pages and mails, Italian where unset.
    pub locale: Option<Locale>,
    /// That the privacy notice was read and accepted; must be true.
    pub privacy_accepted: bool,
    /// Must be absent or empty: people do not see this field, programs that fill in forms do.
    pub website: Option<String>,
}

/// A request that was recorded and now waits to be confirmed by the link in the mail.
#[derive(Debug, Object)]
pub struct ReservationAccepted {
    /// Name of the reservation.
    pub reference: String,
    /// `pending`.
    pub status: ReservationStatus,
    /// It lapses then, unless confirmed.
    pub expires_at: DateTime<FixedOffset>,
}

/// A secret of a reservation.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct TokenRequest {
    /// The token, bare or as the link that carries it behind its `#`.
    #[oai(validator(max_length = 2000))]
    pub token: String,
}

/// A confirmed reservation.
#[derive(Debug, Object)]
pub struct Confirmation {
    /// Name of the reservation.
    pub reference: String,
    /// `confirmed`.
    pub status: ReservationStatus,
    /// How many come.
    pub party_size: i32,
    /// What it is for.
    pub performance: PerformanceDetail,
    /// Opens the ticket: `/ticket#TOKEN`.
    pub ticket_token: String,
    /// Whether it had been confirmed before.
    pub already_confirmed: bool,
}

/// A ticket, for its holder.
#[derive(Debug, Object)]
pub struct Ticket {
    /// Name of the reservation.
    pub reference: String,
    /// Where the reservation stands.
    pub status: ReservationStatus,
    /// Name on the guest list.
    pub name: String,
    /// How many come.
    pub party_size: i32,
    /// How many are in.
    pub admitted: i32,
    /// What it is for.
    pub performance: PerformanceDetail,
    /// The QR code as an SVG document; only while the reservation is confirmed.
    #[oai(nullable)]
    pub qr_svg: Option<String>,
}

/// A reservation that was given back.
#[derive(Debug, Object)]
pub struct Cancellation {
    /// Name of the reservation.
    pub reference: String,
    /// `cancelled`.
    pub status: ReservationStatus,
}

/// Whose mails to send once more.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ResendRequest {
    /// The address that was booked with.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// The performance that was booked.
    pub performance_id: i64,
}

/// Nothing more to say.
#[derive(Debug, Object)]
pub struct Accepted {}
