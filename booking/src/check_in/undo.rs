//! The last admission of a party is taken back.

use chrono::{DateTime, Utc};
use entity::check_in;
use entity::value::ReservationSource;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::json;

use super::{Verdict, outcome_for, verdict};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::performance_of;
use crate::reservation as rules;
use crate::values::Reference;
use crate::{Failure, seats, transaction};

/// Why there is nothing to take back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// There is no such reservation.
    #[error("the reference is unknown")]
    Unknown,
    /// Nobody of the party is in.
    #[error("nobody of this party has been admitted")]
    NotCheckedIn,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes the last admission of a reservation back; its row stays, marked. A walk-in whose admission is taken back was
/// never here: it is cancelled, and its seats are free.
///
/// # Errors
/// [`UndoError`]; nothing was changed then.
pub async fn undo(
    db: &DatabaseConnection,
    now: DateTime<Utc>,
    reference: &Reference,
    user_id: i64,
    actor: &Actor,
) -> Result<Verdict, UndoError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, now, reference, user_id, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    reference: &Reference,
    user_id: i64,
    actor: &Actor,
) -> Result<Verdict, UndoError> {
    let seen = rules::by_reference(txn, reference).await?.ok_or(UndoError::Unknown)?;
    let mut held = seats::lock(txn, seen.performance_id).await?.ok_or(UndoError::Unknown)?;
    let current = rules::lock(txn, seen.id).await?;
    let last = check_in::Entity::find()
        .filter(check_in::Column::ReservationId.eq(current.id))
        .filter(check_in::Column::UndoneAt.is_null())
        .order_by_desc(check_in::Column::Id)
        .one(txn)
        .await
        .map_err(Failure::from)?
        .ok_or(UndoError::NotCheckedIn)?;
    let leaving = last.admitted;
    let mut mark = last.into_active_model();
    mark.undone_at = Set(Some(now));
    mark.undone_by = Set(Some(user_id));
    mark.update(txn).await.map_err(Failure::from)?;

    let mut row = current.clone().into_active_model();
    row.admitted = Set(current.admitted - leaving);
    row.updated_at = Set(now);
    let mut reservation = row.update(txn).await.map_err(Failure::from)?;
    let subject = Subject::Reservation(reservation.id);
    audit::record(txn, now, actor, "reservation.check_in_undone", subject, json!({"admitted": -leaving})).await?;
    if reservation.source == ReservationSource::WalkIn && reservation.admitted == 0 {
        reservation = rules::cancel_held(txn, now, &mut held, reservation, actor).await?;
    }
    let outcome = outcome_for(&reservation, None);
    let performance = performance_of(txn, &reservation).await?;
    Ok(verdict(txn, reservation, performance, outcome).await?)
}
