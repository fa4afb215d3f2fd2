//! What one check of the tables' integrity found.

use sea_orm::entity::prelude::*;

/// What one check of the tables' integrity found.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "integrity_checks")]
pub struct Model {
    /// Row number.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// The moment that was looked at.
    pub checked_at: DateTimeUtc,
    /// How much differed.
    pub differences: i32,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
