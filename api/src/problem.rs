//! Problems: the one shape of every refusal (RFC 9457, api-contract.md).
//!
//! Operations answer `Result<T, Refused<Whys>>`: [`Whys`](Refusals) lists the statuses that the document shows for
//! it, and `?` turns the rules' errors into a [`Problem`]. The request's id is added when the problem leaves the house
//! ([`crate::layers::guard`]).

mod failure;
mod foreign;
mod refused;

pub use foreign::from_poem;
pub(crate) use refused::refusals;
pub use refused::{Nothing, Refusals, Refused};

use std::borrow::Cow;

use booking::season::UsedBy;
use booking::values::Invalid;
use chrono::{DateTime, Utc};
use poem::error::ResponseError;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{IntoResponse as _, Response};
use poem_openapi::types::ToJSON as _;

use crate::json::{CheckInResult, FieldError, ProblemDocument};

/// Content type of problems.
pub const CONTENT_TYPE: &str = "application/problem+json";

/// A refusal, ready to be told.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    more: Box<More>,
}

/// What only some problems say.
#[derive(Debug, Default)]
struct More {
    errors: Vec<FieldError>,
    available_seats: Option<i32>,
    max_party_size: Option<i32>,
    current_version: Option<i32>,
    used_by: Option<UsedBy>,
    confirmed_seats: Option<i32>,
    retry_after_seconds: Option<u64>,
    allow: Option<HeaderValue>,
    verdict: Option<CheckInResult>,
}

