//! Accounts of the house.

use chrono::{DateTime, Utc};
use entity::staff_user::{ActiveModel, Column, Entity, Model};
use entity::value::StaffRole;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, TransactionTrait,
};
use serde_json::json;

use super::session;
use crate::audit::{self, Actor, Subject};
use crate::{Failure, failure, transaction};

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Login name; lower-cased.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: String,
    /// What they may do.
    pub role: StaffRole,
    /// By [`super::password::hash`].
    pub password_hash: String,
}

/// Why a user cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// Another user has the name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// Not 2 to 64 of letters, digits, dot, hyphen and underscore.
    #[error("a user name has 2 to 64 characters: letters, digits, dot, hyphen, underscore")]
    UsernameMalformed,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A login name as it is stored and looked up.
#[must_use]
pub fn normalised(username: &str) -> String {
    username.trim().to_lowercase()
}

/// Makes a user; within another transaction too.
///
/// # Errors
/// [`CreateError`].
pub async fn create(
    db: &impl TransactionTrait<Transaction = DatabaseTransaction>,
    now: DateTime<Utc>,
    user: NewUser,
    actor: &Actor,
) -> Result<Model, CreateError> {
    let txn = transaction::begin(db).await?;
    let row = ActiveModel {
        username: Set(normalised(&user.username)),
        display_name: Set(user.display_name),
        role: Set(user.role),
        password_hash: Set(user.password_hash),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let made =
        Entity::insert(row).exec_with_returning(&txn).await.map_err(|error| {
            match failure::broken_constraint(&error) {
                Some("staff_users_username_unique") => CreateError::UsernameTaken,
                Some("staff_users_username_shape") => CreateError::UsernameMalformed,
                _ => CreateError::Failure(error.into()),
            }
        })?;
    let subject = Subject::StaffUser(made.id);
    audit::record(&txn, now, actor, "staff_user.created", subject, json!({"role": made.role})).await?;
    txn.commit().await.map_err(Failure::from)?;
    Ok(made)
}

/// The user who logs in as `username`, disabled or not.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn by_username<C: ConnectionTrait>(conn: &C, username: &str) -> Result<Option<Model>, Failure> {
    let username = normalised(username);
    // PostgreSQL's text holds no NUL, so nobody has such a name.
    if username.contains('\0') {
        return Ok(None);
    }
    Ok(Entity::find().filter(Column::Username.eq(username)).one(conn).await?)
}

/// Gives a user a new password hash and ends all sessions but `kept`; within another transaction too.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn set_password(
    db: &impl TransactionTrait<Transaction = DatabaseTransaction>,
    now: DateTime<Utc>,
    user: &Model,
    password_hash: String,
    kept: Option<&session::SessionToken>,
    actor: &Actor,
) -> Result<(), Failure> {
    let txn = transaction::begin(db).await?;
    let mut row = user.clone().into_active_model();
    row.password_hash = Set(password_hash);
    row.updated_at = Set(now);
    row.update(&txn).await?;
    session::end_all(&txn, user.id, kept).await?;
    audit::record(&txn, now, actor, "staff_user.password_changed", Subject::StaffUser(user.id), json!({})).await?;
    txn.commit().await?;
    Ok(())
}
