//! What staff do at the door.

mod admit;
mod evenings;
mod guests;
mod undo;
mod verify;
mod walk_in;

pub use admit::Admit;
pub use evenings::Evenings;
pub use guests::Guests;
pub use undo::Undo;
pub use verify::Verify;
pub use walk_in::WalkIns;

use booking::check_in::{AdmitError, Outcome, Presented, Verdict};
use booking::values::Reference;

use crate::json::{CheckInResult, Here};
use crate::measure;
use crate::problem::{Problem, fault};
use crate::request;

/// What staff were shown: exactly one of a ticket's token and a reservation's reference.
fn presented(token: Option<String>, reference: Option<String>) -> Result<Presented, Problem> {
    match (token, reference) {
        (Some(text), None) => Ok(Presented::Ticket(request::token(&text)?)),
        (None, Some(text)) => {
            let reference: Reference = text.parse().map_err(|_| no_such_reference())?;
            Ok(Presented::Reference(reference))
        }
        (None, None) => {
            Err(Problem::validation(vec![fault("token", "required", "either token or reference is required")]))
        }
        (Some(_), Some(_)) => {
            Err(Problem::validation(vec![fault("reference", "invalid", "cannot be given together with token")]))
        }
    }
}

/// What was shown belongs to no reservation.
fn unknown(presented: &Presented) -> Problem {
    match presented {
        Presented::Ticket(_) => Problem::token_unknown(),
        Presented::Reference(_) => no_such_reference(),
    }
}

fn no_such_reference() -> Problem {
    Problem::not_found("No reservation has this reference.")
}

/// Nobody can let in more people than a party may have; how many remain is for the rule to say.
pub(crate) fn people(admitted: i64) -> Result<i32, Problem> {
    i32::try_from(admitted).ok().filter(|people| *people > 0).ok_or_else(|| {
        Problem::validation(vec![fault("admitted", "out_of_range", "must be between 1 and the size of the party")])
    })
}

/// Why nobody is let in, in the words of the contract.
pub(crate) fn not_admitted(error: AdmitError, here: Here) -> Problem {
    match error {
        AdmitError::Unknown => {
            measure::check_in_unknown();
            Problem::token_unknown()
        }
        AdmitError::Refused(verdict) => refused(*verdict, here),
        AdmitError::OverTheParty { remaining } => {
            let message = format!("must be between 1 and {remaining}, the people of the party who are still outside");
            Problem::validation(vec![fault("admitted", "out_of_range", message)])
        }
        AdmitError::Failure(failure) => failure.into(),
    }
}

fn refused(verdict: Verdict, here: Here) -> Problem {
    let outcome = verdict.outcome;
    measure::check_in(outcome);
    let detail = match outcome {
        Outcome::AlreadyCheckedIn => "Everybody of this party has been admitted already.",
        Outcome::WrongPerformance => "This ticket is for another performance.",
        Outcome::Cancelled => "This reservation is cancelled.",
        Outcome::NotConfirmed | Outcome::Ready | Outcome::CheckedIn => "This reservation was never confirmed.",
    };
    Problem::not_admitted(outcome.as_str(), detail, CheckInResult::of(verdict, here))
}
