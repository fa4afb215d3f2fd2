//! A production.

use sea_orm::entity::prelude::*;

/// A production.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shows")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Name in addresses, unique.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// As printed on the poster.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// One or two sentences.
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    /// Paragraphs, separated by blank lines.
    #[sea_orm(column_type = "Text")]
    pub description: String,
    /// Length without intervals, minutes.
    pub duration_minutes: Option<i32>,
    /// Path of the poster on the site.
    #[sea_orm(column_type = "Text", nullable)]
    pub poster_image: Option<String>,
    /// Whether visitors see it.
    pub is_published: bool,
    /// Grows with each edit; guards against lost updates.
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