impl Problem {
    /// A refusal with a code of its own.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, code, detail: detail.into(), more: Box::default() }
    }

    /// 400: not even readable.
    #[must_use]
    pub fn bad_request(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// 401: nobody is logged in.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "Log in first.")
    }

    /// 403: logged in, but not allowed.
    #[must_use]
    pub fn forbidden(detail: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 404: there is no such thing.
    #[must_use]
    pub fn not_found(detail: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 404: nothing has this token.
    #[must_use]
    pub fn token_unknown() -> Self {
        Self::new(StatusCode::NOT_FOUND, "token_unknown", "This link or code belongs to no reservation.")
    }

    /// 405, with the methods that are allowed.
    #[must_use]
    pub fn method_not_allowed(allow: Option<HeaderValue>) -> Self {
        let mut problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This method is not allowed here.");
        problem.more.allow = allow;
        problem
    }

    /// 409: not in this state of things.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 409: the party does not fit.
    #[must_use]
    pub fn not_enough_seats(available: i32) -> Self {
        let mut problem = Self::conflict("not_enough_seats", format!("Only {available} seats are left."));
        problem.more.available_seats = Some(available);
        problem
    }

    /// 409: the party is larger than one booking may bring.
    #[must_use]
    pub fn party_too_large(max: i32) -> Self {
        let mut problem = Self::conflict("party_too_large", format!("One booking may bring at most {max} people."));
        problem.more.max_party_size = Some(max);
        problem
    }

    /// 409: somebody else has edited the record since it was read.
    #[must_use]
    pub fn stale(current_version: i32) -> Self {
        let mut problem =
            Self::conflict("stale", "Somebody else has edited this meanwhile. Look at it again before you save.");
        problem.more.current_version = Some(current_version);
        problem
    }

    /// 409: other records need the one that should go.
    #[must_use]
    pub fn in_use(used_by: UsedBy) -> Self {
        let detail = match used_by {
            UsedBy::Performances(count) => format!("There are {count} performances of it, past ones included."),
            UsedBy::Reservations(count) => format!("There are {count} reservations for it, cancelled ones included."),
        };
        let mut problem = Self::conflict("in_use", detail);
        problem.more.used_by = Some(used_by);
        problem
    }

    /// 409: more seats are confirmed than the house would have.
    #[must_use]
    pub fn capacity_below_confirmed(confirmed: i32) -> Self {
        let detail = format!("{confirmed} seats are confirmed already: the house cannot have fewer.");
        let mut problem = Self::conflict("capacity_below_confirmed", detail);
        problem.more.confirmed_seats = Some(confirmed);
        problem
    }

    /// 409 at the door: the reservation does not enter, for the reason that its outcome names.
    #[must_use]
    pub fn not_admitted(code: &'static str, detail: &'static str, verdict: CheckInResult) -> Self {
        let mut problem = Self::conflict(code, detail);
        problem.more.verdict = Some(verdict);
        problem
    }

    /// 413: more than a request may hold.
    #[must_use]
    pub fn payload_too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "The request body is too large.")
    }

    /// 415: not JSON.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        Self::not_accepted("The body must be JSON, sent with `Content-Type: application/json`.")
    }

    /// 415: not what is taken here.
    #[must_use]
    pub fn not_accepted(detail: &'static str) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail)
    }

    /// 422: readable, but not right.
    #[must_use]
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation", "Some of what was sent is not right.");
        problem.more.errors = errors;
        problem
    }

    /// 429: too much, too fast.
    #[must_use]
    pub fn rate_limited(retry_after_seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests. Please wait a little.")
            .retry_after(retry_after_seconds)
    }

    /// 429 until then.
    #[must_use]
    pub fn rate_limited_until(until: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        Self::rate_limited((until - now).num_seconds().max(0).unsigned_abs() + 1)
    }

    /// 500: our mistake. What it was is in the log, not in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side.")
    }

    /// 503: not now.
    #[must_use]
    pub fn unavailable(retry_after_seconds: u64) -> Self {
        let detail = "The service cannot answer right now. Please try again in a moment.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).retry_after(retry_after_seconds)
    }

    fn retry_after(mut self, seconds: u64) -> Self {
        self.more.retry_after_seconds = Some(seconds);
        self
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What is wrong with which field.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.more.errors
    }

    /// The answer, for the request called `request_id`.
    #[must_use]
    pub fn answer(self, request_id: &str) -> Response {
        let More { errors, retry_after_seconds, allow, verdict, .. } = *self.more;
        let (used_by_performances, used_by_reservations) = match self.more.used_by {
            Some(UsedBy::Performances(count)) => (Some(count), None),
            Some(UsedBy::Reservations(count)) => (None, Some(count)),
            None => (None, None),
        };
        let mut document = ProblemDocument {
            ty: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or("Error").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.into_owned(),
            code: self.code.to_owned(),
            request_id: request_id.to_owned(),
            errors: (!errors.is_empty()).then_some(errors),
            available_seats: self.more.available_seats,
            max_party_size: self.more.max_party_size,
            current_version: self.more.current_version,
            used_by_performances,
            used_by_reservations,
            confirmed_seats: self.more.confirmed_seats,
            retry_after_seconds,
            ..ProblemDocument::default()
        };
        if let Some(verdict) = verdict {
            document.add_verdict(verdict);
        }
        let mut response = Response::builder()
            .status(self.status)
            .header(header::CONTENT_TYPE, CONTENT_TYPE)
            .body(document.to_json_string());
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after_seconds {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = allow {
            headers.insert(header::ALLOW, allow);
        }
        if self.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            // RFC 9110, section 12.5.3: which codings a body may have.
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110, section 15.5.2, wants a challenge with every 401. A scheme of no browser's opens no dialogue.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Session"));
        }
        response
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.status.as_u16(), self.code)
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status(&self) -> StatusCode {
        self.status
    }

    fn as_response(&self) -> Response {
        self.status.into_response()
    }
}

impl From<Invalid> for FieldError {
    fn from(invalid: Invalid) -> Self {
        Self { field: invalid.field.to_owned(), code: invalid.code.to_owned(), message: invalid.message }
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::validation(vec![invalid.into()])
    }
}

impl From<FieldError> for Problem {
    fn from(fault: FieldError) -> Self {
        Self::validation(vec![fault])
    }
}

impl From<Vec<Invalid>> for Problem {
    fn from(invalid: Vec<Invalid>) -> Self {
        Self::validation(invalid.into_iter().map(FieldError::from).collect())
    }
}

/// What is wrong with one field.
#[must_use]
pub fn fault(field: &str, code: &str, message: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() }
}
