//! Tokens of reservations (domain.md, Tokens).
//!
//! A token is an HMAC-SHA256 over purpose, reservation and generation, under a key that only the programs have. The
//! database holds its SHA-256, by which it is found, and the name of the key, so that the same token can be made again.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use entity::reservation;
use entity::reservation_token as row;
use entity::value::TokenPurpose;
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::Failure;
use crate::catalogue::{self, PerformanceView};
use crate::together::Row;

/// Bytes of a key and of a token.
const LENGTH: usize = 32;

/// A secret that lets its holder confirm, cancel or enter.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// Why a text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is 43 characters of base64url, alone or behind the # of a link")]
pub struct NotAToken;

impl Token {
    /// Reads a bare token, or a whole link that carries one in its fragment, as a QR code does.
    ///
    /// # Errors
    /// [`NotAToken`] when there is none.
    pub fn parse(text: &str) -> Result<Self, NotAToken> {
        let text = text.trim();
        let bare = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
        let bytes = URL_SAFE_NO_PAD.decode(bare).map_err(|_| NotAToken)?;
        if bytes.len() == LENGTH { Ok(Self(bare.to_owned())) } else { Err(NotAToken) }
    }

    /// The token that these bytes are.
    pub(crate) fn from_bytes(bytes: [u8; LENGTH]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The text. For a mail, a QR code or an answer to its holder; never for a log, a job or a row.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database knows of it.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

/// One server-side key, and the name by which rows refer to it.
#[derive(Clone)]
struct Key {
    id: String,
    secret: [u8; LENGTH],
}

/// The server-side keys: the newest signs, all verify.
#[derive(Clone)]
pub struct Keys {
    newest: Key,
    older: Vec<Key>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Keys({} of them)", 1 + self.older.len())
    }
}

/// Why a list of keys is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// The list is empty.
    #[error("at least one key is needed")]
    None,
    /// An entry is something else than 32 bytes in base64.
    #[error("key {0} is not the base64 text of 32 bytes")]
    Malformed(usize),
}

impl Keys {
    /// Reads keys, newest first, separated by commas or white space; each the base64 text of 32 random bytes.
    ///
    /// # Errors
    /// [`KeysError`], which never repeats what it read.
    pub fn parse(list: &str) -> Result<Self, KeysError> {
        let mut keys = list
            .split(|character: char| character == ',' || character.is_whitespace())
            .filter(|entry| !entry.is_empty())
            .enumerate()
            .map(|(index, entry)| Key::parse(entry).ok_or(KeysError::Malformed(index + 1)));
        let newest = keys.next().ok_or(KeysError::None)??;
        Ok(Self { newest, older: keys.collect::<Result<_, _>>()? })
    }

    fn by_id(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.newest).chain(&self.older).find(|key| key.id == id)
    }

    /// Name and bytes of the key that signs now, for what is sealed beside tokens.
    pub(crate) fn newest_for(&self, use_: &'static str) -> (&str, [u8; LENGTH]) {
        (&self.newest.id, self.newest.subkey(use_))
    }

    /// Bytes of a named key, `None` when it has been retired.
    pub(crate) fn named_for(&self, id: &str, use_: &'static str) -> Option<[u8; LENGTH]> {
        self.by_id(id).map(|key| key.subkey(use_))
    }

    /// A token of another use than a reservation's, with the name of the key that made it: a function of `parts`, whose
    /// lengths are fixed by the use.
    pub(crate) fn derive(&self, use_: &'static str, parts: &[&[u8]]) -> (&str, Token) {
        (&self.newest.id, self.newest.derive(use_, parts))
    }

    /// The same token once more; `None` when its key has been retired.
    pub(crate) fn derive_again(&self, id: &str, use_: &'static str, parts: &[&[u8]]) -> Option<Token> {
        self.by_id(id).map(|key| key.derive(use_, parts))
    }

    /// An identifier that is a function of `parts` and tells nothing about them, 32 hexadecimal digits.
    #[must_use]
    pub fn identifier(&self, use_: &'static str, parts: &[&str]) -> String {
        let mut mac = self.newest.mac(use_);
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        hex(&mac.finalize().into_bytes()[..16])
    }
}

