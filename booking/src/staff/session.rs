//! Sessions: 256 random bits in a cookie, their SHA-256 in the database (api-contract.md, Conventions).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::session::{ActiveModel, Column, Entity};
use entity::staff_user;
use rand::CryptoRng;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait,
    IntoActiveModel, QueryFilter,
};
use serde_json::json;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::audit::{self, Actor, Subject};
use crate::{Failure, transaction};

/// A session not used for so long has ended.
pub const IDLE: TimeDelta = TimeDelta::hours(8);
/// A session ends then, used or not.
pub const LONGEST: TimeDelta = TimeDelta::hours(24);
/// Uses are written down at most so often.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The secret of a session, or of its defence against forged requests.
#[derive(Clone)]
pub struct SessionToken(String);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SessionToken(…)")
    }
}

impl SessionToken {
    fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// As a browser sent it.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text, for a cookie.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn sha256(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

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
    let opened =
        Opened { token: SessionToken::random(rng), csrf: SessionToken::random(rng), expires_at: now + LONGEST };
    let txn = transaction::begin(db).await?;
    Entity::insert(ActiveModel {
        token_sha256: Set(opened.token.sha256()),
        csrf_sha256: Set(opened.csrf.sha256()),
        user_id: Set(user.id),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(opened.expires_at),
    })
    .exec_without_returning(&txn)
    .await?;
    let mut row = user.clone().into_active_model();
    row.last_login_at = Set(Some(now));
    row.update(&txn).await?;
    audit::record(&txn, now, actor, "staff_user.logged_in", Subject::StaffUser(user.id), json!({})).await?;
    txn.commit().await?;
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
    Ok(Some(Current { user, csrf_sha256: session.csrf_sha256 }))
}

/// Ends a session; one that is unknown is over already.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn end<C: ConnectionTrait>(conn: &C, token: &SessionToken) -> Result<(), Failure> {
    Entity::delete_by_id(token.sha256()).exec(conn).await?;
    Ok(())
}

/// Ends all sessions of a user but one.
pub(super) async fn end_all<C: ConnectionTrait>(
    conn: &C,
    user_id: i64,
    kept: Option<&SessionToken>,
) -> Result<(), Failure> {
    let mut others = Condition::all().add(Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        others = others.add(Column::TokenSha256.ne(kept.sha256()));
    }
    Entity::delete_many().filter(others).exec(conn).await?;
    Ok(())
}

/// Forgets sessions that are over; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    let over = Condition::any().add(Column::ExpiresAt.lte(now)).add(Column::LastSeenAt.lte(now - IDLE));
    Ok(Entity::delete_many().filter(over).exec(conn).await?.rows_affected)
}
