//! The server for visitors: all routes, behind all layers.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use platform::shutdown::Shutdown;
use poem::http::{Method, StatusCode, header};
use poem::listener::TcpAcceptor;
use poem::{Endpoint, EndpointExt as _, IntoResponse, Request, Response, Route, Server};
use tokio::task::JoinHandle;

use crate::document;
use crate::house::House;
use crate::layers::{self, Routes};
use crate::reference;
use crate::web_app::WebApp;

/// What is in flight at the end is given so long: longer than the longest operation.
const GRACE: Duration = Duration::from_secs(28);

/// Why visitors cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The documents cannot be made.
    #[error("the OpenAPI documents cannot be made")]
    Document(#[from] serde_json::Error),
    /// Serving ended with an error.
    #[error("the server has ended")]
    Ended(#[source] std::io::Error),
    /// Serving ended in a panic.
    #[error("the server has broken off")]
    BrokenOff(#[from] tokio::task::JoinError),
}

/// A server that listens.
#[derive(Debug)]
pub struct Listening {
    /// Where, which matters if the port asked for was 0.
    pub address: SocketAddr,
    task: JoinHandle<std::io::Result<()>>,
}

impl Listening {
    /// Waits for the end.
    ///
    /// # Errors
    /// [`ServerError`].
    pub async fn finished(self) -> Result<(), ServerError> {
        self.task.await?.map_err(ServerError::Ended)
    }
}

/// Serves visitors at `address` until the end; returns once it listens.
///
/// # Errors
/// [`ServerError`].
pub async fn start(
    house: Arc<House>,
    web_app: Option<&Path>,
    address: SocketAddr,
    shutdown: &Shutdown,
) -> Result<Listening, ServerError> {
    let refused = |source| ServerError::Listen { address, source };
    let app = app(house, web_app)?;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let acceptor = TcpAcceptor::from_tokio(listener).map_err(refused)?;
    let (soft, hard) = (shutdown.soft().clone().cancelled_owned(), shutdown.hard().clone());
    let task = tokio::spawn(async move {
        let server = Server::new_with_acceptor(acceptor).name("api");
        tokio::select! {
            ended = server.run_with_graceful_shutdown(app, soft, Some(GRACE)) => ended,
            () = hard.cancelled() => Ok(()),
        }
    });
    Ok(Listening { address, task })
}

fn app(house: Arc<House>, web_app: Option<&Path>) -> Result<impl Endpoint + use<>, ServerError> {
    let (public, admin) = (document::visitors_and_staff(), document::administration());
    let documents = (document::of(&public)?, document::of(&admin)?);
    let mut route = Route::new().nest_no_strip("/api", public).nest_no_strip("/admin", admin);
    route = reference::routes(route, "/api", &documents.0);
    route = reference::routes(route, "/admin", &documents.1);
    if let Some(directory) = web_app {
        route = route.nest_no_strip("/", WebApp::of(directory));
    }
    let routes = Routes::of(&[&documents.0, &documents.1]);
    Ok(layers::around(route.around(lead_to_management), routes, house))
}

/// The management area is a part of the web app.
async fn lead_to_management<E: Endpoint>(next: Arc<E>, request: Request) -> poem::Result<Response> {
    if request.method() == Method::GET && request.uri().path() == "/admin" {
        return Ok(Response::builder().status(StatusCode::FOUND).header(header::LOCATION, "/manage").finish());
    }
    next.call(request).await.map(IntoResponse::into_response)
}
