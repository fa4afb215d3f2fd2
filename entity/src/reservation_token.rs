//! The hash by which a token is found; the token itself is nowhere in the database (domain.md, Tokens).

use sea_orm::entity::prelude::*;

use crate::value::TokenPurpose;

/// The hash by which a token is found; the token itself is nowhere in the database (domain.md, Tokens).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservation_tokens")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_sha256: Vec<u8>,
    /// Whose token it is.
    pub reservation_id: i64,
    /// What it allows.
    pub purpose: TokenPurpose,
    /// Which issue of it.
    pub generation: i32,
    /// Which of the server's keys made it.
    #[sea_orm(column_type = "Text")]
    pub key_id: String,
    /// When it was issued.
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
