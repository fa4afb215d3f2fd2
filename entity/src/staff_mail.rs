//! The delivery log of mails to users of the house: one row for each mail, written before it is sent.

use sea_orm::entity::prelude::*;

use crate::value::{DeliveryStatus, StaffMailKind};

/// The delivery log of mails to users of the house: one row for each mail, written before it is sent.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_mails")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// To whom.
    pub user_id: i64,
    /// Which mail.
    pub kind: StaffMailKind,
    /// The reset whose link it brings.
    pub password_reset_id: Option<i64>,
    /// Beginning of the time that a summary covers.
    pub covers_from: Option<DateTimeUtc>,
    /// End of the time that a summary covers.
    pub covers_until: Option<DateTimeUtc>,
    /// Where it stands.
    pub status: DeliveryStatus,
    /// Attempts begun.
    pub attempts: i32,
    /// Message-ID header without angle brackets; a function of the row.
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
    /// By `user_id`.
    #[sea_orm(belongs_to = "super::staff_user::Entity", from = "Column::UserId", to = "super::staff_user::Column::Id")]
    StaffUser,
    /// By `password_reset_id`.
    #[sea_orm(
        belongs_to = "super::password_reset::Entity",
        from = "Column::PasswordResetId",
        to = "super::password_reset::Column::Id"
    )]
    PasswordReset,
}

impl Related<super::staff_user::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::StaffUser.def()
    }
}

impl Related<super::password_reset::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::PasswordReset.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
