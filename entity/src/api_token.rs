//! A token by which another program acts for a user.

use sea_orm::entity::prelude::*;

use crate::value::ApiTokenScope;

/// A token by which another program acts for a user.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_tokens")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// For whom.
    pub user_id: i64,
    /// What it is called, by the one who uses it.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// What it allows.
    pub scope: ApiTokenScope,
    /// SHA-256 of the token.
    pub token_sha256: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// Opens nothing from then on.
    pub expires_at: DateTimeUtc,
    /// Last use, written at most once a minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTimeUtc>,
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
