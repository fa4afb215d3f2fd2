use booking::check_in::{self, WalkIn, WalkInError};
use booking::values::{GuestName, PartySize};
use poem_openapi::OpenApi;

use crate::answer::{Answer, Created};
use crate::auth::DoorStaff;
use crate::document::Tag;
use crate::json::{CheckInResult, WalkInRequest};
use crate::measure;
use crate::problem::{Problem, Refused, refusals};
use crate::request::{Body, Call, Faults};

/// `POST /api/check-in/walk-ins`.
#[derive(Debug)]
pub struct WalkIns;

refusals! {
    Refusals {
        404: "`not_found`: there is no such performance",
        409: "`not_enough_seats` with `available_seats`; `cancelled`: the performance is called off",
    }
}

#[OpenApi]
impl WalkIns {
    /// Lets in people without a reservation
    ///
    /// Books, confirms and admits them at once.
    #[oai(path = "/api/check-in/walk-ins", method = "post", operation_id = "walkIn", tag = "Tag::Door")]
    async fn walk_in(
        &self,
        call: Call,
        staff: DoorStaff,
        body: Body<WalkInRequest>,
    ) -> Result<Created<CheckInResult>, Refused<Refusals>> {
        let party = parsed(body.0, staff.user.id)?;
        let rng = &mut platform::clock::randomness();
        let verdict = check_in::walk_in(call.db(), call.now, rng, party, &call.staff(staff.user.id)).await?;
        measure::check_in(verdict.outcome);
        Ok(Answer(CheckInResult::of(verdict, call.here())))
    }
}

fn parsed(asked: WalkInRequest, user_id: i64) -> Result<WalkIn, Problem> {
    let mut faults = Faults::default();
    let party_size = faults.take(PartySize::new(asked.party_size));
    // An empty name is none.
    let given = asked.name.filter(|name| !name.trim().is_empty());
    let name = given.and_then(|name| faults.take(GuestName::parse(&name)));
    let Some(party_size) = party_size else { return Err(faults.into()) };
    faults.none()?;
    Ok(WalkIn { performance_id: asked.performance_id, party_size, name, user_id })
}

impl From<WalkInError> for Problem {
    fn from(error: WalkInError) -> Self {
        match error {
            WalkInError::PerformanceNotFound => Self::not_found("There is no such performance."),
            WalkInError::PerformanceCancelled => Self::conflict("cancelled", "This performance is called off."),
            WalkInError::NotEnoughSeats { available } => {
                measure::seats_lacked("walk_in");
                Self::not_enough_seats(available)
            }
            WalkInError::Failure(failure) => failure.into(),
        }
    }
}
