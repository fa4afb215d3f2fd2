//! One show at one venue at one time.

use sea_orm::entity::prelude::*;

/// One show at one venue at one time.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "performances")]
pub struct Model {
    /// Row id.
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What is played.
    pub show_id: i64,
    /// Where.
    pub venue_id: i64,
    /// When.
    pub starts_at: DateTimeUtc,
    /// When people may enter.
    pub doors_open_at: Option<DateTimeUtc>,
    /// Seats of the room.
    pub room_capacity: i32,
    /// Chairs added for this evening.
    pub additional_seats: i32,
    /// Seats kept outside online booking.
    pub manually_occupied_seats: i32,
    /// Seats of confirmed reservations; counted by the database at each write, never by a program.
    pub confirmed_seats: i32,
    /// Whether the company takes bookings for it.
    pub is_booking_enabled: bool,
    /// Bookings are taken from then on.
    pub booking_opens_at: Option<DateTimeUtc>,
    /// Bookings are taken until then; the start, where unset.
    pub booking_closes_at: Option<DateTimeUtc>,
    /// Largest party of one online booking.
    pub max_party_size: i32,
    /// Whether visitors see it.
    pub is_published: bool,
    /// When the company called it off.
    pub cancelled_at: Option<DateTimeUtc>,
    /// Grows with each edit.
    pub version: i32,
    /// When the row was made.
    pub created_at: DateTimeUtc,
    /// When it was last edited.
    pub updated_at: DateTimeUtc,
}

/// Tables this one points to.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// By `show_id`.
    #[sea_orm(belongs_to = "super::show::Entity", from = "Column::ShowId", to = "super::show::Column::Id")]
    Show,
    /// By `venue_id`.
    #[sea_orm(belongs_to = "super::venue::Entity", from = "Column::VenueId", to = "super::venue::Column::Id")]
    Venue,
}

impl Related<super::show::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Show.def()
    }
}

impl Related<super::venue::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Venue.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
