//! The delivery log: one row for each mail, written before it is sent.

use sea_orm::entity::prelude::*;

use crate::value::{DeliveryKind, DeliveryStatus};

/// The delivery log: one row for each mail, written before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "email_deliveries")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Whose mail.
    pub reservation_id: i64,
    /// Which mail.
    pub kind: DeliveryKind,
    /// Which issue of it; a re-send is a new one.
    pub generation: i32,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Attempts begun.
    pub attempts: i32,
    /// Message-ID header without angle brackets; a function of reservation, kind and generation.
    #[sea_orm(column_type = "Text")]
    pub message_id: String,
    /// Last failure, without addresses.
    #[sea_orm(column_type = "Text", nullable)]
    pub last_error: Option<String>,
    /// The server's last words, without addresses.
    #[sea_orm(column_type = "Text", nullable)]
    pub smtp_response: Option<String>,
    /// When it was asked for.
    pub queued_at: DateTimeUtc,
    /// When an attempt last began.
    pub last_attempt_at: Option<DateTimeUtc>,
    /// When the server accepted it.
    pub sent_at: Option<DateTimeUtc>,
    /// When it was given up.
    pub failed_at: Option<DateTimeUtc>,
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
