//! The pictures of a ticket, stored sealed. A QR code *is* the token, so a copy of the database must not show it
//! (domain.md, Tokens): pictures are encrypted with a key that is made of the server's token keys.

use chrono::{DateTime, Utc};
use entity::ticket_asset::{ActiveModel, Column, Entity};
use entity::value::AssetKind;
use rand::CryptoRng;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult};

use super::Drawn;
use crate::token::Keys;
use crate::{Failure, seal};

const USE: &str = "azionelab ticket pictures v1";

/// The pictures of one ticket.
#[derive(Clone, PartialEq, Eq)]
pub struct Assets {
    /// QR code for the mail.
    pub qr_png: Vec<u8>,
    /// QR code for pages.
    pub qr_svg: Vec<u8>,
    /// Printable ticket.
    pub pdf: Vec<u8>,
}

impl std::fmt::Debug for Assets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Assets(…)")
    }
}

/// Binds a sealed picture to its row, so that rows cannot be swapped.
fn label(reservation_id: i64, generation: i32, kind: AssetKind) -> String {
    format!("{reservation_id}:{generation}:{kind}")
}

/// Stores the pictures; `false` when they are there already.
pub(crate) async fn store<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    drawn: &Drawn,
) -> Result<bool, Failure> {
    let Drawn { reservation_id, generation, pictures } = drawn;
    let (reservation_id, generation) = (*reservation_id, *generation);
    let parts =
        [(AssetKind::QrPng, &pictures.qr_png), (AssetKind::QrSvg, &pictures.qr_svg), (AssetKind::Pdf, &pictures.pdf)];
    let mut rows = Vec::with_capacity(parts.len());
    for (kind, picture) in parts {
        rows.push(ActiveModel {
            reservation_id: Set(reservation_id),
            generation: Set(generation),
            kind: Set(kind),
            sealed: Set(seal::seal(keys, USE, rng, &label(reservation_id, generation, kind), picture)?),
            created_at: Set(now),
        });
    }
    let conflict =
        OnConflict::columns([Column::ReservationId, Column::Generation, Column::Kind]).do_nothing().to_owned();
    let inserted = Entity::insert_many(rows).on_conflict(conflict).try_insert().exec_without_returning(conn).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(rows) if rows > 0))
}

/// The stored pictures of a ticket; `None` when they are not drawn yet, show what was so before `changed`, or were sealed
/// with a key that is gone.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn load<C: ConnectionTrait>(
    conn: &C,
    keys: &Keys,
    reservation_id: i64,
    generation: i32,
    changed: DateTime<Utc>,
) -> Result<Option<Assets>, Failure> {
    let rows = Entity::find()
        .filter(Column::ReservationId.eq(reservation_id))
        .filter(Column::Generation.eq(generation))
        .filter(Column::CreatedAt.gte(changed))
        .all(conn)
        .await?;
    let picture = |kind: AssetKind| {
        let row = rows.iter().find(|row| row.kind == kind)?;
        seal::open(keys, USE, &label(reservation_id, generation, kind), &row.sealed)
    };
    let parts = (picture(AssetKind::QrPng), picture(AssetKind::QrSvg), picture(AssetKind::Pdf));
    let (Some(qr_png), Some(qr_svg), Some(pdf)) = parts else { return Ok(None) };
    Ok(Some(Assets { qr_png, qr_svg, pdf }))
}
