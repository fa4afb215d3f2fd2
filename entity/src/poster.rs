//! A picture that was sent for a show or as the company's logo, and what was made of it.

use sea_orm::entity::prelude::*;

use crate::value::PosterStatus;

/// A picture that was sent for a show or as the company's logo, and what was made of it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posters")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Of which show; the company's logo has none.
    pub show_id: Option<i64>,
    /// Where it stands.
    pub status: PosterStatus,
    /// As it was sent; gone once something was made of it.
    pub original: Option<Vec<u8>>,
    /// Name of what was made of it: a hash of the content.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// WebP for a show's page.
    pub large: Option<Vec<u8>>,
    /// WebP for lists, and the head of pages.
    pub small: Option<Vec<u8>>,
    /// Why nothing was made of it.
    #[sea_orm(column_type = "Text", nullable)]
    pub error: Option<String>,
    /// When it was sent.
    pub uploaded_at: DateTimeUtc,
    /// When something was made of it, or was found that nothing can be.
    pub finished_at: Option<DateTimeUtc>,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `show_id`.
    #[sea_orm(belongs_to = "super::show::Entity", from = "Column::ShowId", to = "super::show::Column::Id")]
    Show,
}

impl Related<super::show::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Show.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
