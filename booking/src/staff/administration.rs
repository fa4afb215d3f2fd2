//! Administrators manage the accounts of the house.
//!
//! Users are disabled, never removed: check-ins and the audit log name them. There is always an enabled administrator:
//! who takes one away holds the rows of all enabled ones, so of two who would take away each other one is refused.

mod edit;

pub use edit::{Changes, rename, set_email, set_role, update};

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::staff_user::{ActiveModel, Column, Entity, Model};
use entity::value::StaffRole;
use entity::{second_factor, session as session_row};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::account::{self, InsertError};
use super::password::HashedPassword;
use super::{api_token, login, reset, session};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::{Page, Paged};
use crate::values::{DisplayName, EmailAddress};
use crate::{Failure, failure, transaction};

/// Why an account cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AdministerError {
    /// There is no such user.
    #[error("there is no such user")]
    Unknown,
    /// Another user has the name.
    #[error("the user name is taken")]
    UsernameTaken,
    /// Not 2 to 64 of letters, digits, dot, hyphen and underscore.
    #[error("a user name has 2 to 64 characters: letters, digits, dot, hyphen, underscore")]
    UsernameMalformed,
    /// Another user has the address.
    #[error("the email address is another user's")]
    EmailTaken,
    /// Nobody would be left who could manage the house.
    #[error("the last enabled administrator stays one")]
    LastAdmin,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<DbErr> for AdministerError {
    fn from(error: DbErr) -> Self {
        match failure::broken_constraint(&error) {
            Some("staff_users_username_unique") => Self::UsernameTaken,
            Some("staff_users_username_shape") => Self::UsernameMalformed,
            Some("staff_users_email_unique") => Self::EmailTaken,
            _ => Self::Failure(error.into()),
        }
    }
}

/// A user as administrators see him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserView {
    /// The account.
    pub user: Model,
    /// Whether logins ask for a second factor.
    pub has_second_factor: bool,
    /// Sessions in force.
    pub sessions: u64,
}

/// Users whose login name, display name or address has `search` in it, by login name.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    search: &str,
    page: Page,
) -> Result<Paged<UserView>, Failure> {
    // PostgreSQL's text holds no NUL, so nobody is found by one.
    let search = search.trim().to_lowercase().replace('\0', "\u{fffd}");
    let mut query = Entity::find();
    if !search.is_empty() {
        let within = |column: Column| {
            let position = Func::cust("strpos").arg(Func::lower(Expr::col(column))).arg(search.clone());
            Expr::expr(position).gt(0)
        };
        let anywhere =
            Condition::any().add(within(Column::Username)).add(within(Column::DisplayName)).add(within(Column::Email));
        query = query.filter(anywhere);
    }
    let total = query.clone().count(conn).await?;
    let users = query.order_by_asc(Column::Username).offset(page.offset()).limit(page.size).all(conn).await?;
    Ok(Paged { results: views(conn, now, users).await?, total })
}

/// One user; `None` when there is no such one.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn find<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, id: i64) -> Result<Option<UserView>, Failure> {
    let user = Entity::find_by_id(id).one(conn).await?;
    Ok(views(conn, now, user.into_iter().collect()).await?.pop())
}

async fn views<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, users: Vec<Model>) -> Result<Vec<UserView>, Failure> {
    let ids: Vec<i64> = users.iter().map(|user| user.id).collect();
    let with_factor: HashSet<i64> = second_factor::Entity::find()
        .select_only()
        .column(second_factor::Column::UserId)
        .filter(second_factor::Column::UserId.is_in(ids.iter().copied()))
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .into_tuple()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let sessions: HashMap<i64, i64> = session_row::Entity::find()
        .select_only()
        .column(session_row::Column::UserId)
        .column_as(session_row::Column::Id.count(), "sessions")
        .filter(session_row::Column::UserId.is_in(ids))
        .filter(session_row::Column::ExpiresAt.gt(now))
        .filter(session_row::Column::LastSeenAt.gt(now - session::IDLE))
        .group_by(session_row::Column::UserId)
        .into_tuple()
        .all(conn)
        .await?
        .into_iter()
        .collect();
    let view = |user: Model| UserView {
        has_second_factor: with_factor.contains(&user.id),
        sessions: sessions.get(&user.id).map_or(0, |count| count.unsigned_abs()),
        user,
    };
    Ok(users.into_iter().map(view).collect())
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Login name; lower-cased.
    pub username: String,
    /// Shown to colleagues.
    pub display_name: DisplayName,
    /// For password resets and, of administrators, failure summaries.
    pub email: Option<EmailAddress>,
    /// What they may do.
    pub role: StaffRole,
    /// To log in with.
    pub password: HashedPassword,
}

