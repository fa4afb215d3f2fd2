//! Shows: what the company plays.

mod form;
mod list;

pub use form::{LONGEST_SHOW, ShowDraft, ShowForm};
pub use list::{ShowFilter, ShowRow, ShowSort, counted, list};

use chrono::{DateTime, Utc};
use entity::show::{ActiveModel, Column, Entity, Model};
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

/// A show, published or not; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn get<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(id).one(conn).await?)
}

/// Makes a show. Without a slug of its own it gets one from its title.
///
/// # Errors
/// [`SaveError::Invalid`] for a slug that is taken, or a failure.
pub async fn create(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    draft: ShowDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let txn = transaction::begin(db).await?;
    let outcome = insert(&txn, now, draft, actor).await;
    transaction::end(txn, outcome).await
}

async fn insert(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    draft: ShowDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    let slug = match draft.slug {
        Some(slug) => slug,
        None => free_slug(txn, &draft.title).await?,
    };
    let row = ActiveModel {
        slug: Set(slug),
        title: Set(draft.title),
        summary: Set(draft.summary),
        description: Set(draft.description),
        duration_minutes: Set(draft.duration_minutes),
        is_published: Set(draft.is_published),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let made = Entity::insert(row).exec_with_returning(txn).await.map_err(refused)?;
    let detail = json!({"slug": made.slug, "is_published": made.is_published});
    audit::record(txn, now, actor, "show.created", Subject::Show(made.id), detail).await?;
    Ok(made)
}

async fn free_slug<C: ConnectionTrait>(conn: &C, title: &str) -> Result<String, SaveError<Model>> {
    let wanted = slug::of_title(title);
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

/// Replaces what a show says, if its `version` is still the one that was read. Without a slug it keeps its address.
///
/// # Errors
/// [`SaveError`]; nothing was changed then.
pub async fn update(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    version: i32,
    draft: ShowDraft,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    edit(db, now, id, actor, |current| {
        if current.version != version {
            return Err(SaveError::Stale(Box::new(current.clone())));
        }
        Ok(ActiveModel {
            slug: draft.slug.map_or(NotSet, Set),
            title: Set(draft.title),
            summary: Set(draft.summary),
            description: Set(draft.description),
            duration_minutes: Set(draft.duration_minutes),
            is_published: Set(draft.is_published),
            ..Default::default()
        })
    })
    .await
}

/// Shows a production to visitors, or hides it with all its performances. Repeatable.
///
/// # Errors
/// [`SaveError::NotFound`] or a failure.
pub async fn set_published(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    published: bool,
    actor: &Actor,
) -> Result<Model, SaveError<Model>> {
    edit(db, now, id, actor, |_| Ok(ActiveModel { is_published: Set(published), ..Default::default() })).await
}

/// Changes one show, held meanwhile. What changes nothing writes nothing.
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
    audit::record(txn, now, actor, "show.updated", Subject::Show(id), detail).await?;
    Ok(saved)
}

async fn lock(txn: &DatabaseTransaction, id: i64) -> Result<Option<Model>, Failure> {
    Ok(Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?)
}

/// Deletes a show that was never played; gives it back, so that its poster can be removed.
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
    let performances = super::performance::count(txn, entity::performance::Column::ShowId.eq(id)).await?;
    if performances > 0 {
        return Err(DeleteError::InUse(UsedBy::Performances(performances)));
    }
    Entity::delete_by_id(id).exec(txn).await.map_err(|error| match broken_constraint(&error) {
        // Made since it was counted.
        Some("performances_show_exists") => DeleteError::InUse(UsedBy::Performances(1)),
        _ => DeleteError::Failure(error.into()),
    })?;
    let detail = json!({"slug": current.slug, "title": current.title});
    audit::record(txn, now, actor, "show.deleted", Subject::Show(id), detail).await?;
    Ok(current)
}

/// What the database refuses, as the field that is at fault.
fn refused(error: DbErr) -> SaveError<Model> {
    let fault = match broken_constraint(&error) {
        Some("shows_slug_unique") => slug::taken(),
        Some("shows_slug_shape") => Invalid::new("slug", "invalid", "is no address"),
        Some("shows_title_present") => Invalid::new("title", "required", "is needed"),
        Some("shows_duration_positive") => Invalid::new("duration_minutes", "out_of_range", "must be positive"),
        _ => return SaveError::Failure(error.into()),
    };
    SaveError::Invalid(vec![fault])
}
