//! Somebody who sends requests.

use std::net::SocketAddr;
use std::sync::Arc;

use api::auth::{SESSION_COOKIE, XSRF_COOKIE};
use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use reqwest::{Method, redirect};
use serde_json::Value;

use super::{Answer, Contract, ORIGIN};

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: SocketAddr,
    contract: Arc<Contract>,
    headers: HeaderMap,
}

impl Client {
    pub fn new(address: SocketAddr, contract: Arc<Contract>) -> Self {
        let http = reqwest::Client::builder().redirect(redirect::Policy::none()).no_proxy().build().unwrap();
        Self { http, address, contract, headers: HeaderMap::new() }
    }

    /// Sends a header with each request from now on, instead of what it sent under that name.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    pub fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    /// Keeps the cookies of a login, and sends the proof that belongs to them, as the web app does.
    pub fn keep_cookies_of(&mut self, login: &Answer) {
        let cookie = |name: &str| {
            let set = login.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap());
            let pairs = set.filter_map(|value| value.split(';').next()?.split_once('='));
            pairs.into_iter().find(|(known, _)| *known == name).unwrap().1.to_owned()
        };
        let (session, proof) = (cookie(SESSION_COOKIE), cookie(XSRF_COOKIE));
        let cookies = format!("{SESSION_COOKIE}={session}; {XSRF_COOKIE}={proof}");
        *self = self.clone().with("cookie", &cookies).with("x-xsrf-token", &proof).with("origin", ORIGIN);
    }

    /// The secrets that it holds: of its session, and the proof.
    pub fn secrets(&self) -> Vec<String> {
        let cookies = self.headers.get(COOKIE).map(|value| value.to_str().unwrap()).unwrap_or_default();
        cookies.split("; ").filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned()).collect()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(("application/json", body.to_string().into_bytes()))).await
    }

    /// Does something that takes no body.
    pub async fn act(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends anything, and holds the answer against the contract.
    pub async fn send(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        let mut request = self.http.request(method.clone(), format!("http://{}{path}", self.address));
        request = request.headers(self.headers.clone());
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.expect("the server answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.expect("the answer is complete").to_vec();
        let answer = Answer { status, headers, body };
        self.contract.hold(method.as_str(), path, &answer);
        answer
    }
}
