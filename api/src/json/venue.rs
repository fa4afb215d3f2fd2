use entity::venue::Model;
use poem_openapi::Object;

/// A place.
#[derive(Debug, Object)]
pub struct Venue {
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
}

impl From<Model> for Venue {
    fn from(venue: Model) -> Self {
        Self {
            id: venue.id,
            name: venue.name,
            slug: venue.slug,
            address: venue.address,
            city: venue.city,
            notes: venue.notes,
            map_url: venue.map_url,
            accessibility: venue.accessibility,
        }
    }
}

/// A place, named.
#[derive(Debug, Object)]
pub struct VenueRef {
    /// What people call it.
    pub name: String,
    /// Name in addresses.
    pub slug: String,
    /// Town.
    pub city: String,
}

impl From<Model> for VenueRef {
    fn from(venue: Model) -> Self {
        Self { name: venue.name, slug: venue.slug, city: venue.city }
    }
}
