//! Who is at the other end: logins, sessions, passwords, tokens of programs.

mod access;
mod cookies;
mod login;
mod logout;
mod me;
mod password;
mod password_desk;
mod password_reset;
mod second_factor;
mod session;
mod sessions;
mod tokens;

pub use access::{Administrator, DoorStaff, Known};
pub use login::Login;
pub use logout::Logout;
pub use me::Me;
pub use password::Password;
pub use password_desk::PasswordDesk;
pub use password_reset::ResetPassword;
pub use second_factor::OwnSecondFactor;
pub use session::{Session, is_safe};
pub use sessions::OwnSessions;
pub use tokens::OwnTokens;

pub use cookies::{SESSION_COOKIE, XSRF_COOKIE, XSRF_HEADER};

use crate::problem::{Problem, fault};
use crate::request::Call;

/// Asks who is logged in for the password once more: a browser left open must not change what keeps others out.
async fn prove(call: &Call, session: &Session, current_password: String) -> Result<(), Problem> {
    let user = &session.user;
    call.house.limits.password(call.client.subscriber(), &user.username)?;
    if call.house.passwords.verify(current_password, Some(user.password_hash.clone())).await? {
        Ok(())
    } else {
        Err(fault("current_password", "invalid", "is not the password so far").into())
    }
}
