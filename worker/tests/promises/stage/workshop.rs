//! What jobs work with, for a story that runs one in its own process.

use std::sync::Arc;

use platform::clock::{Clock, SystemClock};
use platform::settings::{SmtpSettings, Tls};
use worker::mail::{Post, Templates};
use worker::ticket::Printer;
use worker::workshop::{House, Manners, Workshop};

use super::Theatre;

impl Theatre {
    /// A workshop in this theatre, whose mail server nobody answers for.
    pub fn workshop(&self) -> Arc<Workshop> {
        self.workshop_by(Arc::new(SystemClock))
    }

    /// As [`Theatre::workshop`], by a clock of the story's own.
    pub fn workshop_by(&self, clock: Arc<dyn Clock>) -> Arc<Workshop> {
        let smtp = SmtpSettings {
            smtp_host: "127.0.0.1".to_owned(),
            smtp_port: 9,
            smtp_tls: Tls::None,
            smtp_ca_file: None,
            smtp_username: None,
            smtp_password: None,
            smtp_password_file: None,
        };
        Arc::new(Workshop {
            db: self.db.clone(),
            site: self.site.clone(),
            clock,
            house: House {
                company: "Compagnia del Faro".to_owned(),
                zone: chrono_tz::Europe::Rome,
                from: "biglietteria@theatre.example".parse().unwrap(),
                reply_to: None,
            },
            manners: Manners::default(),
            templates: Templates::new().unwrap(),
            printer: Printer::new().unwrap(),
            post: Post::new(&smtp).unwrap(),
        })
    }
}
