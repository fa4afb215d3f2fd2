//! Edits of a row that people may edit at the same time.

use std::fmt::Debug;

use sea_orm::{ActiveModelTrait, ActiveValue, EntityTrait, IntoActiveModel, Iterable};

use crate::Failure;
use crate::values::Invalid;

/// Why a record is not saved; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum SaveError<Row: Debug> {
    /// There is no such record.
    #[error("there is no such record")]
    NotFound,
    /// Fields are refused, each with a reason.
    #[error("{} fields are refused", .0.len())]
    Invalid(Vec<Invalid>),
    /// Somebody else has edited the record since it was read: this is how it is now.
    #[error("the record was edited meanwhile")]
    Stale(Box<Row>),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// `current` with those columns set that `wanted` has another value for; `None` when there are none.
pub(crate) fn differing<A>(current: &<A::Entity as EntityTrait>::Model, wanted: &A) -> Option<A>
where
    A: ActiveModelTrait,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A>,
{
    let mut row = current.clone().into_active_model();
    for column in <A::Entity as EntityTrait>::Column::iter() {
        if let ActiveValue::Set(value) = wanted.get(column) {
            row.set_if_not_equals(column, value);
        }
    }
    row.is_changed().then_some(row)
}
