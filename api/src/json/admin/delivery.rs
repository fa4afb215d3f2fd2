use booking::delivery::log::DeliveryEntry;
use chrono::{DateTime, FixedOffset};
use entity::email_delivery::Model;
use poem_openapi::Object;

use super::mirrored;
use crate::json::Here;
use crate::json::list::long_list;

mirrored! {
    /// Which mail to a guest.
    DeliveryKind {
        /// Asks to confirm a request.
        ConfirmationRequest,
        /// Brings the ticket.
        Ticket,
        /// Confirms that the reservation was given back.
        Cancellation,
        /// Tells that the performance is called off.
        PerformanceCancelled,
        /// Tells that date or venue changed.
        PerformanceChanged,
        /// Reminds of the evening.
        Reminder,
    }
}

mirrored! {
    /// Where a mail stands.
    DeliveryStatus {
        /// Waits to be sent.
        Queued,
        /// The mail server took it.
        Sent,
        /// Given up.
        Failed,
    }
}

/// A mail of the delivery log.
#[derive(Debug, Object)]
pub struct Delivery {
    /// Row id.
    pub id: i64,
    /// Whose mail.
    pub reservation_id: i64,
    /// Name of the reservation.
    pub reference: String,
    /// Which mail.
    pub kind: DeliveryKind,
    /// Where it went, or goes; none once personal data were removed.
    #[oai(nullable)]
    pub to: Option<String>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Attempts begun.
    pub attempts: i32,
    /// The last failure, without addresses.
    #[oai(nullable)]
    pub last_error: Option<String>,
    /// The mail server's last words, without addresses.
    #[oai(nullable)]
    pub smtp_response: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTime<FixedOffset>,
    /// When an attempt last began.
    #[oai(nullable)]
    pub last_attempt_at: Option<DateTime<FixedOffset>>,
    /// When the mail server took it.
    #[oai(nullable)]
    pub sent_at: Option<DateTime<FixedOffset>>,
    /// When it was given up.
    #[oai(nullable)]
    pub failed_at: Option<DateTime<FixedOffset>>,
    /// Its header `Message-ID`, without angle brackets.
    pub message_id: String,
}

long_list! {
    /// Mails, latest first.
    DeliveryList of Delivery
}

impl Delivery {
    /// The JSON of a mail.
    #[must_use]
    pub fn of(entry: DeliveryEntry, here: Here) -> Self {
        let DeliveryEntry { delivery, reference, to } = entry;
        Self::of_row(delivery, reference, to, here)
    }

    /// The JSON of a mail of a known reservation.
    #[must_use]
    pub fn of_row(row: Model, reference: String, to: Option<String>, here: Here) -> Self {
        Self {
            id: row.id,
            reservation_id: row.reservation_id,
            reference,
            kind: row.kind.into(),
            to,
            status: row.status.into(),
            attempts: row.attempts,
            last_error: row.last_error,
            smtp_response: row.smtp_response,
            queued_at: here.tell(row.queued_at),
            last_attempt_at: here.tell_if(row.last_attempt_at),
            sent_at: here.tell_if(row.sent_at),
            failed_at: here.tell_if(row.failed_at),
            message_id: row.message_id,
        }
    }
}
