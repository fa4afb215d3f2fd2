//! A user of the house.

use sea_orm::entity::prelude::*;

use crate::value::StaffRole;

/// A user of the house.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_users")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Login name, lower case, unique.
    #[sea_orm(column_type = "Text")]
    pub username: String,
    /// Shown to colleagues.
    #[sea_orm(column_type = "Text")]
    pub display_name: String,
    /// Where mails to them go; without one, no password reset by mail.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// What they may do.
    pub role: StaffRole,
    /// Argon2id in PHC string format.
    #[sea_orm(column_type = "Text")]
    pub password_hash: String,
    /// Set: no login, and open sessions end.
    pub disabled_at: Option<DateTimeUtc>,
    /// Last good login.
    pub last_login_at: Option<DateTimeUtc>,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
