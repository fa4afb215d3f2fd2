//! A mail to a user of the house: in both languages, since accounts have none.

use std::time::SystemTime;

use booking::Site;
use booking::delivery::log::FailureSummary;
use booking::staff::mail::{Content, StaffMail};
use chrono::{DateTime, Utc};
use entity::value::Locale;
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use minijinja::context;
use minijinja::value::Value;

use super::letter::{LetterError, Sealed, address, header, in_ascii, without_controls};
use super::{Templates, Texts};
use crate::wording::Wording;
use crate::workshop::House;

/// A mail to be written.
#[derive(Debug)]
pub struct StaffLetter<'a> {
    /// The row of the log, to whom, and what it says.
    pub about: &'a StaffMail,
    /// When it is written.
    pub written_at: DateTime<Utc>,
}

impl StaffLetter<'_> {
    /// Writes the texts; `None` when nobody wants the mail any more.
    ///
    /// # Errors
    /// [`LetterError::Template`].
    pub fn texts(&self, house: &House, site: &Site, templates: &Templates) -> Result<Option<Texts>, LetterError> {
        let facts = match &self.about.content {
            Content::PasswordReset { token, expires_at } => {
                let time = |locale| Wording { locale, zone: house.zone }.time(*expires_at);
                context! {
                    username => self.about.user.username.as_str(),
                    link => site.password_reset_url(token).as_str(),
                    until_it => time(Locale::Italian),
                    until_en => time(Locale::English),
                }
            }
            Content::FailureSummary(summary) => summarised(summary, house, site),
            Content::Obsolete(_) => return Ok(None),
        };
        let facts = context! {
            lang => Locale::Italian.as_str(),
            company => house.company.as_str(),
            site => site.page("").as_str(),
            host => site.host(),
            name => self.about.user.display_name.as_str(),
            ..facts
        };
        Ok(Some(templates.render(&format!("staff/{}", self.about.mail.kind), &facts)?))
    }

    /// Writes the whole mail; `None` when nobody wants it any more.
    ///
    /// # Errors
    /// [`LetterError`].
    pub fn seal(&self, house: &House, site: &Site, templates: &Templates) -> Result<Option<Sealed>, LetterError> {
        let StaffMail { mail, user, .. } = self.about;
        let Some(texts) = self.texts(house, site, templates)? else { return Ok(None) };
        let to = user.email.as_deref().and_then(address).ok_or(LetterError::Address)?;
        let unique = mail.message_id.split_once('@').map_or(mail.message_id.as_str(), |(unique, _)| unique);
        let body = MultiPart::alternative()
            .boundary(format!("=_alternative_{unique}"))
            .singlepart(SinglePart::plain(texts.text))
            .singlepart(SinglePart::html(in_ascii(&texts.html)));
        let message = Message::builder()
            .from(house.from.clone())
            .to(Mailbox::new(Some(without_controls(&user.display_name)), to))
            .subject(texts.subject.as_str())
            .message_id(Some(format!("<{}>", mail.message_id)))
            .date(SystemTime::from(self.written_at))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", "it, en"))
            .multipart(body)?;
        Ok(Some(Sealed { envelope: message.envelope().clone(), message: message.formatted() }))
    }
}

fn summarised(summary: &FailureSummary, house: &House, site: &Site) -> Value {
    let mails = summary.mails.iter().map(|group| (group.kind.to_string(), group.cause.as_str(), group.count));
    let jobs = summary.jobs.iter().map(|group| (group.queue.clone(), group.cause.as_str(), group.count));
    let groups: Vec<Value> = mails.chain(jobs).map(|(what, cause, count)| context! { what, cause, count }).collect();
    let when = |at| Wording { locale: Locale::Italian, zone: house.zone }.day_and_time(at);
    context! {
        total => summary.total(),
        from => when(summary.from),
        until => when(summary.until),
        groups,
        link => site.page("manage").as_str(),
    }
}

#[cfg(test)]
mod tests {
    use booking::delivery::log::{FailureGroup, FailureSummary, JobFailureGroup};
    use booking::staff::mail::{Content, Recipient, StaffMail};
    use chrono::TimeDelta;
    use entity::staff_mail;
    use entity::value::{DeliveryKind, DeliveryStatus, StaffMailKind};

