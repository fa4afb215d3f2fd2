//! The two switches of a performance. They take no version: whoever throws one means it, whatever else was edited.

use chrono::{DateTime, Utc};
use entity::performance::ActiveModel;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DatabaseTransaction};

use super::{SaveError, update, view};
use crate::audit::Actor;
use crate::catalogue::PerformanceView;
use crate::{seats, transaction};

/// Opens or closes bookings, within their window. Repeatable.
///
/// # Errors
/// [`SaveError::NotFound`] or a failure.
pub async fn set_booking_enabled(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    enabled: bool,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    throw(db, now, id, ActiveModel { is_booking_enabled: Set(enabled), ..Default::default() }, actor).await
}

/// Shows a performance to visitors, or hides it. Guests keep their reservations. Repeatable.
///
/// # Errors
/// [`SaveError::NotFound`] or a failure.
pub async fn set_published(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    published: bool,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    throw(db, now, id, ActiveModel { is_published: Set(published), ..Default::default() }, actor).await
}

async fn throw(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    id: i64,
    columns: ActiveModel,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, id, &columns, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    id: i64,
    columns: &ActiveModel,
    actor: &Actor,
) -> Result<PerformanceView, SaveError> {
    let held = seats::close(txn, id).await?.ok_or(SaveError::NotFound)?;
    let saved = update::write(txn, now, held.performance(), columns, actor).await?;
    Ok(view(txn, saved).await?)
}
