//! What the framework refuses by itself, in our words.

use platform::telemetry::chain;
use poem::error::{MethodNotAllowedError, NotFoundError, StaticFileError};
use poem::http::{HeaderValue, StatusCode};
use poem_openapi::error::{ParseParamError, ParsePathError};

use super::{Problem, fault};

/// The problem behind an error of the framework. `allow` is asked for the methods of the path when it matters.
pub fn from_poem(error: poem::Error, allow: impl FnOnce() -> Option<HeaderValue>) -> Problem {
    let error = match error.downcast::<Problem>() {
        Ok(problem) => return problem,
        Err(error) => error,
    };
    if error.is::<MethodNotAllowedError>() {
        return Problem::method_not_allowed(allow());
    }
    // A path whose parameter cannot be read names nothing that exists.
    if error.is::<NotFoundError>() || error.is::<ParsePathError>() {
        return Problem::not_found("There is nothing at this address.");
    }
    if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        let message = "cannot be read as what this parameter takes";
        return Problem::validation(vec![fault(parameter.name, "invalid", message)]);
    }
    if let Some(StaticFileError::RangeNotSatisfiable { .. }) = error.downcast_ref::<StaticFileError>() {
        let detail = "The file has no such part.";
        return Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "bad_request", detail);
    }
    match error.status() {
        StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Problem::not_found("There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => Problem::method_not_allowed(allow()),
        status if status.is_client_error() => Problem::bad_request("The request could not be understood."),
        _ => {
            tracing::error!(error = %chain(&Shown(&error)), "a request failed");
            Problem::internal()
        }
    }
}

/// poem's error shows its cause but is no [`std::error::Error`] itself.
#[derive(Debug)]
struct Shown<'a>(&'a poem::Error);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self.0, formatter)
    }
}

impl std::error::Error for Shown<'_> {}
