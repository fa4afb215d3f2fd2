//! Codes that stand in for a lost phone, once each. They have 80 random bits, so their SHA-256 tells nobody anything.

use chrono::{DateTime, Utc};
use entity::recovery_code::{ActiveModel, Column, Entity};
use rand::{CryptoRng, RngExt};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use sha2::{Digest, Sha256};

use crate::Failure;

/// Codes of a set.
const CODES: usize = 10;
/// Digits of a code, five bits each.
const LENGTH: usize = 16;
/// Crockford's base32.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A new set of recovery codes, to be written down by their user.
#[derive(Clone)]
pub struct RecoveryCodes(Vec<String>);

impl RecoveryCodes {
    /// The codes, in groups of four digits; for their user only.
    #[must_use]
    pub fn expose(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RecoveryCodes({} of them)", self.0.len())
    }
}

fn random(rng: &mut impl CryptoRng) -> String {
    let digits: Vec<char> = (0..LENGTH)
        .map(|_| {
            let index: usize = rng.random_range(0..DIGITS.len());
            char::from(DIGITS[index])
        })
        .collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The digits of a code as a person typed it: any case, with blanks and hyphens, O for 0, I and L for 1 (Crockford).
fn digits(code: &str) -> String {
    code.chars()
        .filter(|character| !character.is_whitespace() && *character != '-')
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect()
}

fn hash(user_id: i64, code: &str) -> Vec<u8> {
    let hash = Sha256::new().chain_update(b"azionelab recovery code\0").chain_update(user_id.to_be_bytes());
    hash.chain_update(digits(code)).finalize().to_vec()
}

/// Replaces a user's codes.
pub(super) async fn renew<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    user_id: i64,
) -> Result<RecoveryCodes, Failure> {
    Entity::delete_many().filter(Column::UserId.eq(user_id)).exec(conn).await?;
    let codes: Vec<String> = (0..CODES).map(|_| random(rng)).collect();
    let rows = codes.iter().map(|code| ActiveModel {
        user_id: Set(user_id),
        code_sha256: Set(hash(user_id, code)),
        created_at: Set(now),
        used_at: Set(None),
    });
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(RecoveryCodes(codes))
}

/// Uses a code; `false` when it is unknown or was used before.
pub(super) async fn take<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    user_id: i64,
    code: &str,
) -> Result<bool, Failure> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::UserId.eq(user_id))
        .filter(Column::CodeSha256.eq(hash(user_id, code)))
        .filter(Column::UsedAt.is_null())
        .exec(conn)
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many codes a user has left.
pub(super) async fn left<C: ConnectionTrait>(conn: &C, user_id: i64) -> Result<u64, Failure> {
    Ok(Entity::find().filter(Column::UserId.eq(user_id)).filter(Column::UsedAt.is_null()).count(conn).await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::{digits, hash, random};

    #[test]
    fn a_code_forgives_how_people_type_it_and_belongs_to_one_user() {
        let code = "0123-4567-89AB-CDEF";
        assert_eq!(hash(1, code), hash(1, " oi23 4567 89ab cdef "));
        assert_ne!(hash(1, code), hash(2, code));
    }

    proptest! {
        #[test]
        fn every_code_is_four_groups_and_reads_back(seed in any::<u64>()) {
            let code = random(&mut StdRng::seed_from_u64(seed));
            prop_assert_eq!(code.len(), 19);
            prop_assert_eq!(digits(&code), code.replace('-', ""));
        }
    }
}
