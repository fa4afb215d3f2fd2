//! Mails: their texts, their form, and their way to the server.

mod calendar;
mod letter;
mod post;
mod scrub;
mod staff_letter;
mod templates;

pub use letter::{Letter, LetterError, Sealed};
pub use post::{Post, Receipt, Refusal};
pub use scrub::scrub;
pub use staff_letter::StaffLetter;
pub use templates::{Templates, Texts};
