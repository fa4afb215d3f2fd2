//! Headers by which browsers protect visitors: the same that nginx sends (nginx/site.conf.template), for answers that
//! come without it.

use poem::http::header::InvalidHeaderValue;
use poem::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What a page may load and run; `$styles` are those that it brings along itself.
macro_rules! policy {
    ($styles:literal) => {
        concat!(
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'",
            $styles,
            "; img-src 'self' data: blob:; connect-src 'self'; media-src 'self' blob:; font-src 'self' data:; ",
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
        )
    };
}

const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(), geolocation=()"),
    ),
    (HeaderName::from_static("referrer-policy"), HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("x-frame-options"), HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Adds them. A policy that the answer brings along stays.
pub fn add(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy!("")));
}

/// The policy for a page whose styles bear `mark`.
///
/// # Errors
/// `mark` cannot stand in a header.
pub fn policy_with(mark: &str) -> Result<HeaderValue, InvalidHeaderValue> {
    HeaderValue::try_from(format!(policy!(" 'nonce-{}'"), mark))
}
