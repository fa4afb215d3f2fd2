//! The two cookies of a login (api-contract.md, Conventions).

use booking::staff::session::{Opened, SessionToken};
use poem::http::{HeaderMap, header};

/// Cookie that holds the session's secret. Browsers keep the `__Host-` prefix to this very host and to `Secure`.
pub const SESSION_COOKIE: &str = "__Host-session";
/// Cookie that scripts of the site read, and send back in [`XSRF_HEADER`]: Angular's default names.
pub const XSRF_COOKIE: &str = "XSRF-TOKEN";
/// Header that carries it.
pub const XSRF_HEADER: &str = "x-xsrf-token";

/// `Set-Cookie` values of a new session. Without a date they end with the browser; the server ends the session sooner.
pub fn opened(session: &Opened) -> [String; 2] {
    [
        format!("{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax", session.token.expose()),
        format!("{XSRF_COOKIE}={}; Path=/; Secure; SameSite=Lax", session.csrf.expose()),
    ]
}

/// `Set-Cookie` values that end them.
pub fn ended() -> [String; 2] {
    [
        format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"),
        format!("{XSRF_COOKIE}=; Path=/; Secure; SameSite=Lax; Max-Age=0"),
    ]
}

/// The session that a request presents. Browsers send one; of two that differ, somebody else may have planted one.
pub fn session(headers: &HeaderMap) -> Option<SessionToken> {
    let mut presented = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, value)| *name == SESSION_COOKIE && !value.is_empty())
        .map(|(_, value)| value);
    let session = presented.next()?;
    presented.all(|other| other == session).then(|| SessionToken::presented(session))
}
