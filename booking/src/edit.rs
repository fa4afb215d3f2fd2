//! Edits of a row.

use sea_orm::{ActiveModelTrait, ActiveValue, EntityTrait, IntoActiveModel, Iterable};

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
