//! What an operation takes of a request, beside its parameters.

mod body;
mod call;
mod client_address;
mod faults;
mod file;
mod given;
mod id;
mod key;
mod page;
mod slug;
mod structure;
mod time;
mod token;

pub use body::{Body, OptionalBody, largest, takes_file};
pub use call::Call;
pub use client_address::{ClientAddress, TrustedProxies};
pub use faults::Faults;
pub use file::UploadedFile;
pub use given::given;
pub use id::{HEADER as REQUEST_ID_HEADER, RequestId};
pub use key::{LONGEST_KEY, idempotency_key};
pub use page::{LARGEST_PAGE, LAST_PAGE, page};
pub use slug::is_slug;
pub use time::{day, instant, today};
pub use token::token;
