//! Sends one mail to a user of the house.

use std::sync::Arc;
use std::time::Instant;

use booking::Failure;
use booking::job::payload;
use booking::staff::mail::{self, Content, StaffMail};
use entity::value::DeliveryStatus;

use super::send_email::pause_mail_queues;
use super::{Done, Job, JobError};
use crate::mail::{Refusal, StaffLetter, scrub};
use crate::measure::{self, Sending};
use crate::workshop::Workshop;

/// Sends one mail to a user of the house.
#[derive(Debug)]
pub struct SendStaffMail;

impl Job for SendStaffMail {
    type Payload = payload::SendStaffMail;

    async fn run(
        workshop: &Arc<Workshop>,
        payload: &payload::SendStaffMail,
        _: Option<&str>,
    ) -> Result<Done, JobError> {
        let (db, id, now) = (&workshop.db, payload.staff_mail_id, workshop.clock.now());
        let Some(about) = mail::find(db, &workshop.site, now, id).await? else { return Ok(Done::Nothing) };
        let kind = about.mail.kind.as_str();
        if about.mail.status != DeliveryStatus::Queued {
            return Ok(Done::Nothing);
        }
        if let Content::Obsolete(reason) = about.content {
            mail::mark_failed(db, id, now, reason, None).await?;
            measure::email(kind, Sending::Obsolete);
            return Ok(Done::Nothing);
        }
        let letter = StaffLetter { about: &about, written_at: now };
        let sealed = letter.seal(&workshop.house, &workshop.site, &workshop.templates)?;
        let Some(sealed) = sealed else { return Ok(Done::Nothing) };
        if !mail::begin_attempt(db, id, now).await? {
            return Ok(Done::Nothing);
        }
        let started = Instant::now();
        let sent = workshop.post.send(&sealed.envelope, &sealed.message).await;
        measure::smtp(started.elapsed());
        match sent {
            Ok(receipt) => {
                measure::email(kind, Sending::Sent);
                let words = without_persons(&receipt.response, &about);
                tracing::info!(staff_mail_id = id, kind, words, "a mail to a user is sent");
                mail::mark_sent(db, id, workshop.clock.now(), &words).await?;
                Ok(Done::Now)
            }
            Err(refusal) => Err(refused(workshop, &about, refusal).await?),
        }
    }

    async fn abandon(workshop: &Workshop, payload: &payload::SendStaffMail, cause: &str) -> Result<(), Failure> {
        mail::mark_failed(&workshop.db, payload.staff_mail_id, workshop.clock.now(), cause, None).await
    }
}

/// Notes a refusal in the log, and says what becomes of the job.
async fn refused(workshop: &Workshop, about: &StaffMail, refusal: Refusal) -> Result<JobError, Failure> {
    let (db, id, kind) = (&workshop.db, about.mail.id, about.mail.kind.as_str());
    Ok(match refusal {
        Refusal::Permanent { response } => {
            let words = without_persons(&response, about);
            let cause = format!("the mail server refused the mail: {words}");
            mail::mark_failed(db, id, workshop.clock.now(), &cause, Some(&words)).await?;
            measure::email(kind, Sending::Failed);
            tracing::warn!(staff_mail_id = id, kind, words, "a mail to a user is refused for good");
            JobError::give_up(cause)
        }
        Refusal::Transient { cause, response } => {
            let cause = without_persons(&cause, about);
            let words = response.map(|words| without_persons(&words, about));
            mail::mark_retry(db, id, &cause, words.as_deref()).await?;
            measure::email(kind, Sending::Retried);
            JobError::retry(cause)
        }
        Refusal::Login { response } => {
            let words = without_persons(&response, about);
            let reason = pause_mail_queues(workshop, &words).await?;
            mail::mark_retry(db, id, &reason, Some(&words)).await?;
            measure::email(kind, Sending::Retried);
            JobError::postpone(reason)
        }
    })
}

fn without_persons(words: &str, about: &StaffMail) -> String {
    let email = about.user.email.as_deref().unwrap_or_default();
    scrub(words, &[email, &about.user.display_name, &about.user.username])
}
