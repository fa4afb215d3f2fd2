//! Sends one mail of the delivery log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use booking::delivery::{self, DeliveryView};
use booking::job::payload;
use booking::job::queue_state;
use booking::ticket::assets::{self, Assets};
use booking::{Failure, token};
use entity::value::{DeliveryKind, DeliveryStatus, ReservationStatus, TokenPurpose};
use url::Url;

use super::{Done, Job, JobError};
use crate::mail::{Letter, LetterError, Receipt, Refusal, scrub};
use crate::measure::{self, Sending};
use crate::ticket::{Subject, draw};
use crate::workshop::Workshop;

/// A mail that was sent is noted so often before the note is left to a repeat of the job, which sends a second copy.
const NOTES: u32 = 4;
/// Pause between two such tries.
const NOTE_AGAIN: Duration = Duration::from_millis(500);

/// Sends one mail.
#[derive(Debug)]
pub struct SendEmail;

impl Job for SendEmail {
    type Payload = payload::SendEmail;

    async fn run(workshop: &Arc<Workshop>, payload: &payload::SendEmail, _: Option<&str>) -> Result<Done, JobError> {
        let id = payload.delivery_id;
        let Some(view) = delivery::find(&workshop.db, id).await? else { return Ok(Done::Nothing) };
        let kind = view.delivery.kind;
        if view.delivery.status != DeliveryStatus::Queued {
            return Ok(Done::Nothing);
        }
        let now = workshop.clock.now();
        if let Some(reason) = view.obsolete(now) {
            delivery::mark_failed(&workshop.db, id, now, reason, None).await?;
            tracing::info!(delivery_id = id, %kind, reason, "a mail is not sent");
            measure::email(kind.as_str(), Sending::Obsolete);
            return Ok(Done::Nothing);
        }
        let letter = Letter {
            link: link(workshop, &view).await?,
            ticket: pictures(workshop, &view).await?,
            about: &view,
            written_at: now,
        };
        let sealed = letter.seal(&workshop.house, &workshop.site, &workshop.templates)?;
        if !delivery::begin_attempt(&workshop.db, id, now).await? {
            return Ok(Done::Nothing);
        }
        let started = Instant::now();
        let sent = workshop.post.send(&sealed.envelope, &sealed.message).await;
        measure::smtp(started.elapsed());
        match sent {
            Ok(receipt) => sent_well(workshop, &view, &receipt).await,
            Err(refusal) => Err(refused(workshop, &view, refusal).await?),
        }
    }

    async fn abandon(workshop: &Workshop, payload: &payload::SendEmail, cause: &str) -> Result<(), Failure> {
        let id = payload.delivery_id;
        let Some(view) = delivery::find(&workshop.db, id).await? else { return Ok(()) };
        if view.delivery.status == DeliveryStatus::Queued {
            let said = view.delivery.smtp_response.as_deref();
            delivery::mark_failed(&workshop.db, id, workshop.clock.now(), cause, said).await?;
            measure::email(view.delivery.kind.as_str(), Sending::Failed);
        }
        Ok(())
    }
}

/// The page that the mail leads to.
async fn link(workshop: &Workshop, view: &DeliveryView) -> Result<Url, JobError> {
    let (db, site, reservation) = (&workshop.db, &workshop.site, &view.reservation);
    Ok(match view.delivery.kind {
        DeliveryKind::ConfirmationRequest => {
            let token = token::of_reservation(db, site.keys(), TokenPurpose::Confirmation, reservation).await?;
            site.confirmation_url(&token)
        }
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder => {
            let token = token::of_reservation(db, site.keys(), TokenPurpose::Ticket, reservation).await?;
            site.ticket_url(&token)
        }
        DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled => {
            site.page(&format!("shows/{}", view.performance.show.slug))
        }
    })
}

