//! HTTP for operators, on a port of its own that is not published: `/metrics` and `/health`.

use std::net::SocketAddr;
use std::time::Duration;

use poem::http::header;
use poem::listener::TcpAcceptor;
use poem::{Endpoint, Response, Route, Server, endpoint, get};

use crate::measure::Measurements;
use crate::shutdown::Shutdown;

/// Scrapes in flight are given so long at the end.
const GRACE: Duration = Duration::from_secs(1);

/// Why the internal port cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} for metrics")]
pub struct ListenError {
    address: SocketAddr,
    source: std::io::Error,
}

/// Serves the internal port until the end; returns once it listens. Answers with the address, which matters where the
/// port asked for was 0.
///
/// # Errors
/// [`ListenError`].
pub async fn serve(
    address: SocketAddr,
    measurements: Measurements,
    shutdown: &Shutdown,
) -> Result<SocketAddr, ListenError> {
    let refused = |source| ListenError { address, source };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    let acceptor = TcpAcceptor::from_tokio(listener).map_err(refused)?;
    let end = shutdown.soft().clone().cancelled_owned();
    tokio::spawn(async move {
        let server = Server::new_with_acceptor(acceptor).name("internal");
        if let Err(error) = server.run_with_graceful_shutdown(routes(measurements), end, Some(GRACE)).await {
            tracing::error!(error = %crate::telemetry::chain(&error), "the internal port has ended");
        }
    });
    Ok(bound)
}

fn routes(measurements: Measurements) -> impl Endpoint {
    let metrics = endpoint::make_sync(move |_| {
        Response::builder()
            .header(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
            .body(measurements.render())
    });
    let health = endpoint::make_sync(|_| {
        Response::builder().header(header::CONTENT_TYPE, "application/json").body(r#"{"status":"ok"}"#)
    });
    Route::new().at("/metrics", get(metrics)).at("/health", get(health))
}
