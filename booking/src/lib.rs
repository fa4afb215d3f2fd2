//! The rules of the box office, on SeaORM's connections: no HTTP, no SMTP.
//!
//! Every state change is one function. It takes the connection, the time and who acts; it opens its transaction, and
//! the change, the seats it moves, its audit entry and the job it causes are saved together or not at all.

pub mod audit;
pub mod catalogue;
pub mod check_in;
pub mod company;
pub mod delivery;
pub mod edit;
pub mod failure;
pub mod guest_list;
pub mod idempotency;
pub mod integrity;
pub mod job;
pub mod listing;
pub mod overview;
pub mod poster;
pub mod privacy;
pub mod reservation;
pub mod season;
pub mod seats;
pub mod site;
pub mod site_time;
pub mod staff;
pub mod ticket;
pub mod token;
pub mod values;

mod seal;
mod together;
mod transaction;
mod turns;

pub use failure::Failure;
pub use site::Site;
