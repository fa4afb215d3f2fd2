use booking::idempotency::IdempotencyKey;
use booking::reservation::{self, PENDING_FOR, Request, RequestError, Requested};
use booking::values::{EmailAddress, GuestName, Notes, PartySize, Phone, Reference};
use poem::http::StatusCode;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};

use super::{no_such_performance, public_performance};
use crate::answer::{Answer, Created};
use crate::document::Tag;
use crate::json::{ReservationAccepted, ReservationRequest, ReservationStatus, at_site};
use crate::measure::{self, By};
use crate::problem::{Problem, Refused, fault, refusals};
use crate::request::{Body, Call, Faults, idempotency_key};

/// `POST /api/performances/{id}/reservations`.
#[derive(Debug)]
pub struct Reserve;

refusals! {
    Refusals {
        404: "`not_found`: there is no such public performance",
        409: "`booking_closed`; `not_enough_seats` with `available_seats`; `party_too_large` with `max_party_size`; \
              `idempotency_in_flight`",
        422: "`validation`; `idempotency_mismatch`: the key was used for another request",
    }
}

#[OpenApi]
impl Reserve {
    /// Asks for seats
    ///
    /// Takes none yet: a mail asks to confirm. With an `Idempotency-Key`, a repeat within 24 hours answers the first
    /// result and makes no second booking.
    #[oai(path = "/api/performances/:id/reservations", method = "post", operation_id = "reserve", tag = "Tag::Booking")]
    async fn reserve(
        &self,
        call: Call,
        /// The performance.
        id: Path<i64>,
        /// A name for this request, unique to the client: 1 to 255 visible ASCII characters, such as a UUID.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Body<ReservationRequest>,
    ) -> Result<Created<ReservationAccepted>, Refused<Refusals>> {
        let Body(asked) = body;
        let is_filled_in_by_a_program = asked.website.as_deref().is_some_and(|website| !website.trim().is_empty());
        let request = parsed(id.0, &asked)?;
        let key = key.0.map(|key| named(&key, &request)).transpose()?;
        call.house.limits.email(&request.email)?;
        let requested = if is_filled_in_by_a_program {
            measure::honeypot();
            pretended(&call, id.0).await?
        } else {
            let rng = &mut platform::clock::randomness();
            let (db, site, visitor) = (call.db(), &call.house.site, call.visitor());
            let requested = reservation::request(db, site, call.now, rng, request, key.as_ref(), &visitor).await?;
            measure::reservation_requested(By::Guest);
            requested
        };
        Ok(Answer(ReservationAccepted {
            reference: requested.reference,
            status: ReservationStatus::Pending,
            expires_at: at_site(requested.expires_at, call.house.zone),
        }))
    }
}

fn parsed(performance_id: i64, asked: &ReservationRequest) -> Result<Request, Problem> {
    let mut faults = Faults::default();
    let name = faults.take(GuestName::parse(&asked.name));
    let email = faults.take(EmailAddress::parse(&asked.email));
    let phone = faults.take(Phone::parse(asked.phone.as_deref().unwrap_or_default()));
    let party_size = faults.take(PartySize::new(asked.party_size));
    let notes = faults.take(Notes::parse(asked.notes.as_deref().unwrap_or_default()));
    if !asked.privacy_accepted {
        faults.add(fault("privacy_accepted", "required", "the privacy notice must be accepted"));
    }
    let (Some(name), Some(email), Some(phone), Some(party_size), Some(notes), true) =
        (name, email, phone, party_size, notes, asked.privacy_accepted)
    else {
        return Err(faults.into());
    };
    let locale = asked.locale.unwrap_or_default().into();
    Ok(Request { performance_id, name, email, phone, party_size, notes, locale })
}

/// The client's key, with all that it asks for.
fn named(key: &str, request: &Request) -> Result<IdempotencyKey, Problem> {
    let (performance, party_size) = (request.performance_id.to_string(), request.party_size.get().to_string());
    let question = [
        performance.as_str(),
        request.name.as_str(),
        request.email.as_str(),
        request.phone.as_ref().map_or("", Phone::as_str),
        party_size.as_str(),
        request.notes.as_str(),
        request.locale.as_str(),
    ];
    idempotency_key(key, &question)
}

/// What a program that fills in hidden fields is told: the same as everybody, and nothing is recorded.
async fn pretended(call: &Call, performance_id: i64) -> Result<Requested, Problem> {
    let view = public_performance(call, performance_id).await?;
    let reference = Reference::random(&mut platform::clock::randomness()).as_str().to_owned();
    Ok(Requested { reference, expires_at: (call.now + PENDING_FOR).min(view.performance.starts_at) })
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::PerformanceNotFound => no_such_performance(),
            RequestError::BookingClosed => {
                Self::conflict("booking_closed", "Bookings for this performance are closed.")
            }
            RequestError::NotEnoughSeats { available } => {
                measure::seats_lacked("request");
                Self::not_enough_seats(available)
            }
            RequestError::PartyTooLarge { max } => Self::party_too_large(max),
            RequestError::IdempotencyMismatch => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_mismatch",
                "This Idempotency-Key was used for another request.",
            ),
            RequestError::IdempotencyInFlight => {
                Self::conflict("idempotency_in_flight", "A request with this Idempotency-Key is being worked on.")
            }
            RequestError::Failure(failure) => failure.into(),
        }
    }
}
