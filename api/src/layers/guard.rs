//! The outermost layer. It names a request, finds out whose it is, logs and counts its answer, and turns whatever went
//! wrong inside (errors, panics, an operation that takes too long) into a problem.

use std::panic::AssertUnwindSafe;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use booking::job::trace;
use futures_util::FutureExt as _;
use platform::traces;
use poem::http::uri::PathAndQuery;
use poem::http::{HeaderValue, Method, StatusCode, Uri, header};
use poem::{Addr, Endpoint, IntoResponse, Request, Response, Result};
use tracing::{Instrument as _, Span};

use super::routes::Routes;
use super::security_headers;
use crate::house::House;
use crate::measure;
use crate::problem::{Problem, from_poem};
use crate::request::{ClientAddress, REQUEST_ID_HEADER, RequestId};

/// How long an operation may take: waiting for a connection (20 s) and for a row (3 s) both end sooner. nginx waits for 30 s.
pub const LONGEST: Duration = Duration::from_secs(27);

/// Longest address, bytes.
const LONGEST_ADDRESS: usize = 8 * 1024;

/// See the module.
pub struct Guard<E> {
    inner: E,
    routes: Routes,
    house: Arc<House>,
    longest: Duration,
}

impl<E> Guard<E> {
    /// Guards `inner`, whose operations may take so long.
    pub fn new(inner: E, routes: Routes, house: Arc<House>, longest: Duration) -> Self {
        Self { inner, routes, house, longest }
    }
}

impl<E: Endpoint> Endpoint for Guard<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let id = RequestId::of(request.headers());
        // At level `error`, so that the id is on each line of the request, whatever the filter lets through.
        let span = tracing::error_span!("request", request_id = id.as_str());
        let cause = traces::traceparent(&span);
        Ok(trace::caused_by(cause, self.answer(request, id)).instrument(span).await)
    }
}

impl<E: Endpoint> Guard<E> {
    async fn answer(&self, mut request: Request, id: RequestId) -> Response {
        let begun = Instant::now();
        let method = name(request.method());
        trim_trailing_slash(&mut request);
        let path = request.uri().path().to_owned();
        let route = self.routes.find(&path);
        let label = route.map_or(if is_api(&path) { "unknown" } else { "web app" }, |route| &route.template);

        let mut response = match self.inside(request, &id).await {
            Ok(response) => response,
            Err(error) => {
                let allow = || match route {
                    Some(route) => route.allow.clone(),
                    None => Some(HeaderValue::from_static("GET, HEAD")),
                };
                from_poem(error, allow).answer(id.as_str())
            }
        };
        let headers = response.headers_mut();
        if let Ok(id) = HeaderValue::from_str(id.as_str()) {
            headers.insert(REQUEST_ID_HEADER, id);
        }
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
        security_headers::add(headers);

        let (status, took) = (response.status().as_u16(), begun.elapsed());
        measure::request(method, label, status, took);
        traces::answered(&Span::current(), method, label, status);
        tracing::info!(method, route = label, status, milliseconds = took.as_secs_f64() * 1000.0, "answered");
        response
    }

    async fn inside(&self, mut request: Request, id: &RequestId) -> Result<Response> {
        if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST_ADDRESS) {
            let detail = "The address is too long.";
            return Err(Problem::new(StatusCode::URI_TOO_LONG, "bad_request", detail).into());
        }
        let Addr::SocketAddr(peer) = request.remote_addr().0 else { return Err(Problem::internal().into()) };
        let client = ClientAddress::of(peer.ip(), request.headers(), &self.house.trusted_proxies);
        // Whoever may GET may HEAD: the server sends the same headers and leaves the content out.
        if request.method() == Method::HEAD {
            request.set_method(Method::GET);
        }
        request.set_data(Arc::clone(&self.house));
        request.set_data(id.clone());
        request.set_data(client);
        // On the heap: each future around a whole request would be as large again.
        let work = AssertUnwindSafe(Box::pin(self.inner.call(request))).catch_unwind();
        match self.house.database.given_up.within(self.longest, work).await {
            Some(Ok(answer)) => answer.map(IntoResponse::into_response),
            Some(Err(_)) => {
                tracing::error!("an operation panicked");
                Err(Problem::internal().into())
            }
            None => {
                tracing::error!("an operation took too long");
                Err(Problem::unavailable(5).into())
            }
        }
    }
}

/// Methods are a closed set in metrics, whatever clients make up.
fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

fn is_api(path: &str) -> bool {
    ["/api", "/admin"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// One slash at the end of a path means nothing (api-contract.md, Conventions).
fn trim_trailing_slash(request: &mut Request) {
    let path = request.uri().path();
    let Some(trimmed) = path.strip_suffix('/').filter(|trimmed| !trimmed.is_empty() && is_api(path)) else { return };
    let address = match request.uri().query() {
        Some(query) => format!("{trimmed}?{query}"),
        None => trimmed.to_owned(),
    };
    let mut parts = request.uri().clone().into_parts();
    if let Ok(address) = PathAndQuery::from_str(&address) {
        parts.path_and_query = Some(address);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
}

#[cfg(test)]
mod tests {
    use poem::Request;

    use super::{is_api, trim_trailing_slash};

    fn trimmed(address: &str) -> String {
        let mut request = Request::builder().uri_str(address).finish();
        trim_trailing_slash(&mut request);
        request.uri().to_string()
    }

    #[test]
    fn a_trailing_slash_is_dropped_and_the_query_stays() {
        assert_eq!(trimmed("/api/shows/"), "/api/shows");
        assert_eq!(trimmed("/api/performances/?page=2"), "/api/performances?page=2");
        assert_eq!(trimmed("/admin/"), "/admin");
        assert_eq!(trimmed("/"), "/");
        assert_eq!(trimmed("/shows/"), "/shows/");
    }

    #[test]
    fn the_api_is_what_begins_like_it() {
        assert!(is_api("/api") && is_api("/admin/queue"));
        assert!(!is_api("/apiary") && !is_api("/"));
    }
}
