//! Posters of shows, and the company's logo: a picture is sent, prepared by a job, and shown under a name that changes
//! with its content.
//!
//! What is shown is never what was sent: a prepared picture is coded anew from pixels, so that nothing else comes along
//! (where a photograph was taken, a script in a picture's clothes).

mod owner;
mod picture;

pub use owner::Owner;
pub use picture::{LARGEST, MOST_PIXELS, Picture, Unfit};

use chrono::{DateTime, Utc};
use entity::poster::{ActiveModel, Column, Entity};
use entity::value::PosterStatus;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::audit::{self, Actor};
use crate::job::{self, payload::PreparePoster};
use crate::{Failure, transaction};

/// Where pictures are served.
const SERVED_AT: &str = "/api/posters/";
/// Hexadecimal digits of a name.
const NAME: usize = 32;

/// Which of the two pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// For a show's page.
    Large,
    /// For lists, and a logo at the head of pages.
    Small,
}

impl Size {
    /// Greatest width, pixels; twice of what pages show, for fine screens.
    #[must_use]
    pub const fn width(self) -> u32 {
        match self {
            Self::Large => 1200,
            Self::Small => 480,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Large => "-large.webp",
            Self::Small => "-small.webp",
        }
    }
}

/// A picture that was prepared.
#[derive(Clone, PartialEq, Eq)]
pub struct Prepared {
    /// WebP, [`Size::Large`].
    pub large: Vec<u8>,
    /// WebP, [`Size::Small`].
    pub small: Vec<u8>,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Prepared({} and {} bytes)", self.large.len(), self.small.len())
    }
}

/// Where the latest picture of an owner stands.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Standing {
    /// Where it stands.
    pub status: PosterStatus,
    /// Why it cannot be prepared.
    pub error: Option<String>,
    /// When it was sent.
    pub uploaded_at: DateTime<Utc>,
    /// When it was prepared, or given up.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Why a picture is neither taken nor removed.
#[derive(Debug, thiserror::Error)]
pub enum PosterError {
    /// There is no such show.
    #[error("there is no such show")]
    ShowNotFound,
    /// The owner has no picture.
    #[error("there is no picture")]
    Missing,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes a picture, and queues the job that prepares it; its owner keeps the picture it has until then. An earlier one
/// that still waits is dropped.
///
/// # Errors
/// [`PosterError::ShowNotFound`] or a failure.
pub async fn upload(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    owner: Owner,
    picture: Picture,
    actor: &Actor,
) -> Result<Standing, PosterError> {
    let txn = transaction::begin(db).await?;
    let outcome = upload_steps(&txn, now, owner, picture, actor).await;
    transaction::end(txn, outcome).await
}

async fn upload_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    owner: Owner,
    picture: Picture,
    actor: &Actor,
) -> Result<Standing, PosterError> {
    owner.hold(txn).await?.ok_or(PosterError::ShowNotFound)?;
    let unfinished = [PosterStatus::Waiting, PosterStatus::Failed];
    Entity::delete_many()
        .filter(owner.condition())
        .filter(Column::Status.is_in(unfinished))
        .exec(txn)
        .await
        .map_err(Failure::from)?;
    let detail = json!({"bytes": picture.bytes().len(), "width": picture.width(), "height": picture.height()});
    let row = ActiveModel {
        show_id: Set(owner.show_id()),
        status: Set(PosterStatus::Waiting),
        original: Set(Some(picture.into_bytes())),
        uploaded_at: Set(now),
        ..Default::default()
    };
    let id = Entity::insert(row).exec(txn).await.map_err(Failure::from)?.last_insert_id;
    job::enqueue(txn, &PreparePoster::new(id), actor.request_id.as_deref()).await?;
    audit::record(txn, now, actor, owner.acts().uploaded, owner.subject(), detail).await?;
    Ok(Standing { status: PosterStatus::Waiting, error: None, uploaded_at: now, finished_at: None })
}

/// Where the latest picture of an owner stands; `None` when none was ever sent, or it was removed.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn standing<C: ConnectionTrait>(conn: &C, owner: Owner) -> Result<Option<Standing>, Failure> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Status, Column::Error, Column::UploadedAt, Column::FinishedAt])
        .filter(owner.condition())
        .order_by_desc(Column::Id)
        .into_model()
        .one(conn)
        .await?)
}

/// The picture that a job is to prepare; `None` when it was prepared, given up or replaced meanwhile.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn original<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<Vec<u8>>, Failure> {
    let row = Entity::find_by_id(id).filter(Column::Status.eq(PosterStatus::Waiting)).one(conn).await?;
    Ok(row.and_then(|row| row.original))
}

/// Shows a prepared picture; what its owner had before goes. `false` when nobody waits for it any more.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn show(db: &DatabaseConnection, now: DateTime<Utc>, id: i64, prepared: Prepared) -> Result<bool, Failure> {
    let txn = transaction::begin(db).await?;
    let outcome = show_steps(&txn, now, id, prepared).await;
    transaction::end(txn, outcome).await
}

