//! Mails: their texts, their form, and their way to the server.

mod calendar;
mod connection;
mod letter;
mod post;
mod scrub;
mod templates;

pub use letter::{Letter, LetterError, Sealed};
pub use post::{Post, PostError, Receipt, Refusal};
pub use scrub::scrub;
pub use templates::{Templates, Texts};
