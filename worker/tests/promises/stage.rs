//! What the stories play on: real programs, a real database, a real mail server. Each is gone with its value.

mod api_process;
mod database_server;
mod job;
mod mail_server;
mod operator;
mod secrets;
mod theatre;
mod wait;
mod wire;
mod worker_process;
mod workshop;

use std::path::Path;

pub use api_process::ApiProcess;
pub use database_server::DatabaseServer;
pub use job::Job;
pub use mail_server::{Mail, MailServer};
pub use operator::{Ended, Operator};
pub use secrets::Secrets;
pub use theatre::{FIRST_KEY, Guest, Theatre, now};
pub use wait::{never, until};
pub use wire::Wire;
pub use worker_process::{Plan, WorkerProcess};

/// The root of the checkout.
fn checkout() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
