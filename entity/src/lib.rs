//! SeaORM entities: one file a table, the meaning of each column, no rules.

pub mod api_token;
pub mod audit_entry;
pub mod check_in;
pub mod company;
pub mod email_delivery;
pub mod idempotency_key;
pub mod integrity_check;
pub mod password_reset;
pub mod pending_login;
pub mod performance;
pub mod poster;
pub mod queue_state;
pub mod recovery_code;
pub mod reservation;
pub mod reservation_token;
pub mod second_factor;
pub mod session;
pub mod show;
pub mod staff_mail;
pub mod staff_user;
pub mod ticket_asset;
pub mod value;
pub mod venue;
