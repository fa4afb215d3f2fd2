use std::time::Duration;

use platform::database::{self, Database, DatabaseError};
use poem::http::StatusCode;
use poem_openapi::payload::Response;
use poem_openapi::{Enum, Object, OpenApi};

use crate::answer::Answer;
use crate::document::Tag;
use crate::request::Call;

/// A probe has to be told soon.
const PATIENCE: Duration = Duration::from_secs(2);

/// `GET /api/health` and `GET /api/ready`.
#[derive(Debug)]
pub struct Health;

/// How a part of the service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum State {
    /// Well.
    Ok,
    /// Not as it should be.
    Unavailable,
}

/// The process lives.
#[derive(Debug, Object)]
#[oai(rename = "Health")]
pub struct Alive {
    /// `ok`.
    pub status: State,
    /// Version of the program.
    pub version: String,
}

/// Whether requests can be answered.
#[derive(Debug, Object)]
pub struct Readiness {
    /// `ok` when all checks are.
    pub status: State,
    /// What was looked at.
    pub checks: Checks,
}

/// What readiness depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Object)]
pub struct Checks {
    /// The database answers.
    pub database: State,
    /// Its schema is the one that this program was built for.
    pub migrations: State,
}

#[OpenApi]
impl Health {
    /// Whether the process lives
    ///
    /// Touches nothing else.
    #[oai(path = "/api/health", method = "get", operation_id = "health", tag = "Tag::Operation")]
    #[expect(clippy::unused_async, reason = "operations are asynchronous, whatever they do")]
    async fn health(&self) -> Answer<Alive> {
        Answer(Alive { status: State::Ok, version: env!("CARGO_PKG_VERSION").to_owned() })
    }

    /// Whether requests can be answered
    #[oai(path = "/api/ready", method = "get", operation_id = "ready", tag = "Tag::Operation")]
    async fn ready(&self, call: Call) -> Response<Answer<Readiness>> {
        let Database { pool, given_up, .. } = &call.house.database;
        let looked = given_up.within(PATIENCE, database::require_current_schema(pool)).await;
        let checks = match looked {
            Some(Ok(())) => Checks { database: State::Ok, migrations: State::Ok },
            Some(Err(DatabaseError::Outdated { .. })) => Checks { database: State::Ok, migrations: State::Unavailable },
            Some(Err(_)) | None => Checks { database: State::Unavailable, migrations: State::Unavailable },
        };
        if checks.database == State::Ok && checks.migrations == State::Ok {
            Response::new(Answer(Readiness { status: State::Ok, checks }))
        } else {
            Response::new(Answer(Readiness { status: State::Unavailable, checks }))
                .status(StatusCode::SERVICE_UNAVAILABLE)
                .header(poem::http::header::RETRY_AFTER, "5")
        }
    }
}