impl Key {
    fn parse(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let secret: [u8; LENGTH] = bytes.try_into().ok()?;
        let id = hex(&Sha256::new().chain_update(b"azionelab key name\0").chain_update(secret).finalize()[..4]);
        Some(Self { id, secret })
    }

    fn mac(&self, use_: &'static str) -> Hmac<Sha256> {
        // Padded with zeros to the hash's block, as HMAC does with short keys (RFC 2104, section 2).
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block[..LENGTH].copy_from_slice(&self.secret);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block);
        mac.update(use_.as_bytes());
        mac.update(&[0]);
        mac
    }

    fn subkey(&self, use_: &'static str) -> [u8; LENGTH] {
        self.mac(use_).finalize().into_bytes().into()
    }

    fn derive(&self, use_: &'static str, parts: &[&[u8]]) -> Token {
        let mut mac = self.mac(use_);
        for part in parts {
            mac.update(part);
        }
        Token::from_bytes(mac.finalize().into_bytes().into())
    }

    /// The reference stands beside the row id, since ids come again when a backup is restored.
    fn token(&self, purpose: TokenPurpose, reservation: &reservation::Model, generation: i32) -> Token {
        let mut mac = self.mac("azionelab token v1");
        mac.update(purpose.as_str().as_bytes());
        mac.update(&[0]);
        mac.update(&reservation.id.to_be_bytes());
        mac.update(reservation.reference.as_bytes());
        mac.update(&[0]);
        mac.update(&generation.to_be_bytes());
        Token::from_bytes(mac.finalize().into_bytes().into())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    })
}

/// Why a token that was issued cannot be made again.
#[derive(Debug, thiserror::Error)]
pub enum RederiveError {
    /// No such token was issued.
    #[error("the reservation has no {0} token of this generation")]
    NotIssued(TokenPurpose),
    /// The key that made it is no longer in the list.
    #[error("the key {0} that made the token has been retired")]
    KeyRetired(String),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The generation of a purpose that is in force for a reservation.
#[must_use]
pub fn generation_in_force(purpose: TokenPurpose, reservation: &reservation::Model) -> i32 {
    match purpose {
        TokenPurpose::Confirmation => reservation.confirmation_generation,
        TokenPurpose::Ticket => reservation.ticket_generation,
    }
}

/// Whether a token that was in force when its reservation was `seen` is so now that it is `held`: between the two it may
/// have been issued anew.
pub(crate) fn is_still_in_force(purpose: TokenPurpose, seen: &reservation::Model, held: &reservation::Model) -> bool {
    generation_in_force(purpose, seen) == generation_in_force(purpose, held)
}

/// Makes the token of `purpose` in force for `reservation` and stores its hash. Once a generation.
pub(crate) async fn issue<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    purpose: TokenPurpose,
    reservation: &reservation::Model,
    now: DateTime<Utc>,
) -> Result<Token, Failure> {
    let (token, row) = in_force(keys, purpose, reservation, now);
    row::Entity::insert(row).exec_without_returning(conn).await?;
    Ok(token)
}

/// The token, and its hash as a row that is written with others.
pub(crate) fn issuing(
    keys: &Keys,
    purpose: TokenPurpose,
    reservation: &reservation::Model,
    now: DateTime<Utc>,
) -> (Token, Row) {
    let (token, row) = in_force(keys, purpose, reservation, now);
    (token, Row::of(&row))
}

