//! Requests that change something must not come from another site's page. Browsers say where a page is from, in
//! `Origin` and `Sec-Fetch-Site`, and pages cannot lie about it; programs that are no browsers say nothing.

use std::sync::Arc;

use poem::http::{HeaderMap, StatusCode, header};
use poem::{Endpoint, Request, Result};

use crate::auth::is_safe;
use crate::problem::Problem;
use crate::request::Call;

/// Refuses what a foreign page sends.
pub async fn refuse_foreign_pages<E: Endpoint>(next: Arc<E>, request: Request) -> Result<E::Output> {
    if !is_safe(request.method()) && is_foreign(request.headers(), &Call::of(&request)?.house.origin) {
        let detail = "This request comes from the page of another site.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "foreign_origin", detail).into());
    }
    next.call(request).await
}

fn is_foreign(headers: &HeaderMap, own: &str) -> bool {
    match headers.get(header::ORIGIN) {
        Some(origin) => !origin.as_bytes().eq_ignore_ascii_case(own.as_bytes()),
        // `none` is a person's own doing: an address typed, a bookmark. A neighbouring host of the same site is foreign.
        None => headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none"),
    }
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_foreign;

    fn foreign(name: &'static str, value: &'static str) -> bool {
        let headers = [(HeaderName::from_static(name), HeaderValue::from_static(value))];
        is_foreign(&HeaderMap::from_iter(headers), "https://theatre.example")
    }

    #[test]
    fn only_the_site_itself_is_at_home() {
        assert!(!foreign("origin", "https://theatre.example"));
        for other in ["https://theatre.example:8443", "http://theatre.example", "https://evil.example", "null", ""] {
            assert!(foreign("origin", other), "{other}");
        }
    }

    #[test]
    fn what_says_nothing_is_no_browser() {
        assert!(!is_foreign(&HeaderMap::new(), "https://theatre.example"));
        assert!(!foreign("sec-fetch-site", "same-origin") && !foreign("sec-fetch-site", "none"));
        assert!(foreign("sec-fetch-site", "cross-site") && foreign("sec-fetch-site", "same-site"));
    }
}
