//! The floor under reads: the same web framework answering what it holds in memory.

use std::net::SocketAddr;

use hyper::body::Bytes;
use poem::http::header;
use poem::listener::TcpListener;
use poem::{Endpoint, EndpointExt as _, Request, Response, Server};

use crate::Broken;

/// Answers every request at `address` with `content`, until the program is ended.
pub async fn serve(address: SocketAddr, content: Vec<u8>) -> Result<(), Broken> {
    let app = constant(content.into());
    Ok(Server::new(TcpListener::bind(address.to_string())).run(app).await?)
}

fn constant(content: Bytes) -> impl Endpoint {
    poem::endpoint::make_sync(move |_: Request| {
        Response::builder().header(header::CONTENT_TYPE, "application/json; charset=utf-8").body(content.clone())
    })
    .map_to_response()
}
