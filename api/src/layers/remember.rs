//! What the public reads may be kept by clients, who ask each time whether it is still right (RFC 9110, section 13).
//! Seats change at any moment, so nothing is ever shown without asking. The content is named once a reading, and the name
//! compared for each client: readings are shared between the two.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, IntoResponse, Request, Response, Result};
use sha2::{Digest as _, Sha256};

/// Beginnings of what is public and worth keeping.
const REMEMBERED: [&str; 9] = [
    "/api/company",
    "/api/shows",
    "/api/venues",
    "/api/performances",
    "/api/calendar.ics",
    "/api/openapi.json",
    "/api/docs",
    "/admin/openapi.json",
    "/admin/docs",
];

/// Whether reads of `path` may be kept by clients.
#[must_use]
pub fn is_remembered(path: &str) -> bool {
    REMEMBERED.iter().any(|known| path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Whether a request reads what clients may keep.
pub fn is_read(request: &Request) -> bool {
    request.method() == Method::GET && is_remembered(request.uri().path())
}

/// Names the content of public answers.
pub async fn name_content<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let is_read = is_read(&request);
    let response = next.call(request).await?.into_response();
    if !is_read || response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let body = body.into_bytes().await.map_err(poem::error::InternalServerError)?;
    if let Ok(tag) = HeaderValue::from_str(&tag_of(&body)) {
        parts.headers.insert(header::ETAG, tag);
    }
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    Ok(Response::from_parts(parts, body.into()))
}

/// Sends no content that has a name which the client knows.
pub async fn answer_if_changed<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let is_read = is_read(&request);
    let known: Vec<HeaderValue> = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect();
    let mut response = next.call(request).await?.into_response();
    if !is_read || known.is_empty() || response.status() != StatusCode::OK {
        return Ok(response);
    }
    let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok());
    if tag.is_some_and(|tag| known.iter().any(|list| matches(list, tag))) {
        response.set_status(StatusCode::NOT_MODIFIED);
        response.set_body(());
        let headers = response.headers_mut();
        for of_content in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LENGTH] {
            headers.remove(of_content);
        }
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    Ok(response)
}

/// Weak: the same content may leave the house compressed or not.
fn tag_of(body: &[u8]) -> String {
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(body)[..12]))
}

/// Whether a list of `If-None-Match` has the tag, or any (weak comparison: RFC 9110, section 8.8.3.2).
fn matches(list: &HeaderValue, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    let list = list.to_str().unwrap_or_default();
    list.split(',').map(str::trim).any(|entry| entry == "*" || entry.trim_start_matches("W/") == opaque)
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::{is_remembered, matches, tag_of};

    #[test]
    fn the_programme_is_remembered_and_a_ready_check_is_not() {
        assert!(is_remembered("/api/shows") && is_remembered("/api/performances/7/calendar.ics"));
        assert!(!is_remembered("/api/showstopper") && !is_remembered("/api/ready") && !is_remembered("/api/auth/me"));
    }

    #[test]
    fn a_tag_is_found_in_any_list_however_strong() {
        let tag = tag_of(b"{}");
        let list = |text: String| HeaderValue::from_str(&text).unwrap();
        assert!(matches(&list(tag.clone()), &tag));
        assert!(matches(&list(format!("\"other\", {}", tag.trim_start_matches("W/"))), &tag));
        assert!(matches(&list("*".to_owned()), &tag));
        assert!(!matches(&list("\"other\"".to_owned()), &tag));
    }
}
