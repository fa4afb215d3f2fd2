//! Somebody with a database client who means well, and would oversell the house.

use std::sync::Arc;

use super::{At, World};
use crate::history::{Call, Op, Outcome, Told};

/// More than any house here has.
const CROWD: i32 = 90;

/// What PostgreSQL says of a broken CHECK constraint (appendix A of its manual).
const CHECK_VIOLATION: &str = "23514";

impl World {
    /// Confirms a crowd by hand; the database must not let it (domain.md, Seats 2).
    pub async fn intrude(self: &Arc<Self>, at: At, evening: usize) {
        let request_id = self.history.request_id();
        let invoked = self.history.time();
        let done = sqlx::query(
            "INSERT INTO reservations (performance_id, reference, status, source, name, party_size, locale, created_at, \
                updated_at) VALUES ($1, $2, 'confirmed', 'manual', 'A crowd', $3, 'it', now(), now())",
        )
        .bind(self.performances[evening])
        .bind(&request_id)
        .bind(CROWD)
        .execute(&self.pool)
        .await;
        let outcome = match done {
            Ok(_) => Outcome::Ok(Told::default()),
            Err(error) => match error.as_database_error().and_then(|error| error.code().map(|code| code.to_string())) {
                Some(code) if code == CHECK_VIOLATION => Outcome::Refused { status: 0, code, told: Told::default() },
                code => Outcome::Unknown(code.unwrap_or_else(|| "the connection broke".to_owned())),
            },
        };
        let returned = self.history.time();
        let (client, op) = (at.client, Op::Intrude { party: CROWD });
        self.history.note(Call { request_id, client, evening, op, invoked, returned, outcome });
    }
}
