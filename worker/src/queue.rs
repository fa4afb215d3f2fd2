//! How jobs are taken from apalis' table and given back. The stock storage is replaced where its behaviour would break
//! a promise; its statements are used as they are.

mod backend;
mod bell;
mod names;
mod slots;
mod store;
mod wake_up;

pub use bell::Bell;
pub use slots::{Slots, run};
pub use store::StoreError;
