//! Sessions: 256 random bits in a cookie, their SHA-256 in the database (api-contract.md, Conventions).

use chrono::{DateTime, TimeDelta, Utc};
use entity::session::{ActiveModel, Column, Entity};
use entity::staff_user;
use rand::CryptoRng;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder,
};
use serde_json::json;
use subtle::ConstantTimeEq;

use super::secret::Secret;
use crate::audit::{self, Actor, Subject};
use crate::{Failure, transaction};

/// A session not used for so long has ended.
pub const IDLE: TimeDelta = TimeDelta::hours(8);
/// A session ends then, used or not.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);
/// Uses are written down at most so often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Marks secrets of sessions.
#[derive(Debug)]
pub enum ForSession {}

/// The secret of a session, or of its defence against forged requests.
pub type SessionToken = Secret<ForSession>;

/// A session just opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// For the session cookie.
    pub token: SessionToken,
    /// For the anti-forgery cookie, which scripts of the site read and send back.
    pub csrf: SessionToken,
    /// Ends then at the latest.
    pub expires_at: DateTime<Utc>,
}

/// A session in force, and whose it is.
#[derive(Debug, Clone)]
pub struct Current {
    /// Whose.
    pub user: staff_user::Model,
    /// Number of the session.
    pub id: i64,
    csrf_sha256: Vec<u8>,
}

impl Current {
    /// Whether a request that changes something carries this session's anti-forgery token.
    #[must_use]
    pub fn allows(&self, csrf: &SessionToken) -> bool {
        csrf.sha256().ct_eq(&self.csrf_sha256).into()
    }
}

/// Opens a session for a user whose password was right.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn open(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user: &staff_user::Model,
    actor: &Actor,
) -> Result<Opened, Failure> {
    let txn = transaction::begin(db).await?;
    let opened = open_in(&txn, now, rng, user.id, actor).await?;
    txn.commit().await?;
    Ok(opened)
}

/// As [`open`], in the transaction that decides on the login.
pub(super) async fn open_in<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    actor: &Actor,
) -> Result<Opened, Failure> {
    let opened = Opened { token: Secret::random(rng, ""), csrf: Secret::random(rng, ""), expires_at: now + LONGEST };
    Entity::insert(ActiveModel {
        token_sha256: Set(opened.token.sha256()),
        csrf_sha256: Set(opened.csrf.sha256()),
        user_id: Set(user_id),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(opened.expires_at),
        client_address: Set(actor.client_address.clone()),
        ..Default::default()
    })
    .exec_without_returning(conn)
    .await?;
    staff_user::Entity::update_many()
        .col_expr(staff_user::Column::LastLoginAt, Expr::value(now))
        .filter(staff_user::Column::Id.eq(user_id))
        .exec(conn)
        .await?;
    audit::record(conn, now, actor, "staff_user.logged_in", Subject::StaffUser(user_id), json!({})).await?;
    Ok(opened)
}

/// The session that a cookie opens; `None` when it is unknown, idle for too long, over, or its user is disabled.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    token: &SessionToken,
) -> Result<Option<Current>, Failure> {
    let found = Entity::find_by_id(token.sha256()).find_also_related(staff_user::Entity).one(conn).await?;
    let Some((session, Some(user))) = found else { return Ok(None) };
    let over = session.expires_at <= now || session.last_seen_at + IDLE <= now;
    if over || user.disabled_at.is_some() {
        return Ok(None);
    }
    if session.last_seen_at + NOTED_EVERY <= now {
        Entity::update_many()
            .col_expr(Column::LastSeenAt, Expr::value(now))
            .filter(Column::TokenSha256.eq(session.token_sha256.clone()))
            .exec(conn)
            .await?;
    }
    Ok(Some(Current { user, id: session.id, csrf_sha256: session.csrf_sha256 }))
}

/// Ends a session; one that is unknown is over already.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn end<C: ConnectionTrait>(conn: &C, token: &SessionToken) -> Result<(), Failure> {
    Entity::delete_by_id(token.sha256()).exec(conn).await?;
    Ok(())
}

/// A session in force, as its user and administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionView {
    /// Number of the session.
    pub id: i64,
    /// Login.
    pub created_at: DateTime<Utc>,
    /// Last use, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// Ends then at the latest.
    pub expires_at: DateTime<Utc>,
    /// Where the login came from.
    pub client_address: Option<String>,
}

/// The sessions of a user that are in force, last used first.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn list<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, user_id: i64) -> Result<Vec<SessionView>, Failure> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user_id))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::LastSeenAt.gt(now - IDLE))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    let view = |row: entity::session::Model| SessionView {
        id: row.id,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
        client_address: row.client_address,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Ends one session of a user, named by its number; `false` when he has no such session.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn revoke(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    id: i64,
    actor: &Actor,
) -> Result<bool, Failure> {
    let txn = transaction::begin(db).await?;
    let gone = Entity::delete_many().filter(Column::UserId.eq(user_id)).filter(Column::Id.eq(id)).exec(&txn).await?;
    if gone.rows_affected > 0 {
        audit::record(&txn, now, actor, "staff_user.session_ended", Subject::StaffUser(user_id), json!({})).await?;
    }
    txn.commit().await?;
    Ok(gone.rows_affected > 0)
}

/// Ends all sessions of a user but `kept`; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn revoke_all(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    kept: Option<&SessionToken>,
    actor: &Actor,
) -> Result<u64, Failure> {
    let txn = transaction::begin(db).await?;
    let ended = end_all(&txn, user_id, kept).await?;
    let detail = json!({"sessions": ended});
    audit::record(&txn, now, actor, "staff_user.sessions_ended", Subject::StaffUser(user_id), detail).await?;
    txn.commit().await?;
    Ok(ended)
}

/// Ends all sessions of a user but one; says how many.
pub(super) async fn end_all<C: ConnectionTrait>(
    conn: &C,
    user_id: i64,
    kept: Option<&SessionToken>,
) -> Result<u64, Failure> {
    let mut others = Condition::all().add(Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        others = others.add(Column::TokenSha256.ne(kept.sha256()));
    }
    Ok(Entity::delete_many().filter(others).exec(conn).await?.rows_affected)
}

/// Forgets sessions that are over; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    let over = Condition::any().add(Column::ExpiresAt.lte(now)).add(Column::LastSeenAt.lte(now - IDLE));
    Ok(Entity::delete_many().filter(over).exec(conn).await?.rows_affected)
}
