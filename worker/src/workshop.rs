//! What jobs work with.

use std::sync::Arc;

use booking::Site;
use chrono_tz::Tz;
use lettre::message::Mailbox;
use platform::clock::Clock;
use sea_orm::DatabaseConnection;

use crate::mail::{Post, Templates};
use crate::ticket::Printer;

/// The company, as mails and tickets show it.
#[derive(Debug, Clone)]
pub struct House {
    /// Its name.
    pub company: String,
    /// Zone of the times shown.
    pub zone: Tz,
    /// Sender of mails.
    pub from: Mailbox,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<Mailbox>,
}

/// Everything that a job may need.
#[derive(Debug)]
pub struct Workshop {
    /// The database.
    pub db: DatabaseConnection,
    /// Address and keys of the site.
    pub site: Site,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The company.
    pub house: House,
    /// Texts of mails.
    pub templates: Templates,
    /// Draws tickets.
    pub printer: Printer,
    /// Sends mails.
    pub post: Post,
}
