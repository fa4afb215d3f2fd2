//! The closed sets that columns hold, as types. Each is stored as the text that JSON shows.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[sea_orm(string_value = $text)]
                #[serde(rename = $text)]
                $variant,
            )+
        }

        impl $name {
            /// The text stored in the database and shown in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}

text_enum! {
    /// Where a reservation stands: `pending` → `confirmed` → (`cancelled`), or `pending` → `expired`.
    ReservationStatus {
        /// Asked for; takes no seats.
        Pending = "pending",
        /// Takes seats; may enter.
        Confirmed = "confirmed",
        /// Given back.
        Cancelled = "cancelled",
        /// Never confirmed in time.
        Expired = "expired",
    }
}

text_enum! {
    /// How a reservation came to be.
    ReservationSource {
        /// By a visitor on the site.
        Online = "online",
        /// By the company, for a guest.
        Manual = "manual",
        /// At the door.
        WalkIn = "walk_in",
    }
}

text_enum! {
    /// Language of a guest's pages and mails.
    Locale {
        /// Italian, the default.
        Italian = "it",
        /// English.
        English = "en",
    }
}

text_enum! {
    /// What a reservation's token allows.
    TokenPurpose {
        /// To confirm or cancel; sent in the confirmation request.
        Confirmation = "confirmation",
        /// To enter or cancel; printed as the QR code.
        Ticket = "ticket",
    }
}

text_enum! {
    /// How people were let in.
    CheckInSource {
        /// Their QR code was scanned.
        QrScan = "qr_scan",
        /// Found by name or reference.
        Manual = "manual",
        /// Booked at the door.
        WalkIn = "walk_in",
    }
}

text_enum! {
    /// What a user of the house may do.
    StaffRole {
        /// Lets people in.
        Staff = "staff",
        /// Manages everything.
        Admin = "admin",
    }
}

text_enum! {
    /// The mails a reservation can cause.
    DeliveryKind {
        /// Asks the guest to confirm.
        ConfirmationRequest = "confirmation_request",
        /// Brings the ticket.
        Ticket = "ticket",
        /// Says that the reservation is cancelled.
        Cancellation = "cancellation",
        /// Says that the performance is cancelled.
        PerformanceCancelled = "performance_cancelled",
        /// Says that time or place changed.
        PerformanceChanged = "performance_changed",
        /// Reminds the day before.
        Reminder = "reminder",
    }
}

text_enum! {
    /// Where a mail stands.
    DeliveryStatus {
        /// Waits for its first or next attempt.
        Queued = "queued",
        /// Accepted by the SMTP server.
        Sent = "sent",
        /// Given up; somebody has to look.
        Failed = "failed",
    }
}

text_enum! {
    /// The pictures of a ticket.
    AssetKind {
        /// QR code for the mail.
        QrPng = "qr_png",
        /// QR code for pages.
        QrSvg = "qr_svg",
        /// Printable ticket.
        Pdf = "pdf",
    }
}

text_enum! {
    /// Whose act an audit entry records.
    AuditActor {
        /// A guest, by a token or the public form.
        Visitor = "visitor",
        /// A user of the house.
        Staff = "staff",
        /// The system itself, on schedule.
        System = "system",
    }
}

text_enum! {
    /// The mails that users of the house get.
    StaffMailKind {
        /// Brings the link that sets a new password.
        PasswordReset = "password_reset",
        /// Tells operators which mails could not be sent.
        FailureSummary = "failure_summary",
    }
}

text_enum! {
    /// What a token of another program allows.
    ApiTokenScope {
        /// The door: guests, scans, admissions.
        CheckIn = "check_in",
        /// To read what administrators see.
        AdminRead = "admin_read",
        /// Everything that its owner may do.
        Admin = "admin",
    }
}

text_enum! {
    /// Where a picture stands that was sent for a show.
    PosterStatus {
        /// Waits to be prepared.
        Waiting = "waiting",
        /// Is shown.
        Ready = "ready",
        /// Cannot be prepared.
        Failed = "failed",
    }
}
