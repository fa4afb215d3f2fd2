//! The HTTP API: it translates between HTTP and the rules of `booking`, and decides nothing itself.
//!
//! A request passes the [`layers`], reaches one operation ([`visitors`], [`auth`], [`staff`], [`admin`]), which parses
//! what was sent ([`request`]), calls one rule, and tells what came of it ([`json`], [`problem`]).

pub mod admin;
pub mod answer;
pub mod auth;
pub mod command;
pub mod document;
pub mod house;
pub mod json;
pub mod layers;
pub mod limits;
pub mod measure;
pub mod problem;
pub mod reference;
pub mod request;
pub mod server;
pub mod settings;
pub mod staff;
pub mod visitors;
pub mod web_app;
