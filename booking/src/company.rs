//! What the company says of itself on its site: name, contacts, privacy notice, colours, logo.

mod colour;
mod form;

pub use colour::{Colour, LEGIBLE};
pub use form::{CompanyDraft, CompanyForm};

use chrono::{DateTime, Utc};
use entity::company::{ActiveModel, Entity, Model};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait,
    QuerySelect,
};

use crate::audit::{self, Actor, Subject, changes};
use crate::edit::{SaveError, differing};
use crate::failure::broken_constraint;
use crate::values::Invalid;
use crate::{Failure, transaction};

/// The only row.
const ID: i16 = 1;

/// What is there now; anybody may read it.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn read<C: ConnectionTrait>(conn: &C) -> Result<Model, Failure> {
    Entity::find_by_id(ID).one(conn).await?.ok_or(Failure::Unreadable("the company's row"))
}

/// Replaces what the company says, if its `version` is still the one that was read. The logo
/// stays: it is a picture, see [`crate::poster`].
///
/// # Errors
/// [`SaveError`]; nothing was changed then.
pub async fn update(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    version: i32,
    draft: CompanyDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let txn = transaction::begin(db).await?;
    let outcome = write(&txn, now, version, draft.columns(), actor).await;
    transaction::end(txn, outcome).await
}

async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    version: i32,
    columns: ActiveModel,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let held = Entity::find_by_id(ID).lock(LockType::NoKeyUpdate).one(txn).await.map_err(Failure::from)?;
    let current = held.ok_or(SaveError::NotFound)?;
    if version != current.version {
        return Err(SaveError::Stale(Box::new(current)));
    }
    let Some(mut row) = differing(&current, &columns) else { return Ok(current) };
    row.version = Set(current.version + 1);
    row.updated_at = Set(now);
    let saved = row.update(txn).await.map_err(refused)?;
    let detail = changes(&current, &saved);
    audit::record(txn, now, actor, "company.updated", Subject::Company, detail).await?;
    Ok(saved)
}

/// What the database refuses, as the field that is at fault.
fn refused(error: DbErr) -> SaveError<Model> {
    let fault = match broken_constraint(&error) {
        Some("company_name_present") => Invalid::new("name", "required", "is needed"),
        Some("company_accent_light_shape") => colour::malformed("accent_light"),
        Some("company_accent_dark_shape") => colour::malformed("accent_dark"),
        _ => return SaveError::Failure(error.into()),
    };
    SaveError::Invalid(vec![fault])
}
