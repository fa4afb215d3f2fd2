//! What is typed of a show.

use crate::season::slug;
use crate::values::{Faults, Invalid, text};

/// Longest show, minutes.
pub const LONGEST_SHOW: i32 = 1440;

/// A show as typed.
#[derive(Debug, Clone, Default)]
pub struct ShowForm {
    /// As printed on the poster, up to 200 characters.
    pub title: String,
    /// Name in addresses; made of the title, or left as it is, where unset or empty.
    pub slug: Option<String>,
    /// One or two sentences, up to 500 characters.
    pub summary: String,
    /// Paragraphs, separated by blank lines; up to 20,000 characters.
    pub description: String,
    /// Length without intervals, minutes, 1 to 1,440.
    pub duration_minutes: Option<i64>,
    /// Whether visitors see it.
    pub is_published: bool,
}

/// A show that is fit to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowDraft {
    pub(super) title: String,
    pub(super) slug: Option<String>,
    pub(super) summary: String,
    pub(super) description: String,
    pub(super) duration_minutes: Option<i32>,
    pub(super) is_published: bool,
}

impl ShowForm {
    /// Reads the form.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn parse(&self) -> Result<ShowDraft, Vec<Invalid>> {
        let mut faults = Faults::default();
        let draft = ShowDraft {
            title: faults.take(title(&self.title)),
            slug: faults.take(slug::parse(self.slug.as_deref())),
            summary: faults.take(text("summary", &self.summary, 500, true)),
            description: faults.take(text("description", &self.description, 20_000, true)),
            duration_minutes: faults.take(self.duration_minutes.map(duration).transpose()),
            is_published: self.is_published,
        };
        faults.none()?;
        Ok(draft)
    }
}

fn title(typed: &str) -> Result<String, Invalid> {
    let title = text("title", typed, 200, false)?;
    if title.is_empty() { Err(Invalid::new("title", "required", "is needed")) } else { Ok(title) }
}

fn duration(minutes: i64) -> Result<i32, Invalid> {
    i32::try_from(minutes).ok().filter(|minutes| (1..=LONGEST_SHOW).contains(minutes)).ok_or_else(|| {
        Invalid::new("duration_minutes", "out_of_range", format!("must be between 1 and {LONGEST_SHOW}"))
    })
}