/// Makes an account.
///
/// # Errors
/// [`AdministerError`]; nothing was made then.
pub async fn create(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    account: NewAccount,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let txn = transaction::begin(db).await?;
    let row = ActiveModel {
        username: Set(account::normalised(&account.username)),
        display_name: Set(account.display_name.into_string()),
        email: Set(account.email.map(EmailAddress::into_string)),
        role: Set(account.role),
        password_hash: Set(account.password.into_string()),
        ..Default::default()
    };
    let made = account::insert(&txn, now, row, actor).await.map_err(|refused| match refused {
        InsertError::Database(error) => error.into(),
        InsertError::Failure(failure) => AdministerError::Failure(failure),
    });
    transaction::end(txn, made).await
}

/// Gives a user a password that an administrator chose, and ends all his sessions.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn set_password(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    password: HashedPassword,
    actor: &Actor,
) -> Result<(), AdministerError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        account::lock(&txn, user_id).await?.ok_or(AdministerError::Unknown)?;
        account::write_password(&txn, now, user_id, password.into_string(), None, actor).await?;
        Ok(())
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Shuts a user out at once: no login, sessions and half-done logins end, reset links open nothing, tokens of programs
/// die for good. Repeatable.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn disable(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let admins = lock_admins(&txn).await?;
        let user = account::lock(&txn, user_id).await?.ok_or(AdministerError::Unknown)?;
        if user.disabled_at.is_some() {
            return Ok(user);
        }
        one_admin_stays(&admins, user_id)?;
        let mut row = user.into_active_model();
        row.disabled_at = Set(Some(now));
        row.updated_at = Set(now);
        let user = row.update(&txn).await?;
        end_everything(&txn, now, user_id).await?;
        api_token::revoke_all(&txn, now, user_id).await?;
        audit::record(&txn, now, actor, "staff_user.disabled", Subject::StaffUser(user_id), json!({})).await?;
        Ok(user)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Lets a disabled user log in again, with nothing left open from before. Repeatable.
///
/// # Errors
/// [`AdministerError`]; nothing was changed then.
pub async fn enable(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    actor: &Actor,
) -> Result<Model, AdministerError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let user = account::lock(&txn, user_id).await?.ok_or(AdministerError::Unknown)?;
        if user.disabled_at.is_none() {
            return Ok(user);
        }
        // A session that was opened in the very moment of the disabling must not come back to life.
        end_everything(&txn, now, user_id).await?;
        let mut row = user.into_active_model();
        row.disabled_at = Set(None);
        row.updated_at = Set(now);
        let user = row.update(&txn).await?;
        audit::record(&txn, now, actor, "staff_user.enabled", Subject::StaffUser(user_id), json!({})).await?;
        Ok(user)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

async fn end_everything(txn: &DatabaseTransaction, now: DateTime<Utc>, user_id: i64) -> Result<(), Failure> {
    session::end_all(txn, user_id, None).await?;
    login::forget(txn, user_id).await?;
    reset::void(txn, now, user_id).await
}

/// Holds all enabled administrators, in order of id, so that two transactions that do this cannot deadlock. Who waited
/// here sees only those whom the other left.
async fn lock_admins(txn: &DatabaseTransaction) -> Result<Vec<Model>, Failure> {
    Ok(Entity::find()
        .filter(Column::Role.eq(StaffRole::Admin))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(txn)
        .await?)
}

fn one_admin_stays(admins: &[Model], leaving: i64) -> Result<(), AdministerError> {
    let leaves = admins.iter().any(|admin| admin.id == leaving);
    if leaves && admins.len() == 1 { Err(AdministerError::LastAdmin) } else { Ok(()) }
}
