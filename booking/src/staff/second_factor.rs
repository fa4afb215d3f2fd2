//! The second factor of a login: time-based codes of an authenticator app (RFC 6238: SHA-1, six digits, steps of 30
//! seconds, which is what all apps understand), and recovery codes for the day the phone is lost.
//!
//! The secret is stored sealed; a code is taken once, a step early or late at most (section 5.2); ten wrong answers in
//! a row stop all answers for a while (RFC 4226, section 7.3).

mod recovery;

pub use recovery::RecoveryCodes;

use chrono::{DateTime, TimeDelta, Utc};
use entity::second_factor::{ActiveModel, Column, Entity, Model};
use rand::CryptoRng;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use totp_rs::{Builder, Totp};

use super::account;
use crate::audit::{self, Actor, Subject};
use crate::token::Keys;
use crate::{Failure, Site, seal, transaction};

/// Wrong answers in a row after which none is taken for [`STOPPED_FOR`].
pub const MOST_FAILURES: i32 = 10;
/// How long no answer is taken then.
pub const STOPPED_FOR: TimeDelta = TimeDelta::minutes(15);

const USE: &str = "azionelab second factor v1";
/// Bytes of a secret (RFC 4226, section 4, R6: 160 bits recommended).
const SECRET: usize = 20;

/// How a user answers to the second step.
#[derive(Clone, Copy)]
pub enum Answer<'a> {
    /// The six digits that his app shows.
    Code(&'a str),
    /// One of the codes he wrote down.
    RecoveryCode(&'a str),
}

impl std::fmt::Debug for Answer<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Code(_) => "Code(…)",
            Self::RecoveryCode(_) => "RecoveryCode(…)",
        })
    }
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Right,
    Wrong,
    TooMany { until: DateTime<Utc> },
    Unreadable,
    None,
}

/// A second factor that waits for its first code.
#[derive(Clone)]
pub struct Enrolment {
    /// For typing into an app, base32.
    pub secret: String,
    /// For a QR code: `otpauth://totp/…`.
    pub otpauth_url: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Enrolment(…)")
    }
}

/// Where a user's second factor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// When it came into force.
    pub confirmed_at: DateTime<Utc>,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u64,
}

