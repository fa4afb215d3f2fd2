//! A party booked for a performance.

use sea_orm::entity::prelude::*;

use crate::value::{Locale, ReservationSource, ReservationStatus};

/// A party booked for a performance.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reservations")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// Booked for this performance.
    pub performance_id: i64,
    /// Short name for people, unique.
    #[sea_orm(column_type = "Text")]
    pub reference: String,
    /// Where it stands.
    pub status: ReservationStatus,
    /// How it came to be.
    pub source: ReservationSource,
    /// Of the guest.
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// Of the guest; none for walk-ins.
    #[sea_orm(column_type = "Text", nullable)]
    pub email: Option<String>,
    /// Of the guest.
    #[sea_orm(column_type = "Text", nullable)]
    pub phone: Option<String>,
    /// People.
    pub party_size: i32,
    /// People already let in.
    pub admitted: i32,
    /// Language of pages and mails.
    pub locale: Locale,
    /// What the guest wants us to know.
    #[sea_orm(column_type = "Text")]
    pub notes: String,
    /// Which confirmation token is in force.
    pub confirmation_generation: i32,
    /// Which ticket is in force.
    pub ticket_generation: i32,
    /// When the privacy notice was accepted.
    pub privacy_accepted_at: Option<DateTimeUtc>,
    /// A pending request lapses then.
    pub expires_at: Option<DateTimeUtc>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTimeUtc>,
    /// When it was cancelled.
    pub cancelled_at: Option<DateTimeUtc>,
    /// When it lapsed.
    pub expired_at: Option<DateTimeUtc>,
    /// When personal data were removed.
    pub anonymised_at: Option<DateTimeUtc>,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it last changed.
    pub updated_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `performance_id`.
    #[sea_orm(
        belongs_to = "super::performance::Entity",
        from = "Column::PerformanceId",
        to = "super::performance::Column::Id"
    )]
    Performance,
}

impl Related<super::performance::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Performance.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
