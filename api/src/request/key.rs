//! `Idempotency-Key`, as clients send it.

use booking::idempotency::IdempotencyKey;

use crate::problem::{Problem, fault};

/// Longest key, characters: a UUID has 36.
pub const LONGEST_KEY: usize = 255;

/// The key, with all parts of what is asked for under it.
///
/// # Errors
/// 422 for anything but 1 to [`LONGEST_KEY`] visible ASCII characters.
pub fn idempotency_key(key: &str, question: &[&str]) -> Result<IdempotencyKey, Problem> {
    if (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(IdempotencyKey::new(key, question));
    }
    let message = format!("must be 1 to {LONGEST_KEY} visible ASCII characters");
    Err(Problem::validation(vec![fault("Idempotency-Key", "invalid", message)]))
}
