//! The second factor of a user: the secret that makes time-based codes (RFC 6238), sealed.

use sea_orm::entity::prelude::*;

/// The second factor of a user: the secret that makes time-based codes (RFC 6238), sealed.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factors")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: i64,
    /// Key name, nonce and ciphertext.
    pub sealed: Vec<u8>,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When a first code proved that the user has it; until then no login asks for it.
    pub confirmed_at: Option<DateTimeUtc>,
    /// The time step of the last code taken; a code works once.
    pub last_used_step: Option<i64>,
    /// Wrong answers since the last right one.
    pub failures: i32,
    /// When the last wrong one was.
    pub last_failed_at: Option<DateTimeUtc>,
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
