//! What the API does, told as stories over HTTP: a real server on a real socket, a database for each story. Every answer
//! that a story sees is held against the OpenAPI documents.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, reason = "a test may stop at once")]

mod house;

mod account;
mod admin_operations;
mod admin_reservations;
mod admin_season;
mod admin_users;
mod booking;
mod conventions;
mod crowd;
mod documents;
mod door;
mod guard;
mod hostile_bodies;
mod hostile_text;
mod limits;
mod permissions;
mod posters;
mod program;
mod programme;
mod secrets;
mod session;
mod timing;
mod tokens;
mod traces;
