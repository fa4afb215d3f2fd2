//! A performance is edited, and perhaps moved.

use chrono::{DateTime, Utc};
use entity::performance::{ActiveModel, Model};
use entity::reservation;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    PaginatorTrait, QueryFilter,
};

use super::form::PerformanceDraft;
use super::{SaveError, check_references, moved, refused, view};
use crate::audit::{self, Actor, Subject, changes};
use crate::catalogue::PerformanceView;
use crate::edit::differing;
use crate::values::Invalid;
use crate::{Failure, Site, seats, transaction};

/// An edit of a performance.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The version that was read.
    pub version: i32,
    /// What it should be.
    pub draft: PerformanceDraft,
    /// Whether guests are told by mail if date or venue change.
    pub tell_guests: bool,
}

/// A performance that was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// As it is now.
    pub performance: PerformanceView,
    /// Mails that were queued, one a guest.
    pub mails: u64,
}

/// Replaces what a performance offers and when, if its `version` is still the one that was read.
///
/// Where date or venue change, pending requests lapse at the new beginning at the latest. If guests are to be told, and
/// it has neither begun nor is called off, each gets one mail: who is confirmed, what has changed; who is not, the request
/// to confirm once more. Tickets keep their codes; mails carry them as they are now.
///
/// # Errors
/// [`SaveError`]; nothing was changed then.
pub async fn update(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    edit: Edit,
    actor: &Actor,
) -> Result<Edited, SaveError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, id, edit, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    edit: Edit,
    actor: &Actor,
) -> Result<Edited, SaveError> {
    let mut held = seats::close(txn, id).await?.ok_or(SaveError::NotFound)?;
    let current = held.performance().clone();
    if current.version != edit.version {
        return Err(SaveError::Stale(Box::new(view(txn, current).await?)));
    }
    held.resize(edit.draft.terms.house)?;
    check_references(txn, edit.draft.terms.show_id, edit.draft.terms.venue_id).await?;
    if current.show_id != edit.draft.terms.show_id {
        refuse_another_show(txn, id).await?;
    }
    let saved = write(txn, now, &current, &edit.draft.columns(), actor).await?;
    let mails = moved::follow_up(txn, site, now, &current, &saved, edit.tell_guests, actor).await?;
    Ok(Edited { performance: view(txn, saved).await?, mails })
}

/// Guests booked a show, not an evening.
async fn refuse_another_show(txn: &DatabaseTransaction, id: i64) -> Result<(), SaveError> {
    let booked = reservation::Entity::find()
        .filter(reservation::Column::PerformanceId.eq(id))
        .count(txn)
        .await
        .map_err(Failure::from)?;
    if booked == 0 {
        return Ok(());
    }
    let message = format!("cannot change any more: there are {booked} reservations for this show");
    Err(SaveError::Invalid(vec![Invalid::new("show_id", "in_use", message)]))
}

/// Writes the columns that are set, unless they hold the same already, and the audit entry of what changed.
pub(super) async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    current: &Model,
    columns: &ActiveModel,
    actor: &Actor,
) -> Result<Model, SaveError> {
    let Some(mut row) = differing(current, columns) else { return Ok(current.clone()) };
    row.version = Set(current.version + 1);
    row.updated_at = Set(now);
    let saved = row.update(txn).await.map_err(refused)?;
    let detail = changes(current, &saved);
    audit::record(txn, now, actor, "performance.updated", Subject::Performance(saved.id), detail).await?;
    Ok(saved)
}
