//! Accounts of the house.

use chrono::{DateTime, Utc};
use entity::staff_user::{ActiveModel, Column, Entity, Model};
use entity::value::StaffRole;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
    TransactionTrait,
};
use serde_json::json;

use super::{login, reset, session};
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
    /// By [`super::password::NewPassword::hash`], or by [`super::password::hash`] where nobody chose the password.
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

/// A login name as it is stored and looked up. It has ASCII letters only: the Kelvin sign is no K.
#[must_use]
pub fn normalised(username: &str) -> String {
    username.trim().to_ascii_lowercase()
}

/// Whether a login name, normalised, has the shape that the table wants of it. What the table would not even read, such
/// as a NUL, has not.
#[must_use]
pub fn is_well_formed(username: &str) -> bool {
    let has_signs_of_names = username
        .bytes()
        .all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, b'.' | b'_' | b'-'));
    (2..=64).contains(&username.len())
        && has_signs_of_names
        && username.starts_with(|first: char| first.is_ascii_alphanumeric())
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
        ..Default::default()
    };
    let made = insert(&txn, now, row, actor).await.map_err(|refused| match refused {
        InsertError::Database(error) => match failure::broken_constraint(&error) {
            Some("staff_users_username_unique") => CreateError::UsernameTaken,
            Some("staff_users_username_shape") => CreateError::UsernameMalformed,
            _ => CreateError::Failure(error.into()),
        },
        InsertError::Failure(failure) => CreateError::Failure(failure),
    })?;
    txn.commit().await.map_err(Failure::from)?;
    Ok(made)
}

/// Why a user's row was not written: a constraint, for the caller to name, or below the rules.
pub(super) enum InsertError {
    Database(DbErr),
    Failure(Failure),
}

/// Writes the row of a new user, and its audit entry.
pub(super) async fn insert<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    row: ActiveModel,
    actor: &Actor,
) -> Result<Model, InsertError> {
    let row = ActiveModel { created_at: Set(now), updated_at: Set(now), ..row };
    let made = Entity::insert(row).exec_with_returning(conn).await.map_err(InsertError::Database)?;
    let (subject, detail) = (Subject::StaffUser(made.id), json!({"role": made.role}));
    audit::record(conn, now, actor, "staff_user.created", subject, detail).await.map_err(InsertError::Failure)?;
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
    lock(&txn, user.id).await?;
    write_password(&txn, now, user.id, password_hash, kept, actor).await?;
    txn.commit().await?;
    Ok(())
}

/// Writes a new password hash. Whatever the old password opened ends: sessions but `kept`, logins that wait for their
/// second step, and links that would set yet another password. The caller holds the user.
pub(super) async fn write_password<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    user_id: i64,
    password_hash: String,
    kept: Option<&session::SessionToken>,
    actor: &Actor,
) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(user_id))
        .exec(conn)
        .await?;
    session::end_all(conn, user_id, kept).await?;
    login::forget(conn, user_id).await?;
    reset::void(conn, now, user_id).await?;
    audit::record(conn, now, actor, "staff_user.password_changed", Subject::StaffUser(user_id), json!({})).await
}

/// Locks a user's row until the transaction ends; `None` when there is no such user.
pub(super) async fn lock<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find().filter(Column::Id.eq(user_id)).lock(LockType::NoKeyUpdate).one(conn).await?)
}
