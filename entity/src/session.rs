//! A login in force.

use sea_orm::entity::prelude::*;

/// A login in force.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// SHA-256 of the cookie.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_sha256: Vec<u8>,
    /// Number by which people name it; opens nothing.
    pub id: i64,
    /// SHA-256 of the anti-forgery token.
    pub csrf_sha256: Vec<u8>,
    /// Whose.
    pub user_id: i64,
    /// Login.
    pub created_at: DateTimeUtc,
    /// Last use, written at most once a minute.
    pub last_seen_at: DateTimeUtc,
    /// Ends then at the latest.
    pub expires_at: DateTimeUtc,
    /// Where the login came from.
    #[sea_orm(column_type = "Text", nullable)]
    pub client_address: Option<String>,
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
