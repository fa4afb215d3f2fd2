use booking::poster;
use entity::company::Model;
use poem_openapi::Object;

/// What the company says of itself.
#[derive(Debug, Object)]
pub struct Company {
    /// Its name.
    pub name: String,
    /// Where people write to.
    #[oai(nullable)]
    pub contact_email: Option<String>,
    /// Where people call.
    #[oai(nullable)]
    pub contact_phone: Option<String>,
    /// Where people send letters, in lines.
    pub contact_address: String,
    /// Privacy notice in Italian, paragraphs separated by blank lines; empty: the site's own.
    pub privacy_it: String,
    /// Privacy notice in English; empty: the site's own.
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
}

impl Company {
    /// The JSON of the company's row; `usual_name` is its name where the row has none.
    #[must_use]
    pub fn of(row: Model, usual_name: &str) -> Self {
        Self {
            name: row.name.unwrap_or_else(|| usual_name.to_owned()),
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
        }
    }
}
