//! Venues: where the company plays.

mod form;
mod list;

pub use form::{VenueDraft, VenueForm};
pub use list::{VenueFilter, VenueRow, VenueSort, counted, list};

use chrono::{DateTime, Utc};
use entity::venue::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::{DeleteError, SaveError, UsedBy, slug};
use crate::audit::{self, Actor, Subject, changes};
use crate::edit::differing;
use crate::failure::broken_constraint;
use crate::values::Invalid;
use crate::{Failure, transaction};

/// A venue; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn get<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(id).one(conn).await?)
}

/// Makes a venue. Without a slug of its own it gets one from its name.
///
/// # Errors
/// [`SaveError::Invalid`] for a slug that is taken, or a failure.
pub async fn create(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    draft: VenueDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let txn = transaction::begin(db).await?;
    let outcome = insert(&txn, now, draft, actor).await;
    transaction::end(txn, outcome).await
}

async fn insert(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    draft: VenueDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let slug = match draft.slug {
        Some(slug) => slug,
        None => free_slug(txn, &draft.name).await?,
    };
    let row = ActiveModel {
        slug: Set(slug),
        name: Set(draft.name),
        address: Set(draft.address),
        city: Set(draft.city),
        notes: Set(draft.notes),
        map_url: Set(draft.map_url),
        accessibility: Set(draft.accessibility),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let made = Entity::insert(row).exec_with_returning(txn).await.map_err(refused)?;
    let detail = json!({"slug": made.slug});
    audit::record(txn, now, actor, "venue.created", Subject::Venue(made.id), detail).await?;
    Ok(made)
}

async fn free_slug<C: ConnectionTrait>(conn: &C, name: &str) -> Result<String, SaveError<Model>> {
    let wanted = slug::of_title(name);
    if wanted.is_empty() {
        return Err(SaveError::Invalid(vec![slug::needed()]));
    }
    // Slugs have no wildcards in them.
    let taken: Vec<String> = Entity::find()
        .select_only()
        .column(Column::Slug)
        .filter(Column::Slug.starts_with(&wanted))
        .into_tuple()
        .all(conn)
        .await
        .map_err(Failure::from)?;
    Ok(slug::first_free(wanted, &taken.into_iter().collect()))
}

/// Replaces what a venue says, if its `version` is still the one that was read. Without a slug it keeps its address.
///
/// # Errors
/// [`SaveError`]; nothing was changed then.
pub async fn update(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    version: i32,
    draft: VenueDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    edit(db, now, id, actor, |current| {
        if current.version != version {
            return Err(SaveError::Stale(Box::new(current.clone())));
        }
        Ok(ActiveModel {
            slug: draft.slug.map_or(NotSet, Set),
            name: Set(draft.name),
            address: Set(draft.address),
            city: Set(draft.city),
            notes: Set(draft.notes),
            map_url: Set(draft.map_url),
            accessibility: Set(draft.accessibility),
            ..Default::default()
        })
    })
    .await
}

/// Changes one venue, held meanwhile. What changes nothing writes nothing.
async fn edit(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
    change: impl FnOnce(&Model) -> Result<ActiveModel, SaveError<Model>>,
) -> Result<Model, SaveError<Model>> {
    let txn = transaction::begin(db).await?;
    let outcome = edit_steps(&txn, now, id, actor, change).await;
    transaction::end(txn, outcome).await
}

async fn edit_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
    change: impl FnOnce(&Model) -> Result<ActiveModel, SaveError<Model>>,
) -> Result<Model, SaveError<Model>> {
    let current = lock(txn, id).await?.ok_or(SaveError::NotFound)?;
    let wanted = change(&current)?;
    let Some(mut row) = differing(&current, &wanted) else { return Ok(current) };
    row.version = Set(current.version + 1);
    row.updated_at = Set(now);
    let saved = row.update(txn).await.map_err(refused)?;
    let detail = changes(&current, &saved);
    audit::record(txn, now, actor, "venue.updated", Subject::Venue(id), detail).await?;
    Ok(saved)
}

async fn lock(txn: &DatabaseTransaction, id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?)
}

/// Deletes a venue where nothing is or was played.
///
/// # Errors
/// [`DeleteError`]; nothing was changed then.
pub async fn delete(db: &DatabaseConnection, now: DateTime<Utc>, id: i64, actor: &Actor) -> Result<Model, DeleteError> {
    let txn = transaction::begin(db).await?;
    let outcome = delete_steps(&txn, now, id, actor).await;
    transaction::end(txn, outcome).await
}

async fn delete_steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: i64,
    actor: &Actor,
) -> Result<Model, DeleteError> {
    let current = lock(txn, id).await?.ok_or(DeleteError::NotFound)?;
    let performances = super::performance::count(txn, entity::performance::Column::VenueId.eq(id)).await?;
    if performances > 0 {
        return Err(DeleteError::InUse(UsedBy::Performances(performances)));
    }
    Entity::delete_by_id(id).exec(txn).await.map_err(|error| match broken_constraint(&error) {
        // Made since it was counted.
        Some("performances_venue_exists") => DeleteError::InUse(UsedBy::Performances(1)),
        _ => DeleteError::Failure(error.into()),
    })?;
    let detail = json!({"slug": current.slug, "name": current.name});
    audit::record(txn, now, actor, "venue.deleted", Subject::Venue(id), detail).await?;
    Ok(current)
}

/// What the database refuses, as the field that is at fault.
fn refused(error: DbErr) -> SaveError<Model> {
    let fault = match broken_constraint(&error) {
        Some("venues_slug_unique") => slug::taken(),
        Some("venues_slug_shape") => Invalid::new("slug", "invalid", "is no address"),
        Some("venues_name_present") => Invalid::new("name", "required", "is needed"),
        _ => return SaveError::Failure(error.into()),
    };
    SaveError::Invalid(vec![fault])
}
