//! The built web app, where no nginx serves it; the same rules as nginx/site.conf.template.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::endpoint::{StaticFileEndpoint, StaticFilesEndpoint};
use poem::error::{InternalServerError, MethodNotAllowedError, NotFoundError};
use poem::http::{HeaderValue, Method, header};
use poem::{Endpoint, Request, Response, Result};
use rand::Rng as _;

use crate::layers::security_headers;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

const INDEX: &str = "index.html";
const INDEX_PATH: &str = "/index.html";

/// Files as they are; every other path is a page of the app.
pub struct WebApp {
    files: StaticFilesEndpoint,
    index: StaticFileEndpoint,
}

impl WebApp {
    /// The app in `directory`.
    #[must_use]
    pub fn of(directory: &Path) -> Self {
        Self { files: StaticFilesEndpoint::new(directory), index: StaticFileEndpoint::new(directory.join(INDEX)) }
    }

    /// A page of the app. Styles that it brings along bear a mark of this answer alone, which its policy names; so does
    /// the app itself, which marks the styles of its components.
    async fn page(&self) -> Result<Response> {
        // Whatever the browser has is of another mark, so conditions of its request are not passed on.
        let (mut parts, body) = self.index.call(Request::default()).await?.into_parts();
        let mark = mark();
        let page = body.into_string().await.map_err(InternalServerError)?;
        let page = page
            .replace("<az-root>", &format!("<az-root ngCspNonce=\"{mark}\">"))
            .replace("<style>", &format!("<style nonce=\"{mark}\">"));
        for of_the_file in [header::ETAG, header::LAST_MODIFIED, header::CONTENT_LENGTH, header::ACCEPT_RANGES] {
            parts.headers.remove(of_the_file);
        }
        let policy = security_headers::policy_with(&mark).map_err(InternalServerError)?;
        parts.headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        Ok(Response::from_parts(parts, page.into()))
    }
}

/// Whether a part of the path begins with a dot, spelled out or encoded.
fn is_hidden(path: &str) -> bool {
    path.split('/')
        .any(|part| part.starts_with('.') || part.get(..3).is_some_and(|dot| dot.eq_ignore_ascii_case("%2e")))
}

/// Nobody guesses it.
fn mark() -> String {
    let mut bytes = [0; 16];
    platform::clock::randomness().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Endpoint for WebApp {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if request.method() != Method::GET {
            return Err(MethodNotAllowedError.into());
        }
        let path = request.uri().path();
        // For operators only, on another port; and what hides in a directory is not a part of the app.
        if path == "/metrics" || is_hidden(path) {
            return Err(NotFoundError.into());
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_page = !name.contains('.') || path == INDEX_PATH;
        let cache = if is_hashed(name) { FOR_EVER } else { ASK_EACH_TIME };
        let mut response = if is_page { self.page().await? } else { self.files.call(request).await? };
        response.headers_mut().insert(header::CACHE_CONTROL, cache);
        Ok(response)
    }
}

/// Kinds of files that the build names after their content: `main-B3SskD5O.js`, `instrument-sans-1cKk4-aA.woff2`.
const NAMED_BY_CONTENT: [&str; 3] = ["css", "js", "woff2"];

/// Characters of the hash in such a name, of base64url's alphabet.
const HASH: usize = 8;

/// Whether the build put a hash of the content into the name.
fn is_hashed(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else { return false };
    let bytes = stem.as_bytes();
    let Some(dash) = bytes.len().checked_sub(HASH + 1) else { return false };
    NAMED_BY_CONTENT.contains(&extension)
        && bytes[dash] == b'-'
        && bytes[dash + 1..].iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::is_hashed;

    #[test]
    fn a_name_with_a_hash_is_kept_for_ever() {
        assert!(is_hashed("main-ABCD1234.js") && is_hashed("chunk-1cKk4-aA.js") && is_hashed("styles-0a1B_c3D.css"));
        assert!(!is_hashed("il-gabbiano.svg") && !is_hashed("index.html") && !is_hashed("main.js"));
    }
}
