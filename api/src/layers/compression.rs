//! Compressed answers for clients that take them. The framework's own layer sends no `Vary`, takes `*` for a promise of
//! zstd, and unpacks whatever a client sends; so it is decided here, and only the packing is the framework's.

use std::sync::Arc;

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::web::{Compress, CompressionAlgo};
use poem::{Endpoint, IntoResponse, Request, Response, Result};

/// Below it, packing costs more than it saves.
const SMALLEST: usize = 1024;

/// Compresses text that is long enough.
pub async fn compress<E: Endpoint>(next: Arc<E>, request: Request) -> Result<Response> {
    let wanted = negotiate(request.headers());
    let mut response = next.call(request).await?.into_response();
    if !is_text(response.headers()) {
        return Ok(response);
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let (Some(algorithm), StatusCode::OK) = (wanted, response.status()) else { return Ok(response) };
    let (parts, body) = response.into_parts();
    let body = body.into_bytes().await.map_err(poem::error::InternalServerError)?;
    let is_long = body.len() >= SMALLEST;
    let response = Response::from_parts(parts, body.into());
    Ok(if is_long { Compress::new(response, algorithm).into_response() } else { response })
}

fn is_text(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/problem+json" | "application/manifest+json")
        || matches!(kind, "application/javascript" | "application/wasm" | "image/svg+xml")
}

/// What tells answers to these clients apart: the coding that they get.
pub fn coding(headers: &HeaderMap) -> &'static str {
    match negotiate(headers) {
        Some(CompressionAlgo::BR) => "br",
        Some(CompressionAlgo::GZIP) => "gzip",
        _ => "identity",
    }
}

/// The best of what the client takes and we offer: the higher quality, then Brotli (RFC 9110, section 12.5.3).
fn negotiate(headers: &HeaderMap) -> Option<CompressionAlgo> {
    let listed = || {
        let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).map(read)
    };
    let quality =
        |name: &str| listed().find(|(coding, _)| coding.eq_ignore_ascii_case(name)).map(|(_, quality)| quality);
    let any = quality("*").unwrap_or(0.0);
    let (brotli, gzip) = (quality("br").unwrap_or(any), quality("gzip").unwrap_or(any));
    match (brotli > 0.0, gzip > 0.0) {
        (true, _) if brotli >= gzip => Some(CompressionAlgo::BR),
        (_, true) => Some(CompressionAlgo::GZIP),
        _ => None,
    }
}

/// An entry: coding and quality, 1 where none is given.
fn read(entry: &str) -> (&str, f32) {
    let (coding, parameters) = entry.split_once(';').unwrap_or((entry, ""));
    let quality = parameters.trim().strip_prefix("q=").map_or(1.0, |quality| quality.trim().parse().unwrap_or(0.0));
    (coding.trim(), quality)
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderValue, header};
    use poem::web::CompressionAlgo;

    use super::negotiate;

    fn chosen(accepted: &'static str) -> Option<CompressionAlgo> {
        negotiate(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]))
    }

    #[test]
    fn the_better_of_what_is_accepted_is_taken() {
        assert_eq!(chosen("gzip, deflate, br, zstd"), Some(CompressionAlgo::BR));
        assert_eq!(chosen("gzip"), Some(CompressionAlgo::GZIP));
        assert_eq!(chosen("br;q=0.5, gzip;q=0.8"), Some(CompressionAlgo::GZIP));
        assert_eq!(chosen("*"), Some(CompressionAlgo::BR));
    }

    #[test]
    fn what_is_refused_is_not_used() {
        assert_eq!(chosen("br;q=0, gzip;q=0"), None);
        assert_eq!(chosen("*;q=0"), None);
        assert_eq!(chosen("identity, deflate, zstd"), None);
        assert_eq!(negotiate(&HeaderMap::new()), None);
    }
}
