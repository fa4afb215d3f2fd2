//! Booking requests that may be repeated (api-contract.md, `Idempotency-Key`).

use chrono::{DateTime, TimeDelta, Utc};
use entity::idempotency_key as row;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict, Query, SelectStatement, Value};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult as _, IdenStatic as _,
    Iterable as _, QueryResult,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::Failure;
use crate::together::Row;

/// How long an answer is remembered.
pub const REMEMBERED: TimeDelta = TimeDelta::hours(24);

/// A client's key together with what it asks under that key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    key_sha256: Vec<u8>,
    body_sha256: Vec<u8>,
}

/// What is known of a key.
#[derive(Debug)]
pub(crate) enum Claim<T> {
    /// Nothing: this transaction may work, and must [`remember`] its answer.
    New,
    /// It was answered before, to the same question.
    Answered(T),
    /// It was used for another question.
    Mismatch,
    /// Another transaction works on it now.
    InFlight,
}

impl IdempotencyKey {
    /// `key` as the client sent it, and all parts of what it asks for, in a fixed order.
    #[must_use]
    pub fn new(key: &str, question: &[&str]) -> Self {
        let mut body = Sha256::new();
        for part in question {
            body.update(part.len().to_be_bytes());
            body.update(part.as_bytes());
        }
        Self { key_sha256: Sha256::digest(key.as_bytes()).to_vec(), body_sha256: body.finalize().to_vec() }
    }

    /// The key as PostgreSQL's advisory locks take it. Who works under a key holds this lock.
    fn lock_id(&self) -> i64 {
        self.key_sha256.iter().take(8).fold(0, |id, byte| (id << 8) | i64::from(*byte))
    }
}

/// Looks a key up, and holds it until the transaction ends. Does not wait for another holder.
pub(crate) async fn claim<T: DeserializeOwned>(
    txn: &DatabaseTransaction,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Claim<T>, Failure> {
    let held = txn.query_one(&claiming(Some(key))).await?.ok_or(Failure::Unreadable("an advisory lock's answer"))?;
    if !held.try_get::<bool>("", HELD)? {
        return Ok(Claim::InFlight);
    }
    let claim = known(txn, key, now).await?;
    if matches!(claim, Claim::New) {
        // One past its time makes room.
        row::Entity::delete_by_id(key.key_sha256.clone()).exec(txn).await?;
    }
    Ok(claim)
}

/// Before the columns that [`beside`] adds.
const PREFIX: &str = "key_";

/// Lets a query look a key up as well.
pub(crate) fn beside(query: &mut SelectStatement, key: &IdempotencyKey) {
    let same = Expr::col((row::Entity, row::Column::KeySha256)).eq(key.key_sha256.clone());
    query.left_join(row::Entity, same);
    for column in row::Column::iter() {
        query.expr_as(Expr::col((row::Entity, column)), format!("{PREFIX}{}", column.as_str()));
    }
}

/// What a query has found that looked a key up by [`beside`]: never [`Claim::InFlight`], since nobody holds it.
pub(crate) fn found<T: DeserializeOwned>(
    answer: &QueryResult,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Claim<T>, Failure> {
    what(row::Model::from_query_result_optional(answer, PREFIX)?, key, now)
}

/// Looks a key up without holding it: never [`Claim::InFlight`].
async fn known<C: ConnectionTrait, T: DeserializeOwned>(
    conn: &C,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Claim<T>, Failure> {
    what(row::Entity::find_by_id(key.key_sha256.clone()).one(conn).await?, key, now)
}

/// What a key's row says.
fn what<T: DeserializeOwned>(
    found: Option<row::Model>,
    key: &IdempotencyKey,
    now: DateTime<Utc>,
) -> Result<Claim<T>, Failure> {
    let Some(known) = found.filter(|known| known.expires_at > now) else { return Ok(Claim::New) };
    if known.body_sha256 != key.body_sha256 {
        return Ok(Claim::Mismatch);
    }
    serde_json::from_value(known.answer)
        .map(Claim::Answered)
        .map_err(|_| Failure::Unreadable("the answer under an idempotency key"))
}

/// Keeps the answer for repeats. It must hold no personal data.
pub(crate) async fn remember<T: Serialize>(
    txn: &DatabaseTransaction,
    key: &IdempotencyKey,
    answer: &T,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    row::Entity::insert(remembered(key, answer, now)?).exec_without_returning(txn).await?;
    Ok(())
}

fn remembered<T: Serialize>(key: &IdempotencyKey, answer: &T, now: DateTime<Utc>) -> Result<row::ActiveModel, Failure> {
    let answer = serde_json::to_value(answer).map_err(|_| Failure::Unreadable("an answer to remember"))?;
    Ok(row::ActiveModel {
        key_sha256: Set(key.key_sha256.clone()),
        body_sha256: Set(key.body_sha256.clone()),
        answer: Set(answer),
        created_at: Set(now),
        expires_at: Set(now + REMEMBERED),
    })
}

/// What [`claiming`] answers: whether nobody else works under the key.
pub(crate) const HELD: &str = "held";

/// The first half of [`claim`], also as a step of a statement that writes more; without a key it holds nothing.
pub(crate) fn claiming(key: Option<&IdempotencyKey>) -> SelectStatement {
    let held = Expr::cust_with_values(
        "coalesce(pg_try_advisory_xact_lock($1), true)",
        [Value::from(key.map(IdempotencyKey::lock_id))],
    );
    Query::select().expr_as(held, HELD).to_owned()
}

/// As [`remember`], as a row that is written with others; none is written while an older answer is remembered.
pub(crate) fn keeping<T: Serialize>(key: &IdempotencyKey, answer: &T, now: DateTime<Utc>) -> Result<Row, Failure> {
    use row::Column::{Answer, BodySha256, CreatedAt, ExpiresAt, KeySha256};
    let past = Expr::col((row::Entity, ExpiresAt)).lte(Expr::col(("excluded", CreatedAt)));
    let renewed = OnConflict::column(KeySha256)
        .update_columns([BodySha256, Answer, CreatedAt, ExpiresAt])
        .action_and_where(past)
        .to_owned();
    Ok(Row::of(&remembered(key, answer, now)?).on_conflict(renewed))
}

/// Forgets keys past their time; says how many.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn purge<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<u64, Failure> {
    use sea_orm::{ColumnTrait, QueryFilter};
    let gone = row::Entity::delete_many().filter(row::Column::ExpiresAt.lte(now)).exec(conn).await?;
    Ok(gone.rows_affected)
}