    use super::StaffLetter;
    use crate::mail::Templates;
    use crate::sample;

    fn mail(kind: StaffMailKind, content: Content) -> StaffMail {
        let user = Recipient {
            username: "ada".to_owned(),
            display_name: "Ada & Co.".to_owned(),
            email: Some("ada@faro.example".to_owned()),
            disabled_at: None,
        };
        let mail = staff_mail::Model {
            id: 1,
            user_id: 1,
            kind,
            password_reset_id: None,
            covers_from: None,
            covers_until: None,
            status: DeliveryStatus::Queued,
            attempts: 0,
            message_id: "0123456789abcdef@biglietti.faro.example".to_owned(),
            last_error: None,
            smtp_response: None,
            queued_at: sample::now(),
            last_attempt_at: None,
            sent_at: None,
            failed_at: None,
        };
        StaffMail { mail, user, content }
    }

    fn reset() -> StaffMail {
        let expires_at = sample::now() + TimeDelta::hours(1);
        mail(StaffMailKind::PasswordReset, Content::PasswordReset { token: sample::token(), expires_at })
    }

    fn summary() -> StaffMail {
        let mails = vec![FailureGroup {
            kind: DeliveryKind::Ticket,
            cause: "550 5.1.1 <(removed)>: user unknown".to_owned(),
            count: 3,
        }];
        let cause = "the ticket could not be drawn".to_owned();
        let jobs = vec![JobFailureGroup { queue: "tickets".to_owned(), cause, count: 1 }];
        let (from, until) = (sample::now() - TimeDelta::days(1), sample::now());
        mail(StaffMailKind::FailureSummary, Content::FailureSummary(FailureSummary { from, until, mails, jobs }))
    }

    #[test]
    fn every_mail_says_what_it_should_in_both_languages_at_once() {
        let templates = Templates::new().unwrap();
        for about in [reset(), summary()] {
            let letter = StaffLetter { about: &about, written_at: sample::now() };
            let texts = letter.texts(&sample::house(), &sample::site(), &templates).unwrap().unwrap();
            let kind = about.mail.kind;
            insta::assert_snapshot!(format!("staff_{kind}_text"), format!("{}\n\n{}", texts.subject, texts.text));
            insta::assert_snapshot!(format!("staff_{kind}_html"), texts.html);
        }
    }

    #[test]
    fn a_mail_is_ascii_and_has_the_headers_that_machines_look_for() {
        let about = reset();
        let letter = StaffLetter { about: &about, written_at: sample::now() };
        let sealed = letter.seal(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap().unwrap();
        let message = String::from_utf8(sealed.message).unwrap();
        for line in [
            "To: =?utf-8?b?QWRhICYgQ28u?= <ada@faro.example>",
            "Message-ID: <0123456789abcdef@biglietti.faro.example>",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(message.contains(&format!("{line}\r\n")), "{line} in {message}");
        }
        assert!(message.is_ascii() && message.lines().all(|line| line.len() <= 998));
    }

    #[test]
    fn nothing_that_a_user_is_called_becomes_a_header() {
        let mut about = reset();
        about.user.display_name = "Ada\r\nBcc: eve@example.org\r\n\r\nHello".to_owned();
        let letter = StaffLetter { about: &about, written_at: sample::now() };
        let sealed = letter.seal(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap().unwrap();
        let message = String::from_utf8(sealed.message).unwrap();
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> = head.lines().filter_map(|line| line.split_once(": ").map(|(name, _)| name)).collect();
        assert!(names.contains(&"To") && !names.contains(&"Bcc"), "{head}");
        let to: Vec<String> = sealed.envelope.to().iter().map(ToString::to_string).collect();
        assert_eq!(to, ["ada@faro.example"]);
    }

    #[test]
    fn what_nobody_wants_any_more_is_not_written() {
        let about = mail(StaffMailKind::PasswordReset, Content::Obsolete("no longer wanted"));
        let letter = StaffLetter { about: &about, written_at: sample::now() };
        assert!(letter.seal(&sample::house(), &sample::site(), &Templates::new().unwrap()).unwrap().is_none());
    }
}
