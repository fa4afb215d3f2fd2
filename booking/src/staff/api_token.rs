//! Tokens by which other programs act for a user (a ticket scanner, a nightly export): named, scoped, expiring.

use chrono::{DateTime, TimeDelta, Utc};
use entity::api_token::{ActiveModel, Column, Entity, Model};
use entity::staff_user;
use entity::value::{ApiTokenScope, StaffRole};
use rand::CryptoRng;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::account;
use super::secret::Secret;
use crate::audit::{self, Actor, Subject};
use crate::values::TokenName;
use crate::{Failure, failure, transaction};

/// A token lives so long at most.
pub const LONGEST: TimeDelta = TimeDelta::days(366);
/// Uses are written down at most so often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
/// By this a leaked token is known for what it is.
const PREFIX: &str = "azl_";

/// Marks secrets of other programs.
#[derive(Debug)]
pub enum ForProgram {}

/// The secret of a program.
pub type ApiToken = Secret<ForProgram>;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What its owner calls it; once among those in force.
    pub name: TokenName,
    /// What it allows.
    pub scope: ApiTokenScope,
    /// How long it works.
    pub lives: TimeDelta,
}

/// Why a token cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// There is no such user, or he is disabled.
    #[error("there is no such enabled user")]
    UserUnknown,
    /// The scope allows what its owner may not do.
    #[error("the scope is wider than the owner's role")]
    ScopeTooWide,
    /// Not between a moment and [`LONGEST`].
    #[error("a token lives up to 366 days")]
    Lifetime,
    /// Another token of the user has the name.
    #[error("another token has this name")]
    NameTaken,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A token just made; its secret is shown once.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The row.
    pub row: Model,
    /// For the program.
    pub token: ApiToken,
}

/// Makes a token for a user.
///
/// # Errors
/// [`IssueError`]; nothing was made then.
pub async fn issue(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    new: NewToken,
    actor: &Actor,
) -> Result<Issued, IssueError> {
    if new.lives <= TimeDelta::zero() || new.lives > LONGEST {
        return Err(IssueError::Lifetime);
    }
    let token = Secret::random(rng, PREFIX);
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let owner = account::lock(&txn, user_id).await?;
        let owner = owner.filter(|owner| owner.disabled_at.is_none()).ok_or(IssueError::UserUnknown)?;
        if !within_role(new.scope, owner.role) {
            return Err(IssueError::ScopeTooWide);
        }
        let row = ActiveModel {
            user_id: Set(user_id),
            name: Set(new.name.into_string()),
            scope: Set(new.scope),
            token_sha256: Set(token.sha256()),
            created_at: Set(now),
            expires_at: Set(now + new.lives),
            ..Default::default()
        };
        let row =
            Entity::insert(row).exec_with_returning(&txn).await.map_err(|error| {
                match failure::broken_constraint(&error) {
                    Some("api_tokens_name_once") => IssueError::NameTaken,
                    _ => IssueError::Failure(error.into()),
                }
            })?;
        let detail = json!({"api_token_id": row.id, "scope": row.scope});
        audit::record(&txn, now, actor, "staff_user.api_token_issued", Subject::StaffUser(user_id), detail).await?;
        Ok(row)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await.map(|row| Issued { row, token })
}

const fn within_role(scope: ApiTokenScope, role: StaffRole) -> bool {
    match scope {
        ApiTokenScope::CheckIn => true,
        ApiTokenScope::AdminRead | ApiTokenScope::Admin => matches!(role, StaffRole::Admin),
    }
}

/// A program in force: whom it acts for, and what it may do.
#[derive(Debug, Clone)]
pub struct Bearer {
    /// Number of the token.
    pub token_id: i64,
    /// For whom.
    pub user: staff_user::Model,
    /// What it may do.
    pub scope: ApiTokenScope,
}

impl Bearer {
    /// Whether the program may do what needs `scope`: `admin` may do everything, the others only their own.
    #[must_use]
    pub fn allows(&self, scope: ApiTokenScope) -> bool {
        self.scope == ApiTokenScope::Admin || self.scope == scope
    }
}

/// The program that a presented token is; `None` when it is unknown, expired or revoked, its owner is disabled, or his
/// role no longer covers the scope.
///
/// The row is found by the token's hash and the hashes are compared in constant time: the time of an answer tells
/// nothing about tokens that exist.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn resolve<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    presented: &ApiToken,
) -> Result<Option<Bearer>, Failure> {
    let hash = presented.sha256();
    let by_hash = Entity::find().filter(Column::TokenSha256.eq(hash.clone()));
    let found = by_hash.find_also_related(staff_user::Entity).one(conn).await?;
    let Some((row, Some(user))) = found else { return Ok(None) };
    let genuine: bool = row.token_sha256.ct_eq(&hash).into();
    let in_force = row.revoked_at.is_none() && row.expires_at > now;
    if !genuine || !in_force || user.disabled_at.is_some() || !within_role(row.scope, user.role) {
        return Ok(None);
    }
    if row.last_used_at.is_none_or(|used| used + NOTED_EVERY <= now) {
        Entity::update_many()
            .col_expr(Column::LastUsedAt, Expr::value(now))
            .filter(Column::Id.eq(row.id))
            .exec(conn)
            .await?;
    }
    Ok(Some(Bearer { token_id: row.id, user, scope: row.scope }))
}

/// All tokens of a user, newest first, those no longer in force included.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<Vec<Model>, Failure> {
    Ok(Entity::find().filter(Column::UserId.eq(user_id)).order_by_desc(Column::Id).all(conn).await?)
}

/// Takes one token of a user back, for good; `false` when he has no such token in force.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn revoke(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    token_id: i64,
    actor: &Actor,
) -> Result<bool, Failure> {
    let txn = transaction::begin(db).await?;
    let revoked = revoke_where(&txn, now, user_id, Condition::all().add(Column::Id.eq(token_id))).await? > 0;
    if revoked {
        let detail = json!({"api_token_id": token_id});
        audit::record(&txn, now, actor, "staff_user.api_token_revoked", Subject::StaffUser(user_id), detail).await?;
    }
    txn.commit().await?;
    Ok(revoked)
}

/// Takes all tokens of a user back.
pub(super) async fn revoke_all<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, user_id: i64) -> Result<u64, Failure> {
    revoke_where(conn, now, user_id, Condition::all()).await
}

/// Takes back the tokens that only an administrator may have.
pub(super) async fn revoke_administrating<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    user_id: i64,
) -> Result<u64, Failure> {
    revoke_where(conn, now, user_id, Condition::all().add(Column::Scope.ne(ApiTokenScope::CheckIn))).await
}

async fn revoke_where<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    user_id: i64,
    which: Condition,
) -> Result<u64, Failure> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::RevokedAt.is_null())
        .filter(which)
        .exec(conn)
        .await?;
    Ok(revoked.rows_affected)
}