/// Why a second factor cannot be changed.
#[derive(Debug, thiserror::Error)]
pub enum FactorError {
    /// There is no such user.
    #[error("there is no such user")]
    UserUnknown,
    /// One is in force; it has to be removed first.
    #[error("a second factor is in force already")]
    InForce,
    /// None was begun, or none is in force.
    #[error("there is no second factor")]
    Missing,
    /// The code is wrong, or was used before.
    #[error("the code is wrong")]
    WrongCode,
    /// Too many wrong codes lately.
    #[error("too many wrong codes")]
    TooMany {
        /// Codes are taken again from then on.
        until: DateTime<Utc>,
    },
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Begins a second factor: a secret for the user's app. Logins ask for it only once [`confirm`] has seen a code.
/// Beginning again makes a new secret. `issuer` is what the app shows, such as the name of the company.
///
/// # Errors
/// [`FactorError`]; nothing was changed then.
pub async fn enrol(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    issuer: &str,
    actor: &Actor,
) -> Result<Enrolment, FactorError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        let user = account::lock(&txn, user_id).await?.ok_or(FactorError::UserUnknown)?;
        if is_in_force(&txn, user_id).await? {
            return Err(FactorError::InForce);
        }
        let mut secret = [0; SECRET];
        rng.fill_bytes(&mut secret);
        let row = ActiveModel {
            user_id: Set(user_id),
            sealed: Set(seal::seal(site.keys(), USE, rng, &label(user_id), &secret)?),
            created_at: Set(now),
            failures: Set(0),
            ..Default::default()
        };
        Entity::delete_by_id(user_id).exec(&txn).await.map_err(Failure::from)?;
        Entity::insert(row).exec_without_returning(&txn).await.map_err(Failure::from)?;
        audit::record(&txn, now, actor, "second_factor.begun", Subject::StaffUser(user_id), json!({})).await?;
        Ok(enrolment(&secret, &user.username, issuer)?)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

fn enrolment(secret: &[u8; SECRET], username: &str, issuer: &str) -> Result<Enrolment, Failure> {
    // A colon would end the issuer's name in the address.
    let issuer: String = issuer.chars().filter(|character| *character != ':').collect();
    let builder = Builder::new().with_secret(*secret).with_account_name(username).with_issuer(Some(issuer));
    let totp = builder.build().map_err(|_| Failure::Unreadable("a new second factor"))?;
    let otpauth_url = totp.to_url().map_err(|_| Failure::Unreadable("a new second factor"))?;
    Ok(Enrolment { secret: totp.secret().to_base32(), otpauth_url })
}

/// Brings a second factor into force by a first code, and makes its recovery codes, which are shown once.
///
/// # Errors
/// [`FactorError`]; what is remembered then is the wrong code.
pub async fn confirm(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    code: &str,
    actor: &Actor,
) -> Result<RecoveryCodes, FactorError> {
    let txn = transaction::begin(db).await?;
    let outcome = confirm_steps(&txn, site, now, rng, user_id, code, actor).await;
    transaction::end(txn, outcome).await?
}

async fn confirm_steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    code: &str,
    actor: &Actor,
) -> Result<Result<RecoveryCodes, FactorError>, Failure> {
    if account::lock(txn, user_id).await?.is_none() {
        return Ok(Err(FactorError::UserUnknown));
    }
    let Some(factor) = lock(txn, user_id).await? else { return Ok(Err(FactorError::Missing)) };
    if factor.confirmed_at.is_some() {
        return Ok(Err(FactorError::InForce));
    }
    match check(txn, site, now, rng, user_id, &Answer::Code(code)).await? {
        Checked::Right => {}
        Checked::Wrong => return Ok(Err(FactorError::WrongCode)),
        Checked::TooMany { until } => return Ok(Err(FactorError::TooMany { until })),
        Checked::Unreadable | Checked::None => return Ok(Err(FactorError::Missing)),
    }
    Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(now))
        .filter(Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    let codes = recovery::renew(txn, now, rng, user_id).await?;
    audit::record(txn, now, actor, "second_factor.confirmed", Subject::StaffUser(user_id), json!({})).await?;
    Ok(Ok(codes))
}

/// Makes new recovery codes; the old ones open nothing any more.
///
/// # Errors
/// [`FactorError`]; nothing was changed then.
pub async fn renew_recovery_codes(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    actor: &Actor,
) -> Result<RecoveryCodes, FactorError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        account::lock(&txn, user_id).await?.ok_or(FactorError::UserUnknown)?;
        if !is_in_force(&txn, user_id).await? {
            return Err(FactorError::Missing);
        }
        let codes = recovery::renew(&txn, now, rng, user_id).await?;
        let subject = Subject::StaffUser(user_id);
        audit::record(&txn, now, actor, "second_factor.recovery_codes_renewed", subject, json!({})).await?;
        Ok(codes)
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Removes a user's second factor, his recovery codes and the logins that wait for it. By himself, asked for his password
/// or a code once more, or by an administrator when the phone and the codes are lost.
///
/// # Errors
/// [`FactorError`]; nothing was changed then.
pub async fn remove(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    user_id: i64,
    actor: &Actor,
) -> Result<(), FactorError> {
    let txn = transaction::begin(db).await?;
    let outcome = async {
        account::lock(&txn, user_id).await?.ok_or(FactorError::UserUnknown)?;
        let gone = Entity::delete_by_id(user_id).exec(&txn).await.map_err(Failure::from)?;
        if gone.rows_affected == 0 {
            return Err(FactorError::Missing);
        }
        super::login::forget(&txn, user_id).await?;
        audit::record(&txn, now, actor, "second_factor.removed", Subject::StaffUser(user_id), json!({})).await?;
        Ok(())
    };
    let outcome = outcome.await;
    transaction::end(txn, outcome).await
}

