//! What is typed of the company.

use entity::company::ActiveModel;
use sea_orm::ActiveValue::Set;

use super::colour::{accent_dark, accent_light};
use crate::values::{EmailAddress, Faults, Invalid, Phone, text};

/// Longest privacy notice, characters.
const LONGEST_NOTICE: usize = 50_000;

/// The company as typed.
#[derive(Debug, Clone, Default)]
pub struct CompanyForm {
    /// Name, up to 100 characters; empty: as the programs' settings say.
    pub name: Option<String>,
    /// Where people write to; empty for nowhere.
    pub contact_email: Option<String>,
    /// Where people call; empty for nowhere.
    pub contact_phone: Option<String>,
    /// Where people send letters, in lines, up to 500 characters.
    pub contact_address: String,
    /// Privacy notice in Italian, up to 50,000 characters, paragraphs separated by blank lines.
    pub privacy_it: String,
    /// Privacy notice in English.
    pub privacy_en: String,
    /// Words at the foot of each page, in Italian, up to 500 characters.
    pub footer_it: String,
    /// Words at the foot of each page, in English.
    pub footer_en: String,
    /// Colour of links and buttons on light pages, `#rrggbb`; empty for the theme's own. Must be legible there.
    pub accent_light: Option<String>,
    /// Colour of links and buttons on dark pages.
    pub accent_dark: Option<String>,
}

/// A company that is fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyDraft {
    name: Option<String>,
    contact_email: Option<String>,
    contact_phone: Option<String>,
    contact_address: String,
    privacy_it: String,
    privacy_en: String,
    footer_it: String,
    footer_en: String,
    accent_light: Option<String>,
    accent_dark: Option<String>,
}

impl CompanyForm {
    /// Reads the form.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(&self) -> Result<CompanyDraft, Vec<Invalid>> {
        let mut faults = Faults::default();
        let draft = CompanyDraft {
            name: faults.take(name(self.name.as_deref().unwrap_or_default())),
            contact_email: faults.take(email(self.contact_email.as_deref().unwrap_or_default())),
            contact_phone: faults.take(phone(self.contact_phone.as_deref().unwrap_or_default())),
            contact_address: faults.take(text("contact_address", &self.contact_address, 500, true)),
            privacy_it: faults.take(text("privacy_it", &self.privacy_it, LONGEST_NOTICE, true)),
            privacy_en: faults.take(text("privacy_en", &self.privacy_en, LONGEST_NOTICE, true)),
            footer_it: faults.take(text("footer_it", &self.footer_it, 500, true)),
            footer_en: faults.take(text("footer_en", &self.footer_en, 500, true)),
            accent_light: faults.take(accent_light(self.accent_light.as_deref())),
            accent_dark: faults.take(accent_dark(self.accent_dark.as_deref())),
        };
        faults.none()?;
        Ok(draft)
    }
}

impl CompanyDraft {
    /// The columns that are typed.
    pub(super) fn columns(self) -> ActiveModel {
        ActiveModel {
            name: Set(self.name),
            contact_email: Set(self.contact_email),
            contact_phone: Set(self.contact_phone),
            contact_address: Set(self.contact_address),
            privacy_it: Set(self.privacy_it),
            privacy_en: Set(self.privacy_en),
            footer_it: Set(self.footer_it),
            footer_en: Set(self.footer_en),
            accent_light: Set(self.accent_light),
            accent_dark: Set(self.accent_dark),
            ..Default::default()
        }
    }
}

fn name(typed: &str) -> Result<Option<String>, Invalid> {
    text("name", typed, 100, false).map(|name| (!name.is_empty()).then_some(name))
}

fn email(typed: &str) -> Result<Option<String>, Invalid> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let email = EmailAddress::parse(typed).map_err(|invalid| Invalid { field: "contact_email", ..invalid })?;
    Ok(Some(email.into_string()))
}

fn phone(typed: &str) -> Result<Option<String>, Invalid> {
    let phone = Phone::parse(typed).map_err(|invalid| Invalid { field: "contact_phone", ..invalid })?;
    Ok(phone.map(Phone::into_string))
}
