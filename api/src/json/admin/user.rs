use booking::staff::administration::UserView;
use booking::staff::session::SessionView;
use chrono::{DateTime, FixedOffset};
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use crate::json::list::list;
use crate::json::{Here, Role};

/// A user of the house, as administrators see them.
#[derive(Debug, Object)]
pub struct ManagedUser {
    /// Row id.
    pub id: i64,
    /// Login name.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// Where mails to them go; without one, no password reset by mail.
    #[oai(nullable)]
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether logins ask for a second factor.
    pub has_second_factor: bool,
    /// Sessions in force.
    #[oai(validator(minimum(value = "0")))]
    pub sessions: u64,
    /// Since when they are shut out.
    #[oai(nullable)]
    pub disabled_at: Option<DateTime<FixedOffset>>,
    /// Last good login.
    #[oai(nullable)]
    pub last_login_at: Option<DateTime<FixedOffset>>,
    /// When the account was made.
    pub created_at: DateTime<FixedOffset>,
    /// When it was last edited.
    pub updated_at: DateTime<FixedOffset>,
}

list! {
    /// Users of the house, by login name.
    ManagedUserList of ManagedUser
}

impl ManagedUser {
    /// The JSON of a user.
    #[must_use]
    pub fn of(view: UserView, here: Here) -> Self {
        let UserView { user, has_second_factor, sessions } = view;
        Self {
            id: user.id,
            username: user.username,
            display_name: user.display_name,
            email: user.email,
            role: user.role.into(),
            has_second_factor,
            sessions,
            disabled_at: here.tell_if(user.disabled_at),
            last_login_at: here.tell_if(user.last_login_at),
            created_at: here.tell(user.created_at),
            updated_at: here.tell(user.updated_at),
        }
    }
}

/// An account to be made.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewUser {
    /// Login name, 2 to 64 of letters, digits, dot, hyphen and underscore; kept in lower case.
    #[oai(validator(max_length = 64))]
    pub username: String,
    /// Shown to colleagues; the login name, where unset.
    #[oai(validator(max_length = 100))]
    pub display_name: Option<String>,
    /// Where mails to them go.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
    /// What they may do.
    pub role: Role,
    /// To log in with, 12 to 128 characters, not easy to guess.
    #[oai(validator(max_length = 1000))]
    pub password: String,
}

/// An edit of an account. What is left out stays as it is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct UserEdit {
    /// Shown to colleagues.
    #[oai(validator(max_length = 100))]
    pub display_name: Option<String>,
    /// Where mails to them go; `null` for nowhere.
    #[oai(validator(max_length = 254))]
    pub email: MaybeUndefined<String>,
    /// What they may do.
    pub role: Option<Role>,
}

/// A user's new password.
#[derive(Default, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPassword {
    /// 12 to 128 characters, not easy to guess. Without one the user gets a mail with a link to set it.
    #[oai(validator(max_length = 1000))]
    pub password: Option<String>,
}

/// A session in force.
#[derive(Debug, Object)]
pub struct UserSession {
    /// Number of the session.
    pub id: i64,
    /// Login.
    pub created_at: DateTime<FixedOffset>,
    /// Last use, to the minute.
    pub last_seen_at: DateTime<FixedOffset>,
    /// Ends then at the latest.
    pub expires_at: DateTime<FixedOffset>,
    /// Where the login came from.
    #[oai(nullable)]
    pub client_address: Option<String>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

list! {
    /// Sessions of a user, last used first.
    SessionList of UserSession
}

impl UserSession {
    /// The JSON of a session; `asking` is the number of the one that asks.
    #[must_use]
    pub fn of(view: SessionView, asking: Option<i64>, here: Here) -> Self {
        Self {
            id: view.id,
            created_at: here.tell(view.created_at),
            last_seen_at: here.tell(view.last_seen_at),
            expires_at: here.tell(view.expires_at),
            client_address: view.client_address,
            is_current: asking == Some(view.id),
        }
    }
}
