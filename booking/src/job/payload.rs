//! What jobs carry: ids and a version, never personal data or secrets. What they are about is read when they run.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Queue of [`RenderTicket`].
pub const TICKETS: &str = "tickets";
/// Queue of [`SendEmail`].
pub const EMAILS: &str = "emails";
/// Queue of [`Maintain`].
pub const MAINTENANCE: &str = "maintenance";

/// All queues.
pub const QUEUES: [&str; 3] = [TICKETS, EMAILS, MAINTENANCE];

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
        10
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

/// A sweep over old or overdue rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sweep {
    /// Requests that were not confirmed in time lapse.
    ExpireRequests,
    /// Done jobs, ended sessions and old idempotency keys go.
    Purge,
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
        0
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
