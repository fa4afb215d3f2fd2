use booking::season::venue::{VenueForm, VenueRow};
use chrono::{DateTime, FixedOffset};
use entity::venue::Model;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use super::or_as_it_was;
use crate::json::Here;
use crate::json::list::list;

/// A place, as the company keeps it.
#[derive(Debug, Object)]
pub struct ManagedVenue {
    /// Row id.
    pub id: i64,
    /// What people call it.
    pub name: String,
    /// Name in addresses.
    pub slug: String,
    /// Street and number.
    pub address: String,
    /// Town.
    pub city: String,
    /// How to get there, where to park.
    pub notes: String,
    /// A map to open.
    #[oai(nullable)]
    pub map_url: Option<String>,
    /// What guests with disabilities should know.
    pub accessibility: String,
    /// Performances it has, past and cancelled ones included; without any it can be deleted.
    #[oai(validator(minimum(value = "0")))]
    pub performances: i64,
    /// Grows with each edit; an edit names the version that was read.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<FixedOffset>,
    /// When it was last edited.
    pub updated_at: DateTime<FixedOffset>,
}

list! {
    /// Places, as the company keeps them.
    ManagedVenueList of ManagedVenue
}

impl ManagedVenue {
    /// The JSON of a venue.
    #[must_use]
    pub fn of(row: VenueRow, here: Here) -> Self {
        let VenueRow { venue, performances } = row;
        Self {
            id: venue.id,
            name: venue.name,
            slug: venue.slug,
            address: venue.address,
            city: venue.city,
            notes: venue.notes,
            map_url: venue.map_url,
            accessibility: venue.accessibility,
            performances,
            version: venue.version,
            created_at: here.tell(venue.created_at),
            updated_at: here.tell(venue.updated_at),
        }
    }
}

/// A place to be made.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewVenue {
    /// What people call it.
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// Name in addresses; made of the name, where unset or empty.
    #[oai(validator(max_length = 80))]
    pub slug: Option<String>,
    /// Street and number.
    #[oai(default, validator(max_length = 200))]
    pub address: String,
    /// Town.
    #[oai(default, validator(max_length = 100))]
    pub city: String,
    /// How to get there, where to park.
    #[oai(default, validator(max_length = 2000))]
    pub notes: String,
    /// A map to open, `http` or `https`.
    #[oai(validator(max_length = 500))]
    pub map_url: Option<String>,
    /// What guests with disabilities should know.
    #[oai(default, validator(max_length = 2000))]
    pub accessibility: String,
}

impl From<NewVenue> for VenueForm {
    fn from(new: NewVenue) -> Self {
        let NewVenue { name, slug, address, city, notes, map_url, accessibility } = new;
        Self { name, slug, address, city, notes, map_url, accessibility }
    }
}

/// An edit of a place. What is left out stays as it is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct VenueEdit {
    /// The version that was read.
    pub version: i32,
    /// What people call it.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// Name in addresses.
    #[oai(validator(max_length = 80))]
    pub slug: Option<String>,
    /// Street and number.
    #[oai(validator(max_length = 200))]
    pub address: Option<String>,
    /// Town.
    #[oai(validator(max_length = 100))]
    pub city: Option<String>,
    /// How to get there, where to park.
    #[oai(validator(max_length = 2000))]
    pub notes: Option<String>,
    /// A map to open, `http` or `https`; `null` for none.
    #[oai(validator(max_length = 500))]
    pub map_url: MaybeUndefined<String>,
    /// What guests with disabilities should know.
    #[oai(validator(max_length = 2000))]
    pub accessibility: Option<String>,
}

impl VenueEdit {
    /// The whole form, with what was there where nothing is said.
    #[must_use]
    pub fn over(self, current: Model) -> VenueForm {
        VenueForm {
            name: self.name.unwrap_or(current.name),
            slug: self.slug,
            address: self.address.unwrap_or(current.address),
            city: self.city.unwrap_or(current.city),
            notes: self.notes.unwrap_or(current.notes),
            map_url: or_as_it_was(self.map_url, current.map_url),
            accessibility: self.accessibility.unwrap_or(current.accessibility),
        }
    }
}
