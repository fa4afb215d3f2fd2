//! A password reset asked for by mail; the token itself is nowhere in the database.

use sea_orm::entity::prelude::*;

/// A password reset asked for by mail; the token itself is nowhere in the database.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "password_resets")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose password.
    pub user_id: i64,
    /// SHA-256 of the token.
    pub token_sha256: Vec<u8>,
    /// Random bytes that the token is made of, beside the server's key.
    pub salt: Vec<u8>,
    /// Which of the server's keys made it.
    #[sea_orm(column_type = "Text")]
    pub key_id: String,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// Opens nothing from then on.
    pub expires_at: DateTimeUtc,
    /// When it was used; it works once.
    pub used_at: Option<DateTimeUtc>,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `user_id`.
    #[sea_orm(belongs_to = "super::staff_user::Entity", from = "Column::UserId", to = "super::staff_user::Column::Id")]
    StaffUser,
}

impl Related<super::staff_user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::StaffUser.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
