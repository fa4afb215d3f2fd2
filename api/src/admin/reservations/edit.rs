//! A correction of a reservation, as it is sent and refused.

use booking::reservation::desk::{Edit, EditError};
use booking::values::{EmailAddress, GuestName, Notes, PartySize, Phone};
use entity::value::ReservationStatus;
use poem_openapi::types::MaybeUndefined;

use super::no_such_reservation;
use crate::json::admin::ReservationEdit;
use crate::measure;
use crate::problem::{Problem, fault};
use crate::request::Faults;

pub(super) fn parsed(asked: ReservationEdit) -> Result<Edit, Problem> {
    let mut faults = Faults::default();
    let name = faults.take(asked.name.as_deref().map(GuestName::parse).transpose());
    let email = faults
        .take(emptied(asked.email).map(|email| email.as_deref().map(EmailAddress::parse).transpose()).transpose());
    let phone = faults.take(emptied(asked.phone).map(|phone| Phone::parse(&phone.unwrap_or_default())).transpose());
    let party_size = faults.take(asked.party_size.map(PartySize::new).transpose());
    let notes = faults.take(asked.notes.as_deref().map(Notes::parse).transpose());
    let (Some(name), Some(email), Some(phone), Some(party_size), Some(notes)) = (name, email, phone, party_size, notes)
    else {
        return Err(faults.into());
    };
    let locale = asked.locale.map(Into::into);
    Ok(Edit { name, email, phone, notes, party_size, locale, send_new_ticket: asked.send_new_ticket })
}

/// What a member is to become; an empty text is none.
#[expect(clippy::option_option, reason = "nothing said, none, and a value are three things")]
fn emptied(sent: MaybeUndefined<String>) -> Option<Option<String>> {
    match sent {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(text) => Some(Some(text).filter(|text| !text.trim().is_empty())),
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NotFound => no_such_reservation(),
            EditError::Closed(ReservationStatus::Expired) => {
                Self::conflict("expired", "This request has lapsed. Book anew.")
            }
            EditError::Closed(_) => Self::conflict("reservation_cancelled", "This reservation is cancelled."),
            EditError::Anonymised => {
                Self::conflict("anonymised", "The personal data of this reservation were removed.")
            }
            EditError::NotEnoughSeats { available } => {
                measure::seats_lacked("edit");
                Self::not_enough_seats(available)
            }
            EditError::PartyBelowAdmitted { admitted } => {
                let message = format!("must be at least {admitted}, the people who are in");
                Self::validation(vec![fault("party_size", "out_of_range", message)])
            }
            EditError::AddressNeeded => Self::validation(vec![fault("email", "required", "is needed for the mail")]),
            EditError::Failure(failure) => failure.into(),
        }
    }
}
