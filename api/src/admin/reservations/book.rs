//! A booking for a guest, as it is sent and refused.

use booking::reservation::desk::{BookError, Booking};
use booking::values::{EmailAddress, GuestName, Notes, PartySize, Phone};

use crate::json::admin::NewReservation;
use crate::measure;
use crate::problem::{Problem, fault};
use crate::request::Faults;

pub(super) fn parsed(asked: &NewReservation) -> Result<Booking, Problem> {
    let mut faults = Faults::default();
    let name = faults.take(GuestName::parse(&asked.name));
    let email = asked.email.as_deref().filter(|email| !email.trim().is_empty());
    let email = faults.take(email.map(EmailAddress::parse).transpose());
    let phone = faults.take(Phone::parse(asked.phone.as_deref().unwrap_or_default()));
    let party_size = faults.take(PartySize::new(asked.party_size));
    let notes = faults.take(Notes::parse(asked.notes.as_deref().unwrap_or_default()));
    let (Some(name), Some(email), Some(phone), Some(party_size), Some(notes)) = (name, email, phone, party_size, notes)
    else {
        return Err(faults.into());
    };
    Ok(Booking {
        performance_id: asked.performance_id,
        name,
        email,
        phone,
        party_size,
        notes,
        locale: asked.locale.unwrap_or_default().into(),
        confirm: asked.confirm,
    })
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        match error {
            BookError::PerformanceNotFound => Self::not_found("There is no such performance."),
            BookError::PerformanceCancelled => Self::conflict("cancelled", "This performance is called off."),
            BookError::PerformancePast => {
                Self::conflict("performance_past", "This performance has begun: who comes now is a walk-in.")
            }
            BookError::NotEnoughSeats { available } => {
                measure::seats_lacked("desk");
                Self::not_enough_seats(available)
            }
            BookError::AddressNeeded => {
                Self::validation(vec![fault("email", "required", "is needed to ask for confirmation")])
            }
            BookError::Failure(failure) => failure.into(),
        }
    }
}
