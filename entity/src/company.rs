//! What the company says of itself on its site: one row.

use sea_orm::entity::prelude::*;

/// What the company says of itself on its site: one row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "company")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i16,
    /// Name; the programs' setting `COMPANY_NAME`, where unset.
    #[sea_orm(column_type = "Text", nullable)]
    pub name: Option<String>,
    /// Where people write to.
    #[sea_orm(column_type = "Text", nullable)]
    pub contact_email: Option<String>,
    /// Where people call.
    #[sea_orm(column_type = "Text", nullable)]
    pub contact_phone: Option<String>,
    /// Where people send letters, in lines.
    #[sea_orm(column_type = "Text")]
    pub contact_address: String,
    /// Privacy notice in Italian, paragraphs separated by blank lines.
    #[sea_orm(column_type = "Text")]
    pub privacy_it: String,
    /// Privacy notice in English.
    #[sea_orm(column_type = "Text")]
    pub privacy_en: String,
    /// Words at the foot of each page, in Italian.
    #[sea_orm(column_type = "Text")]
    pub footer_it: String,
    /// Words at the foot of each page, in English.
    #[sea_orm(column_type = "Text")]
    pub footer_en: String,
    /// Colour of links and buttons on light pages, `#rrggbb`; the theme's own, where unset.
    #[sea_orm(column_type = "Text", nullable)]
    pub accent_light: Option<String>,
    /// Colour of links and buttons on dark pages, `#rrggbb`; the theme's own, where unset.
    #[sea_orm(column_type = "Text", nullable)]
    pub accent_dark: Option<String>,
    /// Path of the logo on the site.
    #[sea_orm(column_type = "Text", nullable)]
    pub logo_path: Option<String>,
    /// Grows with each edit; guards against lost updates.
    pub version: i32,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
