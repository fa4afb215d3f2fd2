//! Users of the house: their passwords and their sessions.

pub mod account;
pub mod password;
pub mod session;