/// Makes the tokens of `purpose` in force for many reservations, each at its time, and stores their hashes in one
/// statement. Once a generation.
///
/// # Errors
/// [`Failure`] when the database refuses; nothing was stored then.
pub async fn issue_all<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    purpose: TokenPurpose,
    reservations: &[(&reservation::Model, DateTime<Utc>)],
) -> Result<(), Failure> {
    let rows = reservations.iter().map(|(reservation, at)| in_force(keys, purpose, reservation, *at).1);
    row::Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// The token of `purpose` in force for `reservation`, and the name of the key that makes it now.
pub(crate) fn of<'keys>(
    keys: &'keys Keys,
    purpose: TokenPurpose,
    reservation: &reservation::Model,
) -> (Token, &'keys str) {
    let generation = generation_in_force(purpose, reservation);
    (keys.newest.token(purpose, reservation, generation), &keys.newest.id)
}

fn in_force(
    keys: &Keys,
    purpose: TokenPurpose,
    reservation: &reservation::Model,
    now: DateTime<Utc>,
) -> (Token, row::ActiveModel) {
    let (token, key_id) = of(keys, purpose, reservation);
    let row = row::ActiveModel {
        token_sha256: Set(token.sha256()),
        reservation_id: Set(reservation.id),
        purpose: Set(purpose),
        generation: Set(generation_in_force(purpose, reservation)),
        key_id: Set(key_id.to_owned()),
        created_at: Set(now),
    };
    (token, row)
}

/// Makes the token in force for `reservation` once more, the very same that was issued.
///
/// # Errors
/// [`RederiveError`] when none was issued or its key is gone.
pub async fn of_reservation<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    purpose: TokenPurpose,
    reservation: &reservation::Model,
) -> Result<Token, RederiveError> {
    let generation = generation_in_force(purpose, reservation);
    let issued = row::Entity::find()
        .filter(row::Column::ReservationId.eq(reservation.id))
        .filter(row::Column::Purpose.eq(purpose))
        .filter(row::Column::Generation.eq(generation))
        .one(conn)
        .await
        .map_err(Failure::from)?
        .ok_or(RederiveError::NotIssued(purpose))?;
    let key = keys.by_id(&issued.key_id).ok_or_else(|| RederiveError::KeyRetired(issued.key_id.clone()))?;
    Ok(key.token(purpose, reservation, generation))
}

/// Whether an issued token's hash is of the token that its key makes; `None` when the key has been retired.
pub(crate) fn is_genuine(keys: &Keys, issued: &row::Model, reservation: &reservation::Model) -> Option<bool> {
    let token = keys.by_id(&issued.key_id)?.token(issued.purpose, reservation, issued.generation);
    Some(token.sha256() == issued.token_sha256)
}

/// What a presented token opens.
#[derive(Debug)]
pub(crate) struct Opened {
    /// What the token allows.
    pub purpose: TokenPurpose,
    /// The reservation it belongs to.
    pub reservation: reservation::Model,
    /// What that is for.
    pub performance: PerformanceView,
}

/// What a presented token opens; `None` for a token that was never issued, is out of force, or whose key is gone.
///
/// The row is found by the token's hash, then the token is made again and compared in constant time: a hash written
/// into the database by somebody else opens nothing.
pub(crate) async fn resolve<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    presented: &Token,
) -> Result<Option<Opened>, Failure> {
    let query = row::Entity::find_by_id(presented.sha256()).find_also_related(reservation::Entity);
    let found = catalogue::with_performance(query).one(conn).await?;
    let Some((issued, Some(reservation), performance, show, venue)) = found else { return Ok(None) };
    let Some(key) = keys.by_id(&issued.key_id) else { return Ok(None) };
    let genuine = key.token(issued.purpose, &reservation, issued.generation);
    let matches: bool = genuine.0.as_bytes().ct_eq(presented.0.as_bytes()).into();
    let in_force = issued.generation == generation_in_force(issued.purpose, &reservation);
    if !(matches && in_force) {
        return Ok(None);
    }
    let performance = catalogue::in_context(performance, show, venue)?;
    Ok(Some(Opened { purpose: issued.purpose, reservation, performance }))
}

#[cfg(test)]
mod tests;
