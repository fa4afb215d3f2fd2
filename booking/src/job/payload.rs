//! What jobs carry: ids and a version, never personal data or secrets. What they are about is read when they run.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Queue of [`RenderTicket`].
pub const TICKETS: &str = "tickets";
/// Queue of [`SendEmail`].
pub const EMAILS: &str = "emails";
/// Queue of [`PreparePoster`].
pub const POSTERS: &str = "posters";
/// Queue of [`SendStaffMail`].
pub const STAFF_EMAILS: &str = "staff_emails";
/// Queue of [`Maintain`].
pub const MAINTENANCE: &str = "maintenance";

/// All queues.
pub const QUEUES: [&str; 5] = [TICKETS, EMAILS, STAFF_EMAILS, POSTERS, MAINTENANCE];

/// Version that this program writes and understands, of every payload.
const VERSION: u32 = 1;

/// A kind of job.
pub trait Payload: Serialize + DeserializeOwned + Send + Sync {
    /// The queue that its jobs wait in.
    const QUEUE: &'static str;

    /// Two jobs of a queue with the same key are one.
    fn idempotency_key(&self) -> String;

    /// Higher goes first: what a visitor waits for before what nobody waits for.
    fn priority(&self) -> i32 {
        super::AWAITED
    }
}

/// Why a payload cannot be worked on. Trying again does not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// Written by a program of another version.
    #[error("payload version {0} is not known to this worker")]
    UnknownVersion(String),
    /// Not of this kind.
    #[error("the payload does not have the fields of its kind")]
    Malformed,
}

/// Reads a payload of a known version.
///
/// # Errors
/// [`PayloadError`].
pub fn decode<P: Payload>(raw: &Value) -> Result<P, PayloadError> {
    match raw.get("v") {
        Some(version) if version.as_u64() == Some(u64::from(VERSION)) => {}
        Some(version) => return Err(PayloadError::UnknownVersion(version.to_string().chars().take(20).collect())),
        None => return Err(PayloadError::UnknownVersion("(none)".to_owned())),
    }
    P::deserialize(raw).map_err(|_| PayloadError::Malformed)
}

/// A payload of any queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Known {
    /// Of [`TICKETS`].
    RenderTicket(RenderTicket),
    /// Of [`EMAILS`].
    SendEmail(SendEmail),
    /// Of [`POSTERS`].
    PreparePoster(PreparePoster),
    /// Of [`STAFF_EMAILS`].
    SendStaffMail(SendStaffMail),
    /// Of [`MAINTENANCE`].
    Maintain(Maintain),
}

impl Known {
    /// Reads the bytes of a job of `queue`.
    ///
    /// # Errors
    /// [`PayloadError`] for what this program would not run.
    pub fn decode(queue: &str, job: &[u8]) -> Result<Self, PayloadError> {
        let raw = serde_json::from_slice(job).map_err(|_| PayloadError::Malformed)?;
        match queue {
            TICKETS => decode(&raw).map(Self::RenderTicket),
            EMAILS => decode(&raw).map(Self::SendEmail),
            POSTERS => decode(&raw).map(Self::PreparePoster),
            STAFF_EMAILS => decode(&raw).map(Self::SendStaffMail),
            MAINTENANCE => decode(&raw).map(Self::Maintain),
            _ => Err(PayloadError::Malformed),
        }
    }
}

/// Draw the ticket of a reservation, store it, and queue its mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenderTicket {
    v: u32,
    /// Whose ticket.
    pub reservation_id: i64,
    /// Which issue of it.
    pub generation: i32,
}

impl RenderTicket {
    /// For one issue of a reservation's ticket.
    #[must_use]
    pub const fn new(reservation_id: i64, generation: i32) -> Self {
        Self { v: VERSION, reservation_id, generation }
    }

    /// How the keys of all jobs that draw a reservation's tickets begin.
    pub(crate) fn keys_of(reservation_id: i64) -> String {
        format!("ticket:{reservation_id}:")
    }
}

impl Payload for RenderTicket {
    const QUEUE: &'static str = TICKETS;

    fn idempotency_key(&self) -> String {
        format!("ticket:{}:{}", self.reservation_id, self.generation)
    }
}

/// Send one mail of the delivery log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendEmail {
    v: u32,
    /// Row of the delivery log.
    pub delivery_id: i64,
}

impl SendEmail {
    /// For one row of the delivery log.
    #[must_use]
    pub const fn new(delivery_id: i64) -> Self {
        Self { v: VERSION, delivery_id }
    }
}

impl Payload for SendEmail {
    const QUEUE: &'static str = EMAILS;

    fn idempotency_key(&self) -> String {
        format!("delivery:{}", self.delivery_id)
    }
}

/// Send one mail to a user of the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendStaffMail {
    v: u32,
    /// Row of the staff's delivery log.
    pub staff_mail_id: i64,
}

impl SendStaffMail {
    /// For one row of the staff's delivery log.
    #[must_use]
    pub const fn new(staff_mail_id: i64) -> Self {
        Self { v: VERSION, staff_mail_id }
    }
}

impl Payload for SendStaffMail {
    const QUEUE: &'static str = STAFF_EMAILS;

    fn idempotency_key(&self) -> String {
        format!("staff_mail:{}", self.staff_mail_id)
    }
}

/// Prepare a picture that was sent for a show, or as the company's logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreparePoster {
    v: u32,
    /// Row of the picture.
    pub poster_id: i64,
}

impl PreparePoster {
    /// For one picture.
    #[must_use]
    pub const fn new(poster_id: i64) -> Self {
        Self { v: VERSION, poster_id }
    }
}

impl Payload for PreparePoster {
    const QUEUE: &'static str = POSTERS;

    fn idempotency_key(&self) -> String {
        format!("poster:{}", self.poster_id)
    }
}

/// A sweep over old or overdue rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sweep {
    /// Requests that were not confirmed in time lapse.
    ExpireRequests,
    /// Done jobs, ended sessions and old idempotency keys go.
    Purge,
    /// Guests of tomorrow's performances are reminded.
    Remind,
    /// Personal data past their retention go.
    Anonymise,
    /// Operators are told which mails failed in the last day.
    SummariseFailures,
    /// The tables are looked through for what does not agree.
    CheckIntegrity,
}

/// Run one sweep, for one tick of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintain {
    v: u32,
    /// Which sweep.
    pub sweep: Sweep,
    /// The tick, seconds since 1970; the same for all workers, so that one job is left of their ticks.
    pub slot: i64,
}

impl Maintain {
    /// For one tick.
    #[must_use]
    pub const fn new(sweep: Sweep, slot: i64) -> Self {
        Self { v: VERSION, sweep, slot }
    }
}

impl Payload for Maintain {
    const QUEUE: &'static str = MAINTENANCE;

    fn idempotency_key(&self) -> String {
        format!("{:?}:{}", self.sweep, self.slot)
    }

    fn priority(&self) -> i32 {
        super::SOMETIME
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{PayloadError, SendEmail, decode};

    #[test]
    fn a_payload_of_another_version_fails_clearly() {
        assert_eq!(decode::<SendEmail>(&json!({"v": 1, "delivery_id": 7})), Ok(SendEmail::new(7)));
        let newer = decode::<SendEmail>(&json!({"v": 2, "delivery_id": 7}));
        assert_eq!(newer, Err(PayloadError::UnknownVersion("2".to_owned())));
        assert_eq!(decode::<SendEmail>(&json!({"v": 1})), Err(PayloadError::Malformed));
        assert!(matches!(decode::<SendEmail>(&json!(null)), Err(PayloadError::UnknownVersion(_))));
    }
}
