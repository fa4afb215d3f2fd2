use entity::staff_user::Model;
use entity::value::StaffRole;
use poem_openapi::{Enum, Object};

/// What a user of the house may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Role {
    /// Lets people in.
    Staff,
    /// Manages everything.
    Admin,
}

impl From<StaffRole> for Role {
    fn from(role: StaffRole) -> Self {
        match role {
            StaffRole::Staff => Self::Staff,
            StaffRole::Admin => Self::Admin,
        }
    }
}

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Staff => Self::Staff,
            Role::Admin => Self::Admin,
        }
    }
}

/// A user of the house.
#[derive(Debug, Object)]
pub struct User {
    /// Login name.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// What they may do.
    pub role: Role,
}

/// Who is logged in.
#[derive(Debug, Object)]
pub struct SessionUser {
    /// The user.
    pub user: User,
}

impl From<&Model> for SessionUser {
    fn from(user: &Model) -> Self {
        let user = user.clone();
        Self { user: User { username: user.username, display_name: user.display_name, role: user.role.into() } }
    }
}

/// Who wants to log in.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct LoginRequest {
    /// Login name, in any case.
    #[oai(validator(max_length = 200))]
    pub username: String,
    /// Password.
    #[oai(validator(max_length = 1000))]
    pub password: String,
}

/// A new password, and proof of the present one.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password so far.
    #[oai(validator(max_length = 1000))]
    pub current_password: String,
    /// The new one, 12 to 128 characters.
    #[oai(validator(max_length = 1000))]
    pub new_password: String,
}
