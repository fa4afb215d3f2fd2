//! What jobs work with.

use std::sync::Arc;

use booking::Site;
use chrono::TimeDelta;
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

/// When guests hear of us, and when we forget them.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// Guests are reminded so long before a performance begins.
    pub remind_before: TimeDelta,
    /// Personal data are kept so long after a performance.
    pub retention: TimeDelta,
}

impl Default for Manners {
    fn default() -> Self {
        Self { remind_before: TimeDelta::hours(24), retention: TimeDelta::days(30) }
    }
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
    /// What is due to guests when.
    pub manners: Manners,
    /// Texts of mails.
    pub templates: Templates,
    /// Draws tickets.
    pub printer: Printer,
    /// Sends mails.
    pub post: Post,
}
