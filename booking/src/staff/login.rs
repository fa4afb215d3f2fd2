//! A login, step by step: after the right password the user is in, or a second factor is awaited.

use chrono::{DateTime, TimeDelta, Utc};
use entity::pending_login::{ActiveModel, Column, Entity};
use entity::staff_user;
use rand::CryptoRng;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::second_factor::{self, Answer, Checked};
use super::secret::Secret;
use super::session::Opened;
use super::{account, session};
use crate::audit::{self, Actor, Subject, Who};
use crate::{Failure, Site, transaction};

/// The second step must be taken within this time.
pub const PENDING_FOR: TimeDelta = TimeDelta::minutes(5);
/// Wrong answers that one pending login takes (`pending_logins_attempts_few`).
pub const MOST_ATTEMPTS: i32 = 5;

/// Marks secrets of pending logins.
#[derive(Debug)]
pub enum ForPendingLogin {}

/// The secret of a pending login. It opens nothing but the second step.
pub type PendingToken = Secret<ForPendingLogin>;

/// Where a login stands after the right password.
#[derive(Debug, Clone)]
pub enum AfterPassword {
    /// The user is in.
    Open(Opened),
    /// His second factor is awaited.
    SecondFactorAwaited {
        /// For the next step.
        token: PendingToken,
        /// The next step must be taken before.
        expires_at: DateTime<Utc>,
    },
}

/// Why a right password opens nothing.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The user was disabled, or his password changed, since the password was checked.
    #[error("the account changed while its password was checked")]
    Outdated,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Goes on after the password of `checked`, as it was read, was right.
///
/// # Errors
/// [`BeginError`]; tell [`BeginError::Outdated`] as a wrong password.
pub async fn begin(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    checked: &staff_user::Model,
    actor: &Actor,
) -> Result<AfterPassword, BeginError> {
    let txn = transaction::begin(db).await?;
    let outcome = begin_steps(&txn, now, rng, checked, actor).await;
    transaction::end(txn, outcome).await
}

async fn begin_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    checked: &staff_user::Model,
    actor: &Actor,
) -> Result<AfterPassword, BeginError> {
    let current = account::lock(txn, checked.id).await?.ok_or(BeginError::Outdated)?;
    if current.disabled_at.is_some() || current.password_hash != checked.password_hash {
        return Err(BeginError::Outdated);
    }
    if !second_factor::is_in_force(txn, current.id).await? {
        return Ok(AfterPassword::Open(session::open_in(txn, now, rng, current.id, actor).await?));
    }
    let token: PendingToken = Secret::random(rng, "");
    let expires_at = now + PENDING_FOR;
    Entity::insert(ActiveModel {
        token_sha256: Set(token.sha256()),
        user_id: Set(current.id),
        attempts: Set(0),
        created_at: Set(now),
        expires_at: Set(expires_at),
    })
    .exec_without_returning(txn)
    .await
    .map_err(Failure::from)?;
    Ok(AfterPassword::SecondFactorAwaited { token, expires_at })
}

/// Why the second step fails.
#[derive(Debug, thiserror::Error)]
pub enum CompleteError {
    /// No such login waits: it is unknown, over, used, or had too many wrong answers. The password is asked again.
    #[error("no such login waits for its second step")]
    NotPending,
    /// The code is wrong, or was used before.
    #[error("the code is wrong")]
    WrongCode,
    /// Too many wrong codes lately; right ones are not taken either until `until`.
    #[error("too many wrong codes")]
    TooMany {
        /// Codes are taken again from then on.
        until: DateTime<Utc>,
    },
    /// The key that sealed the second factor is gone; an administrator has to remove the factor.
    #[error("the second factor cannot be read any more")]
    FactorUnreadable,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// A login that is done.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// Who.
    pub user: staff_user::Model,
    /// The session.
    pub opened: Opened,
}

/// Takes the second step of a login. `actor` is a visitor until it turns out who he is.
///
/// # Errors
/// [`CompleteError`]; what is remembered then is the wrong answer.
pub async fn complete(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    presented: &PendingToken,
    answer: &Answer<'_>,
    actor: &Actor,
) -> Result<LoggedIn, CompleteError> {
    let txn = transaction::begin(db).await?;
    let outcome = complete_steps(&txn, site, now, rng, presented, answer, actor).await;
    // A wrong answer is an answer: that it was given stays.
    transaction::end(txn, outcome).await?
}

async fn complete_steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    presented: &PendingToken,
    answer: &Answer<'_>,
    actor: &Actor,
) -> Result<Result<LoggedIn, CompleteError>, Failure> {
    let hash = presented.sha256();
    let Some(seen) = Entity::find_by_id(hash.clone()).one(txn).await? else {
        return Ok(Err(CompleteError::NotPending));
    };
    // The user first, as everywhere: whoever changes the account holds it.
    let user = account::lock(txn, seen.user_id).await?;
    let pending = Entity::find().filter(Column::TokenSha256.eq(hash.clone())).lock(LockType::Update).one(txn).await?;
    let (Some(user), Some(pending)) = (user, pending) else { return Ok(Err(CompleteError::NotPending)) };
    if pending.expires_at <= now || pending.attempts >= MOST_ATTEMPTS || user.disabled_at.is_some() {
        return Ok(Err(CompleteError::NotPending));
    }
    let by_recovery_code = matches!(answer, Answer::RecoveryCode(_));
    // Now it is known who acts.
    let actor = &Actor { who: Who::Staff { user_id: user.id }, ..actor.clone() };
    match second_factor::check(txn, site, now, rng, user.id, answer).await? {
        Checked::Right => {
            Entity::delete_by_id(hash).exec(txn).await?;
            if by_recovery_code {
                let subject = Subject::StaffUser(user.id);
                audit::record(txn, now, actor, "staff_user.recovery_code_used", subject, json!({})).await?;
            }
            let opened = session::open_in(txn, now, rng, user.id, actor).await?;
            Ok(Ok(LoggedIn { user, opened }))
        }
        Checked::Wrong => {
            Entity::update_many()
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
                .filter(Column::TokenSha256.eq(hash))
                .exec(txn)
                .await?;
            Ok(Err(CompleteError::WrongCode))
        }
        Checked::TooMany { until } => Ok(Err(CompleteError::TooMany { until })),
        Checked::Unreadable => Ok(Err(CompleteError::FactorUnreadable)),
        Checked::None => Ok(Err(CompleteError::NotPending)),
    }
}

/// Forgets the pending logins of a user.
pub(super) async fn forget<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<(), Failure> {
    Entity::delete_many().filter(Column::UserId.eq(user_id)).exec(conn).await?;
    Ok(())
}

/// Forgets pending logins that are over; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now)).exec(conn).await?.rows_affected)
}
