//! A picture of a ticket, sealed: it shows the token.

use sea_orm::entity::prelude::*;

use crate::value::AssetKind;

/// A picture of a ticket, sealed: it shows the token.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_assets")]
pub struct Model {
    /// Whose ticket.
    #[sea_orm(primary_key, auto_increment = false)]
    pub reservation_id: i64,
    /// Which issue of it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub generation: i32,
    /// Which picture.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: AssetKind,
    /// Nonce and ciphertext.
    pub sealed: Vec<u8>,
    /// When it was rendered.
    pub created_at: DateTimeUtc,
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
}

impl Related<super::reservation::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Reservation.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