/// Where a user's second factor stands; `None` when logins do not ask for one.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn standing<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<Option<Standing>, Failure> {
    let factor = Entity::find_by_id(user_id).one(conn).await?;
    let Some(confirmed_at) = factor.and_then(|factor| factor.confirmed_at) else { return Ok(None) };
    let recovery_codes_left = recovery::left(conn, user_id).await?;
    Ok(Some(Standing { confirmed_at, recovery_codes_left }))
}

/// Whether logins of a user ask for a second factor.
pub(super) async fn is_in_force<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<bool, Failure> {
    Ok(Entity::find_by_id(user_id).filter(Column::ConfirmedAt.is_not_null()).count(conn).await? > 0)
}

async fn lock<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find().filter(Column::UserId.eq(user_id)).lock(LockType::Update).one(conn).await?)
}

/// Checks an answer and remembers what must be: the step of a right code, the use of a recovery code, a wrong answer.
pub(super) async fn check(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
    answer: &Answer<'_>,
) -> Result<Checked, Failure> {
    let Some(factor) = lock(txn, user_id).await? else { return Ok(Checked::None) };
    if let Some(until) = stopped_until(&factor, now) {
        return Ok(Checked::TooMany { until });
    }
    let right = match answer {
        Answer::RecoveryCode(code) => recovery::take(txn, now, user_id, code).await?,
        Answer::Code(code) => {
            let Some(secret) = secret(site.keys(), &factor) else { return Ok(Checked::Unreadable) };
            match new_step(&secret, &factor, code, now)? {
                Some(step) => {
                    note_step(txn, site.keys(), rng, &factor, &secret, step).await?;
                    true
                }
                None => false,
            }
        }
    };
    let (failures, failed_at) = if right { (0, None) } else { (failures_in_a_row(&factor, now) + 1, Some(now)) };
    Entity::update_many()
        .col_expr(Column::Failures, Expr::value(failures))
        .col_expr(Column::LastFailedAt, Expr::value(failed_at))
        .filter(Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    Ok(if right { Checked::Right } else { Checked::Wrong })
}

fn stopped_until(factor: &Model, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = factor.last_failed_at? + STOPPED_FOR;
    (factor.failures >= MOST_FAILURES && until > now).then_some(until)
}

/// A stop that is over begins the count anew.
fn failures_in_a_row(factor: &Model, now: DateTime<Utc>) -> i32 {
    let over = factor.last_failed_at.is_none_or(|failed| failed + STOPPED_FOR <= now);
    if over { 0 } else { factor.failures }
}

/// The step of a code that is right and later than the last one taken.
fn new_step(secret: &[u8; SECRET], factor: &Model, code: &str, now: DateTime<Utc>) -> Result<Option<i64>, Failure> {
    let totp: Totp =
        Builder::new().with_secret(*secret).build().map_err(|_| Failure::Unreadable("a stored second factor"))?;
    let code: String = code.chars().filter(|character| !character.is_whitespace()).collect();
    let seconds = u64::try_from(now.timestamp()).map_err(|_| Failure::Unreadable("a time before 1970"))?;
    let step = totp.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| factor.last_used_step.is_none_or(|last| *step > last)))
}

/// Notes the step, and seals the secret with the key that signs now, so that an older one can be retired one day.
async fn note_step(
    txn: &DatabaseTransaction,
    keys: &Keys,
    rng: &mut impl CryptoRng,
    factor: &Model,
    secret: &[u8; SECRET],
    step: i64,
) -> Result<(), Failure> {
    let mut change = Entity::update_many()
        .col_expr(Column::LastUsedStep, Expr::value(step))
        .filter(Column::UserId.eq(factor.user_id));
    if !seal::is_by_newest(keys, USE, &factor.sealed) {
        let anew = seal::seal(keys, USE, rng, &label(factor.user_id), secret)?;
        change = change.col_expr(Column::Sealed, Expr::value(anew));
    }
    change.exec(txn).await?;
    Ok(())
}

fn secret(keys: &Keys, factor: &Model) -> Option<[u8; SECRET]> {
    seal::open(keys, USE, &label(factor.user_id), &factor.sealed)?.try_into().ok()
}

fn label(user_id: i64) -> String {
    format!("staff user {user_id}")
}
