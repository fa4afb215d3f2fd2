//! The worker's promises, held against the real program: as a process that is killed, frozen and asked to end, on a real
//! PostgreSQL and a real SMTP server. Which story holds which promise is told in `worker/README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::allow_attributes,
    reason = "a story that cannot go on has failed"
)]

mod stage;

mod bell;
mod crash;
mod database;
mod discretion;
mod encryption;
mod end;
mod figures;
mod operator;
mod pause;
mod payload;
mod poster;
mod refusal;
mod rest;
mod schedule;
mod send;
mod silence;
mod staff;
mod start;
mod supervision;
mod terminal;
