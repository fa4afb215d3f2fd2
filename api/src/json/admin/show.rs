use booking::poster;
use booking::season::show::{ShowForm, ShowRow};
use chrono::{DateTime, FixedOffset};
use entity::show::Model;
use poem_openapi::Object;
use poem_openapi::types::MaybeUndefined;

use super::or_as_it_was;
use crate::json::Here;
use crate::json::list::list;

/// A production, as the company keeps it.
#[derive(Debug, Object)]
pub struct ManagedShow {
    /// Row id.
    pub id: i64,
    /// As printed on the poster.
    pub title: String,
    /// Name in addresses.
    pub slug: String,
    /// One or two sentences.
    pub summary: String,
    /// Paragraphs, separated by blank lines.
    pub description: String,
    /// Length without intervals, minutes.
    #[oai(nullable)]
    pub duration_minutes: Option<i32>,
    /// Path of the poster on the site.
    #[oai(nullable)]
    pub poster_image: Option<String>,
    /// Path of the same poster in a size for lists, where there is one.
    #[oai(nullable)]
    pub poster_image_small: Option<String>,
    /// Whether visitors see it.
    pub is_published: bool,
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
    /// Productions, as the company keeps them.
    ManagedShowList of ManagedShow
}

impl ManagedShow {
    /// The JSON of a show.
    #[must_use]
    pub fn of(row: ShowRow, here: Here) -> Self {
        let ShowRow { show, performances } = row;
        Self {
            id: show.id,
            title: show.title,
            slug: show.slug,
            summary: show.summary,
            description: show.description,
            duration_minutes: show.duration_minutes,
            poster_image_small: show.poster_image.as_deref().and_then(poster::small_of),
            poster_image: show.poster_image,
            is_published: show.is_published,
            performances,
            version: show.version,
            created_at: here.tell(show.created_at),
            updated_at: here.tell(show.updated_at),
        }
    }
}

/// A production to be made.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewShow {
    /// As printed on the poster.
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// Name in addresses; made of the title, where unset or empty.
    #[oai(validator(max_length = 80))]
    pub slug: Option<String>,
    /// One or two sentences.
    #[oai(default, validator(max_length = 500))]
    pub summary: String,
    /// Paragraphs, separated by blank lines.
    #[oai(default, validator(max_length = 20_000))]
    pub description: String,
    /// Length without intervals, minutes.
    pub duration_minutes: Option<i64>,
    /// Whether visitors see it.
    #[oai(default)]
    pub is_published: bool,
}

impl From<NewShow> for ShowForm {
    fn from(new: NewShow) -> Self {
        let NewShow { title, slug, summary, description, duration_minutes, is_published } = new;
        Self { title, slug, summary, description, duration_minutes, is_published }
    }
}

/// An edit of a production. What is left out stays as it is.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ShowEdit {
    /// The version that was read.
    pub version: i32,
    /// As printed on the poster.
    #[oai(validator(max_length = 200))]
    pub title: Option<String>,
    /// Name in addresses.
    #[oai(validator(max_length = 80))]
    pub slug: Option<String>,
    /// One or two sentences.
    #[oai(validator(max_length = 500))]
    pub summary: Option<String>,
    /// Paragraphs, separated by blank lines.
    #[oai(validator(max_length = 20_000))]
    pub description: Option<String>,
    /// Length without intervals, minutes; `null` for no word about it.
    pub duration_minutes: MaybeUndefined<i64>,
    /// Whether visitors see it.
    pub is_published: Option<bool>,
}

impl ShowEdit {
    /// The whole form, with what was there where nothing is said.
    #[must_use]
    pub fn over(self, current: Model) -> ShowForm {
        ShowForm {
            title: self.title.unwrap_or(current.title),
            slug: self.slug,
            summary: self.summary.unwrap_or(current.summary),
            description: self.description.unwrap_or(current.description),
            duration_minutes: or_as_it_was(self.duration_minutes, current.duration_minutes.map(i64::from)),
            is_published: self.is_published.unwrap_or(current.is_published),
        }
    }
}
