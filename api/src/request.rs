//! What an operation takes of a request, beside its parameters.

mod body;
mod call;
mod client_address;
mod faults;
mod id;
mod page;
mod structure;

pub use body::{Body, LARGEST};
pub use call::Call;
pub use client_address::{ClientAddress, TrustedProxies};
pub use faults::Faults;
pub use id::RequestId;
pub use page::page;