async fn show_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: i64,
    prepared: Prepared,
) -> Result<bool, Failure> {
    let Some(seen) = Entity::find_by_id(id).one(txn).await? else { return Ok(false) };
    let owner = Owner::of(&seen);
    // The owner first, as everywhere: whoever sends another picture holds it.
    if owner.hold(txn).await?.is_none() {
        return Ok(false);
    }
    let waiting = Entity::find_by_id(id).filter(Column::Status.eq(PosterStatus::Waiting)).one(txn).await?;
    let Some(waiting) = waiting else { return Ok(false) };
    let name = name_of(&prepared);
    let row = ActiveModel {
        status: Set(PosterStatus::Ready),
        original: Set(None),
        name: Set(Some(name.clone())),
        large: Set(Some(prepared.large)),
        small: Set(Some(prepared.small)),
        finished_at: Set(Some(now)),
        ..waiting.into_active_model()
    };
    Entity::update(row).exec(txn).await?;
    Entity::delete_many().filter(owner.condition()).filter(Column::Id.ne(id)).exec(txn).await?;
    let path = format!("{SERVED_AT}{name}{}", Size::Large.ending());
    owner.set_path(txn, now, Some(path)).await?;
    audit::record(txn, now, &Actor::SYSTEM, owner.acts().shown, owner.subject(), json!({"name": name})).await?;
    Ok(true)
}

/// Gives a picture up that cannot be prepared; its owner keeps the one it has.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn give_up<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>, id: i64, error: &str) -> Result<(), Failure> {
    let change = ActiveModel {
        status: Set(PosterStatus::Failed),
        original: Set(None),
        error: Set(Some(crate::delivery::shortened(error))),
        finished_at: Set(Some(now)),
        ..Default::default()
    };
    Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(PosterStatus::Waiting))
        .exec(conn)
        .await?;
    Ok(())
}

/// Removes an owner's picture.
///
/// # Errors
/// [`PosterError`]; nothing was changed then.
pub async fn remove(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    owner: Owner,
    actor: &Actor,
) -> Result<(), PosterError> {
    let txn = transaction::begin(db).await?;
    let outcome = remove_steps(&txn, now, owner, actor).await;
    transaction::end(txn, outcome).await
}

async fn remove_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    owner: Owner,
    actor: &Actor,
) -> Result<(), PosterError> {
    let held = owner.hold(txn).await?.ok_or(PosterError::ShowNotFound)?;
    let gone = Entity::delete_many().filter(owner.condition()).exec(txn).await.map_err(Failure::from)?;
    if gone.rows_affected == 0 && held.path.is_none() {
        return Err(PosterError::Missing);
    }
    owner.set_path(txn, now, None).await?;
    audit::record(txn, now, actor, owner.acts().removed, owner.subject(), json!({})).await?;
    Ok(())
}

/// The picture served under a file name, such as `0123…-large.webp`; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C, file: &str) -> Result<Option<Vec<u8>>, Failure> {
    let named = [Size::Large, Size::Small].into_iter().find_map(|size| Some((size, file.strip_suffix(size.ending())?)));
    let Some((size, name)) = named.filter(|(_, name)| is_name(name)) else { return Ok(None) };
    let column = match size {
        Size::Large => Column::Large,
        Size::Small => Column::Small,
    };
    let picture: Option<Option<Vec<u8>>> =
        Entity::find().select_only().column(column).filter(Column::Name.eq(name)).into_tuple().one(conn).await?;
    Ok(picture.flatten())
}

/// The path of the small picture beside a large one; `None` for pictures that are served from elsewhere.
#[must_use]
pub fn small_of(path: &str) -> Option<String> {
    let name = path.strip_prefix(SERVED_AT)?.strip_suffix(Size::Large.ending())?;
    Some(format!("{SERVED_AT}{name}{}", Size::Small.ending()))
}

fn is_name(text: &str) -> bool {
    text.len() == NAME && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn name_of(prepared: &Prepared) -> String {
    let hash = Sha256::new().chain_update(&prepared.large).chain_update(&prepared.small).finalize();
    let beginning = hash.iter().take(NAME / 2).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    format!("{beginning:032x}")
}

#[cfg(test)]
mod tests {
    use super::{is_name, small_of};

    #[test]
    fn the_small_picture_is_beside_the_large_one() {
        let name = "0123456789abcdef0123456789abcdef";
        let large = format!("/api/posters/{name}-large.webp");
        assert_eq!(small_of(&large).as_deref(), Some("/api/posters/0123456789abcdef0123456789abcdef-small.webp"));
        assert_eq!(small_of("/posters/il-gabbiano.svg"), None);
        assert!(is_name(name) && !is_name("0123") && !is_name(&name.to_uppercase()));
    }
}
