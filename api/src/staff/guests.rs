use booking::check_in;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use crate::answer::Answer;
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{Guest, GuestList};
use crate::problem::{Problem, Refused, fault, refusals};
use crate::request::{Call, page};

/// Longest search, characters.
const LONGEST_SEARCH: usize = 254;

/// `GET /api/check-in/performances/{id}/guests`.
#[derive(Debug)]
pub struct Guests;

refusals! { Refusals { 404: "`not_found`: there is no such performance" } }

#[OpenApi]
impl Guests {
    /// The guest list of a performance
    ///
    /// Without contact details. In order of names.
    #[oai(
        path = "/api/check-in/performances/:id/guests",
        method = "get",
        operation_id = "listGuests",
        tag = "Tag::Door"
    )]
    async fn list(
        &self,
        call: Call,
        _staff: DoorStaff,
        /// The performance.
        id: Path<i64>,
        /// Only guests with this in their name, reference or email address.
        q: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<GuestList>, Refused<Refusals>> {
        let wanted = self::page(page.0, page_size.0)?;
        let search = q.0.unwrap_or_default();
        if search.chars().count() > LONGEST_SEARCH || search.contains(char::is_control) {
            let message = format!("must have at most {LONGEST_SEARCH} characters, on one line");
            return Err(Problem::validation(vec![fault("q", "invalid", message)]).into());
        }
        let found = check_in::guests(call.db(), id.0, &search, wanted).await?;
        let found = found.ok_or_else(|| Problem::not_found("There is no such performance."))?;
        Ok(Answer(GuestList {
            results: found.results.into_iter().map(Guest::from).collect(),
            total: found.total,
            page: wanted.number,
            page_size: wanted.size,
        }))
    }
}
