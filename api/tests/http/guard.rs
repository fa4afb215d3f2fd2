//! What goes wrong inside an operation stays inside.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use api::layers::Routes;
use api::layers::guard::Guard;
use poem::endpoint::make;
use poem::listener::TcpAcceptor;
use poem::{Endpoint, Server};

use crate::house::{Client, Contract, TestHouse};

/// Serves one operation, guarded, that may take a tenth of a second.
async fn serve(house: &TestHouse, operation: impl Endpoint + 'static) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let guarded = Guard::new(operation, Routes::default(), Arc::clone(&house.house), Duration::from_millis(100));
    tokio::spawn(Server::new_with_acceptor(TcpAcceptor::from_tokio(listener).unwrap()).run(guarded));
    address
}

#[tokio::test]
async fn an_operation_that_panics_is_our_mistake_and_the_next_one_is_answered() {
    let house = TestHouse::open().await;
    let address = serve(&house, make(|_| async { None::<&str>.expect("on purpose") })).await;
    let client = Client::new(address, Contract::as_written());
    for _ in 0..2 {
        let answer = client.get("/api/shows").await.expect_problem(500, "internal");
        assert!(!answer.text("detail").contains("on purpose"));
    }
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_given_up() {
    let house = TestHouse::open().await;
    let endless = make(|_| async {
        tokio::time::sleep(Duration::from_secs(600)).await;
    });
    let address = serve(&house, endless).await;
    Client::new(address, Contract::as_written()).get("/api/shows").await.expect_problem(503, "unavailable");
}