/// The ticket that the mail brings: the stored one, or one drawn anew when something on it has changed since.
async fn pictures(workshop: &Arc<Workshop>, view: &DeliveryView) -> Result<Option<Assets>, JobError> {
    let brings = match view.delivery.kind {
        DeliveryKind::Ticket | DeliveryKind::PerformanceChanged | DeliveryKind::Reminder => true,
        DeliveryKind::ConfirmationRequest | DeliveryKind::Cancellation | DeliveryKind::PerformanceCancelled => false,
    };
    let DeliveryView { reservation, performance, .. } = view;
    if !brings || reservation.status != ReservationStatus::Confirmed {
        return Ok(None);
    }
    let changed = [performance.performance.updated_at, performance.show.updated_at, performance.venue.updated_at]
        .into_iter()
        .fold(reservation.updated_at, Ord::max);
    let (db, keys) = (&workshop.db, workshop.site.keys());
    let stored = assets::load(db, keys, reservation.id, reservation.ticket_generation, changed).await?;
    if stored.is_some() {
        return Ok(stored);
    }
    let token = token::of_reservation(db, keys, TokenPurpose::Ticket, reservation).await?;
    let url = workshop.site.ticket_url(&token);
    let subject = Subject { reservation: reservation.clone(), performance: performance.clone(), url };
    Ok(Some(draw(workshop, subject).await?))
}

async fn sent_well(workshop: &Workshop, view: &DeliveryView, receipt: &Receipt) -> Result<Done, JobError> {
    let (id, kind) = (view.delivery.id, view.delivery.kind);
    measure::email(kind.as_str(), Sending::Sent);
    let words = without_persons(&receipt.response, view);
    tracing::info!(delivery_id = id, %kind, "a mail is sent");
    let mut tries = 1;
    while let Err(failure) = delivery::mark_sent(&workshop.db, id, workshop.clock.now(), &words).await {
        if tries == NOTES {
            return Err(failure.into());
        }
        tries += 1;
        tokio::time::sleep(NOTE_AGAIN).await;
    }
    Ok(Done::Now)
}

/// Notes a refusal in the log, and says what becomes of the job.
async fn refused(workshop: &Workshop, view: &DeliveryView, refusal: Refusal) -> Result<JobError, Failure> {
    let (db, id, kind, now) = (&workshop.db, view.delivery.id, view.delivery.kind, workshop.clock.now());
    Ok(match refusal {
        Refusal::Permanent { response } => {
            let words = without_persons(&response, view);
            let cause = format!("the mail server refused the mail: {words}");
            delivery::mark_failed(db, id, now, &cause, Some(&words)).await?;
            measure::email(kind.as_str(), Sending::Failed);
            tracing::warn!(delivery_id = id, %kind, words, "a mail is refused for good");
            JobError::give_up(cause)
        }
        Refusal::Transient { cause, response } => {
            let cause = without_persons(&cause, view);
            let words = response.map(|words| without_persons(&words, view));
            delivery::mark_retry(db, id, &cause, words.as_deref()).await?;
            measure::email(kind.as_str(), Sending::Retried);
            JobError::retry(cause)
        }
        Refusal::Login { response } => {
            let words = without_persons(&response, view);
            let reason = pause_mail_queues(workshop, &words).await?;
            delivery::mark_postponed(db, id, &reason, Some(&words)).await?;
            measure::email(kind.as_str(), Sending::Retried);
            JobError::postpone(reason)
        }
    })
}

/// A refused login is our fault, and no mail of anybody can be sent: all mails wait until somebody has mended it. Says
/// why, for the job.
pub(super) async fn pause_mail_queues(workshop: &Workshop, words: &str) -> Result<String, Failure> {
    measure::smtp_login_refused();
    let reason = format!("the mail server refused our login: {words}");
    for queue in [payload::EMAILS, payload::STAFF_EMAILS] {
        queue_state::pause(&workshop.db, queue, workshop.clock.now(), &reason).await?;
    }
    tracing::error!(words, "the mail server refuses our login: the mail queues are paused");
    Ok(reason)
}

fn without_persons(words: &str, view: &DeliveryView) -> String {
    let email = view.reservation.email.as_deref().unwrap_or_default();
    scrub(words, &[email, &view.reservation.name])
}

/// A letter that cannot be written is no better written later.
impl From<LetterError> for JobError {
    fn from(error: LetterError) -> Self {
        tracing::error!(error = %platform::telemetry::chain(&error), "a mail cannot be written");
        Self::give_up(error.to_string())
    }
}
