//! Administration and operations, for users with the role `admin`.

mod queue;

pub use queue::Queue;
