//! Users of the house: their accounts and passwords, how they log in, and the programs that act for them.

pub mod account;
pub mod administration;
pub mod api_token;
pub mod login;
pub mod mail;
pub mod password;
pub mod reset;
pub mod second_factor;
pub mod secret;
pub mod session;
