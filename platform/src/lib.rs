//! What both programs need to live, and no rule of the box office: settings, the database pool, the way to the mail
//! server, logs, metrics, traces, the clock, and an orderly end.
//!
//! The machine is asked here and nowhere else: for the time and for randomness ([`clock`]), for signals
//! ([`shutdown`]), for the environment ([`settings`]).

pub mod clock;
pub mod database;
pub mod given_up;
pub mod health;
pub mod internal;
pub mod measure;
pub mod settings;
pub mod shutdown;
pub mod smtp;
pub mod table;
pub mod telemetry;
pub mod traces;
