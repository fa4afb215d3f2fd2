//! A place.

use sea_orm::entity::prelude::*;

/// A place.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "venues")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name in addresses, unique.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// What people call it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Street and number.
    #[sea_orm(column_type = "Text")]
    pub address: String,
    /// Town.
    #[sea_orm(column_type = "Text")]
    pub city: String,
    /// How to get there, where to park.
    #[sea_orm(column_type = "Text")]
    pub notes: String,
    /// A map to open.
    #[sea_orm(column_type = "Text", nullable)]
    pub map_url: Option<String>,
    /// What guests with disabilities should know.
    #[sea_orm(column_type = "Text")]
    pub accessibility: String,
    /// Grows with each edit.
    pub version: i32,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
