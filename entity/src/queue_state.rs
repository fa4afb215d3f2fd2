//! Switches of a queue that every worker obeys.

use sea_orm::entity::prelude::*;

/// Switches of a queue that every worker obeys.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "queue_states")]
pub struct Model {
    /// The queue.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Set: no job of it is started.
    pub paused_at: Option<DateTimeUtc>,
    /// Why, in words for operators.
    #[sea_orm(column_type = "Text", nullable)]
    pub paused_reason: Option<String>,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
