//! A user who forgot his password sets a new one through a link in a mail.
//!
//! The link's token is an HMAC over the user and random bytes of the row, under a key that only the programs have, so the
//! worker can write it into the mail though neither row nor job holds it. It works once, for an hour.

use chrono::{DateTime, TimeDelta, Utc};
use entity::password_reset::{ActiveModel, Column, Entity, Model};
use entity::staff_user;
use rand::CryptoRng;
use sea_orm::sea_query::{Expr, ExprTrait, Func, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::password::HashedPassword;
use super::{account, mail};
use crate::audit::{self, Actor, Subject};
use crate::token::{Keys, Token};
use crate::values::EmailAddress;
use crate::{Failure, Site, transaction};

/// A link works so long.
pub const LIVES: TimeDelta = TimeDelta::hours(1);
/// Links that one user may ask for in an hour, so that nobody's mailbox can be flooded through us.
pub const MOST_AN_HOUR: u64 = 3;
/// Rows are kept so long, for whoever asks what happened.
const KEPT: TimeDelta = TimeDelta::days(30);

const USE: &str = "azionelab password reset v1";
const SALT: usize = 16;

/// Why a link sets no password.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    /// No such link was sent, or a newer one, a new password or an administrator made it void.
    #[error("the link is unknown")]
    TokenUnknown,
    /// The link is too old, or was used.
    #[error("the link has expired")]
    TokenExpired,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The token of a row once more; `None` when its key is gone.
pub(super) fn of_row(keys: &Keys, row: &Model) -> Option<Token> {
    keys.derive_again(&row.key_id, USE, &[&row.user_id.to_be_bytes(), &row.salt])
}

/// Whether a row's link would set a password at `now`.
pub(super) fn is_open(row: &Model, now: DateTime<Utc>) -> bool {
    row.used_at.is_none() && row.expires_at > now
}

/// What came of a request; for administrators, who know their users. Whoever stands outside must not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requested {
    /// The mail with the link waits to be sent.
    Queued,
    /// Nobody who may log in has this address.
    ByNobody,
    /// There were as many in the last hour as there may be.
    TooOften,
}

/// Queues a mail with a link for the enabled user whose address is `email`; earlier links are void. Silent when there is
/// none, or he asked too often: nobody learns who has an account. (The time it takes differs; answer before it runs, or
/// limit how often a client may ask.)
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn request(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    email: &EmailAddress,
    actor: &Actor,
) -> Result<Requested, Failure> {
    let txn = transaction::begin(db).await?;
    let outcome = request_steps(&txn, site, now, rng, email, actor).await;
    transaction::end(txn, outcome).await
}

async fn request_steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    email: &EmailAddress,
    actor: &Actor,
) -> Result<Requested, Failure> {
    let same_email = Func::lower(Expr::col(staff_user::Column::Email));
    let found = staff_user::Entity::find()
        .filter(Expr::expr(same_email).eq(Func::lower(Expr::value(email.as_str()))))
        .filter(staff_user::Column::DisabledAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let Some(user) = found else { return Ok(Requested::ByNobody) };
    let lately = Entity::find()
        .filter(Column::UserId.eq(user.id))
        .filter(Column::CreatedAt.gt(now - TimeDelta::hours(1)))
        .count(txn)
        .await?;
    if lately >= MOST_AN_HOUR {
        return Ok(Requested::TooOften);
    }
    void(txn, now, user.id).await?;
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let (key_id, token) = site.keys().derive(USE, &[&user.id.to_be_bytes(), &salt]);
    let row = ActiveModel {
        user_id: Set(user.id),
        token_sha256: Set(token.sha256()),
        salt: Set(salt.to_vec()),
        key_id: Set(key_id.to_owned()),
        created_at: Set(now),
        expires_at: Set(now + LIVES),
        ..Default::default()
    };
    let reset_id = Entity::insert(row).exec(txn).await?.last_insert_id;
    mail::queue_reset(txn, site, now, user.id, reset_id, actor.request_id.as_deref()).await?;
    audit::record(txn, now, actor, "staff_user.password_reset_requested", Subject::StaffUser(user.id), json!({}))
        .await?;
    Ok(Requested::Queued)
}

/// Whose password a link would set, so that the new one can be held against what is known of him. Changes nothing.
///
/// # Errors
/// [`ResetError`].
pub async fn owner<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    now: DateTime<Utc>,
    presented: &Token,
) -> Result<staff_user::Model, ResetError> {
    let row = find(conn, site, presented).await?;
    let user = staff_user::Entity::find_by_id(row.user_id).one(conn).await.map_err(Failure::from)?;
    let user = user.filter(|user| user.disabled_at.is_none()).ok_or(ResetError::TokenUnknown)?;
    if is_open(&row, now) { Ok(user) } else { Err(ResetError::TokenExpired) }
}

/// Sets a new password by a link: all sessions of the user end, and his second factor stays.
///
/// # Errors
/// [`ResetError`]; nothing was changed then.
pub async fn complete(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    presented: &Token,
    password: HashedPassword,
    actor: &Actor,
) -> Result<staff_user::Model, ResetError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let seen = find(&txn, site, presented).await?;
        let user = account::lock(&txn, seen.user_id).await?;
        let user = user.filter(|user| user.disabled_at.is_none()).ok_or(ResetError::TokenUnknown)?;
        let taken = Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(now))
            .filter(Column::Id.eq(seen.id))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .exec(&txn)
            .await
            .map_err(Failure::from)?;
        if taken.rows_affected == 0 {
            return Err(ResetError::TokenExpired);
        }
        account::write_password(&txn, now, user.id, password.into_string(), None, actor).await?;
        Ok(user)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// The row is found by the token's hash, then the token is made again and compared in constant time: a hash written into
/// the database by somebody else opens nothing.
async fn find<C: ConnectionTrait>(conn: &C, site: &Site, presented: &Token) -> Result<Model, ResetError> {
    let row = Entity::find()
        .filter(Column::TokenSha256.eq(presented.sha256()))
        .one(conn)
        .await
        .map_err(Failure::from)?
        .ok_or(ResetError::TokenUnknown)?;
    let genuine = of_row(site.keys(), &row).ok_or(ResetError::TokenUnknown)?;
    let same: bool = genuine.expose().as_bytes().ct_eq(presented.expose().as_bytes()).into();
    if same { Ok(row) } else { Err(ResetError::TokenUnknown) }
}

/// Makes all open links of a user void.
pub(super) async fn void<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, user_id: i64) -> Result<(), Failure> {
    Entity::update_many()
        .col_expr(Column::ExpiresAt, Expr::value(now))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets links that are long over, with their mails; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lte(now - KEPT)).exec(conn).await?.rows_affected)
}
