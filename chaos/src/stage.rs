//! What the trial plays on: real programs, a real PostgreSQL, a real SMTP server, and wires between them that can be cut.

mod child;
mod house;
mod mail_server;
mod postgres;
mod replica;
mod wire;

use std::path::{Path, PathBuf};

pub use house::House;
pub use mail_server::{Mail, MailServer};
pub use postgres::Postgres;
pub use replica::{Ended, Program, Replica};
pub use wire::{Line, Wire};

/// The root of the checkout.
pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
