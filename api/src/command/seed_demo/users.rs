//! The users of the demonstration season.

use booking::Failure;
use booking::audit::Actor;
use booking::staff::account::{self, CreateError, NewUser};
use booking::staff::password;
use chrono::{DateTime, Utc};
use entity::staff_user;
use entity::value::StaffRole;
use platform::settings::Secret;
use rand::CryptoRng;
use sea_orm::DatabaseTransaction;

use super::SeedDemoError;

/// Login name, name for colleagues, role.
const USERS: [(&str, &str, StaffRole); 2] =
    [("staff", "Marta Ricci", StaffRole::Staff), ("admin", "Giovanni Landi", StaffRole::Admin)];

/// Makes the users; `staff` first, then `admin`.
pub(super) async fn make(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    password: &Secret,
) -> Result<[staff_user::Model; 2], SeedDemoError> {
    let [staff, admin] = USERS;
    Ok([make_one(txn, now, rng, password, staff).await?, make_one(txn, now, rng, password, admin).await?])
}

async fn make_one(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    password: &Secret,
    (username, display_name, role): (&'static str, &str, StaffRole),
) -> Result<staff_user::Model, SeedDemoError> {
    let user = NewUser {
        username: username.to_owned(),
        display_name: display_name.to_owned(),
        role,
        password_hash: password::hash(password.expose(), rng)?,
    };
    account::create(txn, now, user, &Actor::SYSTEM).await.map_err(|error| match error {
        CreateError::UsernameTaken => SeedDemoError::UserExists(username),
        CreateError::UsernameMalformed => Failure::Unreadable("a user name of the demonstration season").into(),
        CreateError::Failure(failure) => failure.into(),
    })
}

/// Those of the users that have another password now.
pub(super) async fn outdated(
    txn: &DatabaseTransaction,
    password: &Secret,
) -> Result<Vec<staff_user::Model>, SeedDemoError> {
    let mut outdated = Vec::new();
    for (username, ..) in USERS {
        if let Some(user) = account::by_username(txn, username).await?
            && !password::verify(password.expose(), Some(&user.password_hash))
        {
            outdated.push(user);
        }
    }
    Ok(outdated)
}

/// Gives users the password, and ends their sessions.
pub(super) async fn set_password(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    users: &[staff_user::Model],
    password: &Secret,
) -> Result<(), SeedDemoError> {
    for user in users {
        let hash = password::hash(password.expose(), rng)?;
        account::set_password(txn, now, user, hash, None, &Actor::SYSTEM).await?;
    }
    Ok(())
}
