//! Users of the house who are logged in, by the cookie of their browser.

use booking::staff::session::{self, Current, SessionToken};
use entity::staff_user;
use poem::Request;
use poem::http::{Method, StatusCode};

use super::cookies::{self, XSRF_HEADER};
use crate::problem::Problem;
use crate::request::Call;

/// A user of the house who is logged in. Operations on one's own account take this: no program changes passwords.
#[derive(Debug)]
pub struct Session {
    /// The user.
    pub user: staff_user::Model,
    /// What their browser presented.
    pub token: SessionToken,
    /// Number of the session.
    pub id: i64,
}

impl Session {
    /// The session of a request.
    ///
    /// # Errors
    /// 401 without one; 403 when the request changes something and cannot prove that a page of ours sends it.
    pub(super) async fn of(request: &Request) -> Result<Self, Problem> {
        let call = Call::of(request)?;
        let token = cookies::session(request.headers()).ok_or_else(Problem::unauthorized)?;
        let current = session::find(call.db(), call.now, &token).await?.ok_or_else(Problem::unauthorized)?;
        if !is_safe(request.method()) && !carries_proof(request, &current) {
            let detail = "The header X-XSRF-TOKEN must repeat the cookie XSRF-TOKEN.";
            return Err(Problem::new(StatusCode::FORBIDDEN, "csrf", detail));
        }
        Ok(Self { id: current.id, user: current.user, token })
    }
}

/// Whether a method changes nothing (RFC 9110, section 9.2.1).
#[must_use]
pub fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// The proof is bound to the session, not only to a cookie, which a neighbouring host could set.
fn carries_proof(request: &Request, current: &Current) -> bool {
    request.header(XSRF_HEADER).is_some_and(|proof| current.allows(&SessionToken::presented(proof)))
}
