//! What is typed of a venue.

use crate::season::slug;
use crate::values::{Faults, Invalid, text, web_address};

/// A venue as typed.
#[derive(Debug, Clone, Default)]
pub struct VenueForm {
    /// What people call it, up to 200 characters.
    pub name: String,
    /// Name in addresses; made of the name, or left as it is, where unset or empty.
    pub slug: Option<String>,
    /// Street and number, up to 200 characters.
    pub address: String,
    /// Town, up to 100 characters.
    pub city: String,
    /// How to get there, where to park; up to 2,000 characters.
    pub notes: String,
    /// A map to open, `http` or `https`; empty for none.
    pub map_url: Option<String>,
    /// What guests with disabilities should know, up to 2,000 characters.
    pub accessibility: String,
}

/// A venue that is fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VenueDraft {
    pub(super) name: String,
    pub(super) slug: Option<String>,
    pub(super) address: String,
    pub(super) city: String,
    pub(super) notes: String,
    pub(super) map_url: Option<String>,
    pub(super) accessibility: String,
}

impl VenueForm {
    /// Reads the form.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(&self) -> Result<VenueDraft, Vec<Invalid>> {
        let mut faults = Faults::default();
        let draft = VenueDraft {
            name: faults.take(name(&self.name)),
            slug: faults.take(slug::parse(self.slug.as_deref())),
            address: faults.take(text("address", &self.address, 200, false)),
            city: faults.take(text("city", &self.city, 100, false)),
            notes: faults.take(text("notes", &self.notes, 2000, true)),
            map_url: faults.take(web_address("map_url", self.map_url.as_deref().unwrap_or_default())),
            accessibility: faults.take(text("accessibility", &self.accessibility, 2000, true)),
        };
        faults.none()?;
        Ok(draft)
    }
}

fn name(typed: &str) -> Result<String, Invalid> {
    let name = text("name", typed, 200, false)?;
    if name.is_empty() { Err(Invalid::new("name", "required", "is needed")) } else { Ok(name) }
}
