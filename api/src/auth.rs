//! Who is at the other end: logins, sessions, passwords, tokens of programs.

mod access;
mod cookies;
mod login;
mod logout;
mod me;
mod password;
mod password_desk;
mod session;

pub use access::{Administrator, DoorStaff};
pub use login::Login;
pub use logout::Logout;
pub use me::Me;
pub use password::Password;
pub use password_desk::PasswordDesk;
pub use session::{Session, is_safe};

pub use cookies::{SESSION_COOKIE, XSRF_COOKIE, XSRF_HEADER};
