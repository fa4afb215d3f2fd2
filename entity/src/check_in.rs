//! People of a reservation let in.

use sea_orm::entity::prelude::*;

use crate::value::CheckInSource;

/// People of a reservation let in.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "check_ins")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose party.
    pub reservation_id: i64,
    /// People let in by this act.
    pub admitted: i32,
    /// How.
    pub source: CheckInSource,
    /// By whom.
    pub user_id: i64,
    /// When.
    pub created_at: DateTimeUtc,
    /// When it was taken back.
    pub undone_at: Option<DateTimeUtc>,
    /// By whom it was taken back.
    pub undone_by: Option<i64>,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `reservation_id`.
    #[sea_orm(
        belongs_to = "super::reservation::Entity",
        from = "Column::ReservationId",
        to = "super::reservation::Column::Id"
    )]
    Reservation,
    /// By `user_id`.
    #[sea_orm(belongs_to = "super::staff_user::Entity", from = "Column::UserId", to = "super::staff_user::Column::Id")]
    StaffUser,
}

impl Related<super::reservation::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reservation.def()
    }
}

impl Related<super::staff_user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::StaffUser.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
