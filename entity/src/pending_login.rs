//! A login whose password was right and whose second factor is awaited.

use sea_orm::entity::prelude::*;

/// A login whose password was right and whose second factor is awaited.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pending_logins")]
pub struct Model {
    /// SHA-256 of the token that its browser holds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_sha256: Vec<u8>,
    /// Who logs in.
    pub user_id: i64,
    /// Wrong answers so far.
    pub attempts: i32,
    /// When the password was right.
    pub created_at: DateTimeUtc,
    /// Over then.
    pub expires_at: DateTimeUtc,
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
