use booking::company::CompanyForm;
use booking::poster;
use chrono::{DateTime, FixedOffset};
use entity::company::Model;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use super::or_as_it_was;
use crate::json::Here;

/// What the company says of itself on its site.
#[derive(Debug, Object)]
pub struct CompanySettings {
    /// Name; the programs' own setting, where unset.
    #[oai(nullable)]
    pub name: Option<String>,
    /// Where people write to.
    #[oai(nullable)]
    pub contact_email: Option<String>,
    /// Where people call.
    #[oai(nullable)]
    pub contact_phone: Option<String>,
    /// Where people send letters, in lines.
    pub contact_address: String,
    /// Privacy notice in Italian, paragraphs separated by blank lines.
    pub privacy_it: String,
    /// Privacy notice in English.
    pub privacy_en: String,
    /// Words at the foot of each page, in Italian.
    pub footer_it: String,
    /// Words at the foot of each page, in English.
    pub footer_en: String,
    /// Colour of links and buttons on light pages, `#rrggbb`; the theme's own, where unset.
    #[oai(nullable)]
    pub accent_light: Option<String>,
    /// Colour of links and buttons on dark pages, `#rrggbb`; the theme's own, where unset.
    #[oai(nullable)]
    pub accent_dark: Option<String>,
    /// Path of the logo on the site.
    #[oai(nullable)]
    pub logo_path: Option<String>,
    /// Path of the same logo in a size for the head of pages, up to 480 pixels wide.
    #[oai(nullable)]
    pub logo_path_small: Option<String>,
    /// Grows with each edit; an edit names the version that was read.
    pub version: i32,
    /// When it was last edited.
    pub updated_at: DateTime<FixedOffset>,
}

impl CompanySettings {
    /// The JSON of the company's row.
    #[must_use]
    pub fn of(row: Model, here: Here) -> Self {
        Self {
            name: row.name,
            contact_email: row.contact_email,
            contact_phone: row.contact_phone,
            contact_address: row.contact_address,
            privacy_it: row.privacy_it,
            privacy_en: row.privacy_en,
            footer_it: row.footer_it,
            footer_en: row.footer_en,
            accent_light: row.accent_light,
            accent_dark: row.accent_dark,
            logo_path_small: row.logo_path.as_deref().and_then(poster::small_of),
            logo_path: row.logo_path,
            version: row.version,
            updated_at: here.tell(row.updated_at),
        }
    }
}

/// An edit of what the company says of itself. What is left out stays as it is; `null` or empty text is none.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct CompanyEdit {
    /// The version that was read.
    pub version: i32,
    /// Name.
    #[oai(validator(max_length = 100))]
    pub name: MaybeUndefined<String>,
    /// Where people write to.
    #[oai(validator(max_length = 254))]
    pub contact_email: MaybeUndefined<String>,
    /// Where people call.
    #[oai(validator(max_length = 30))]
    pub contact_phone: MaybeUndefined<String>,
    /// Where people send letters, in lines.
    #[oai(validator(max_length = 500))]
    pub contact_address: Option<String>,
    /// Privacy notice in Italian, paragraphs separated by blank lines.
    #[oai(validator(max_length = 50_000))]
    pub privacy_it: Option<String>,
    /// Privacy notice in English.
    #[oai(validator(max_length = 50_000))]
    pub privacy_en: Option<String>,
    /// Words at the foot of each page, in Italian.
    #[oai(validator(max_length = 500))]
    pub footer_it: Option<String>,
    /// Words at the foot of each page, in English.
    #[oai(validator(max_length = 500))]
    pub footer_en: Option<String>,
    /// Colour of links and buttons on light pages, `#rrggbb`; must be legible there.
    #[oai(validator(max_length = 20))]
    pub accent_light: MaybeUndefined<String>,
    /// Colour of links and buttons on dark pages, `#rrggbb`; must be legible there.
    #[oai(validator(max_length = 20))]
    pub accent_dark: MaybeUndefined<String>,
}

impl CompanyEdit {
    /// The whole form, with what was there where nothing is said.
    #[must_use]
    pub fn over(self, current: Model) -> CompanyForm {
        CompanyForm {
            name: or_as_it_was(self.name, current.name),
            contact_email: or_as_it_was(self.contact_email, current.contact_email),
            contact_phone: or_as_it_was(self.contact_phone, current.contact_phone),
            contact_address: self.contact_address.unwrap_or(current.contact_address),
            privacy_it: self.privacy_it.unwrap_or(current.privacy_it),
            privacy_en: self.privacy_en.unwrap_or(current.privacy_en),
            footer_it: self.footer_it.unwrap_or(current.footer_it),
            footer_en: self.footer_en.unwrap_or(current.footer_en),
            accent_light: or_as_it_was(self.accent_light, current.accent_light),
            accent_dark: or_as_it_was(self.accent_dark, current.accent_dark),
        }
    }
}
