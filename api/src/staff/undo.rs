use booking::check_in::{self, UndoError};
use booking::values::Reference;
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{CheckInResult, UndoRequest};
use crate::measure;
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call};

/// `POST /api/check-in/undo`.
#[derive(Debug)]
pub struct Undo;

refusals! {
    Refusals {
        404: "`not_found`: no reservation has this reference",
        409: "`not_checked_in`: nobody of the party is in",
    }
}

#[OpenApi]
impl Undo {
    /// Takes the last admission of a party back
    ///
    /// A walk-in whose admission is taken back is cancelled: it was never here.
    #[oai(path = "/api/check-in/undo", method = "post", operation_id = "undoCheckIn", tag = "Tag::Door")]
    async fn undo(
        &self,
        call: Call,
        staff: DoorStaff,
        body: Body<UndoRequest>,
    ) -> Result<Answer<CheckInResult>, Refused<Refusals>> {
        let reference: Reference = body.0.reference.parse().map_err(|_| UndoError::Unknown)?;
        let user = staff.user.id;
        let verdict = check_in::undo(call.db(), call.now, &reference, user, &call.staff(user)).await?;
        measure::check_in_undone();
        Ok(Answer(CheckInResult::of(verdict, call.here())))
    }
}

impl From<UndoError> for Problem {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::Unknown => Self::not_found("No reservation has this reference."),
            UndoError::NotCheckedIn => Self::conflict("not_checked_in", "Nobody of this party has been admitted."),
            UndoError::Failure(failure) => failure.into(),
        }
    }
}
