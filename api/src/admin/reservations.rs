mod book;
mod cancel;
mod check_in;
mod confirm;
mod edit;
mod resend;

pub use cancel::CancelForGuest;
pub use check_in::CheckInForGuest;
pub use confirm::ConfirmForGuest;
pub use resend::ResendToGuest;

use booking::listing::Search;
use booking::reservation::desk::{self, ReservationFilter};
use booking::reservation::{self, NamedError};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use crate::answer::{Answer, Created};
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::ReservationStatus;
use crate::json::admin::{
    ManagedReservation, ManagedReservationList, NewReservation, ReservationDetail, ReservationEdit,
};
use crate::measure::{self, By};
use crate::problem::{Nothing, Problem, Refused, fault, refusals};
use crate::request::{Body, Call, Faults, given, instant, page};

/// `/admin/reservations`.
#[derive(Debug)]
pub struct ManageReservations;

refusals! { NoSuchReservation { 404: "`not_found`: there is no such reservation" } }

refusals! {
    NotBooked {
        404: "`not_found`: there is no such performance",
        409: "`not_enough_seats` with `available_seats`; `cancelled`: the performance is called off; `performance_past`",
    }
}

refusals! {
    NotEdited {
        404: "`not_found`: there is no such reservation",
        409: "`not_enough_seats` with `available_seats`; `reservation_cancelled`; `expired`; `anonymised`: its personal \
              data were removed",
    }
}

#[OpenApi]
impl ManageReservations {
    /// Reservations, those asked for last first
    #[oai(path = "/admin/reservations", method = "get", operation_id = "listReservations", tag = "Tag::Reservations")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Where they stand.
        status: Query<Option<ReservationStatus>>,
        /// For this performance.
        performance_id: Query<Option<i64>>,
        /// Words of name, email address or reference: anywhere in it, or at the beginning of it when they have one or
        /// two letters only. What has an @ within is the beginning of an address.
        q: Query<Option<String>>,
        /// Asked for at or after this time (`2026-05-15T20:30:00+02:00`) or day (`2026-05-15`).
        from: Query<Option<String>>,
        /// Asked for before this time or day.
        to: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<ManagedReservationList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let zone = call.house.zone;
        let mut faults = Faults::default();
        let search = faults.take(Search::parse(&q.0.unwrap_or_default()));
        let from = faults.take(given(from).map(|text| instant("from", &text, zone)).transpose());
        let to = faults.take(given(to).map(|text| instant("to", &text, zone)).transpose());
        let (Some(search), Some(from), Some(to)) = (search, from, to) else { return Err(Problem::from(faults).into()) };
        let status = status.0.map(Into::into);
        let filter = ReservationFilter { status, performance_id: performance_id.0, search, from, to };
        let found = desk::list(call.db(), &filter, wanted).await?;
        let here = call.here();
        Ok(Answer(ManagedReservationList::page(found, wanted, |row| ManagedReservation::of(row, here))))
    }

    /// Books for a guest who called or wrote
    ///
    /// The company decides: booking windows, hidden performances and the largest party of an online booking do not stop
    /// it; seats do.
    #[oai(path = "/admin/reservations", method = "post", operation_id = "bookForGuest", tag = "Tag::Reservations")]
    async fn book(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<NewReservation>,
    ) -> Result<Created<ReservationDetail>, Refused<NotBooked>> {
        let booking = book::parsed(&body.0)?;
        let rng = &mut platform::clock::randomness();
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        let booked = desk::book(call.db(), site, call.now, rng, booking, &actor).await?;
        if booked.confirmed_at.is_some() {
            measure::reservation_confirmed(By::Staff);
        } else {
            measure::reservation_requested(By::Staff);
        }
        Ok(Answer(told(&call, booked.id).await?))
    }

    /// A reservation with its mails, check-ins and history
    #[oai(path = "/admin/reservations/:id", method = "get", operation_id = "getReservation", tag = "Tag::Reservations")]
    async fn get(
        &self,
        call: Call,
        _admin: Administrator,
        /// The reservation.
        id: Path<i64>,
    ) -> Result<Answer<ReservationDetail>, Refused<NoSuchReservation>> {
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Corrects a reservation
    ///
    /// A pending one with a new address is asked there to confirm, by a new link. A larger party must fit.
    #[oai(
        path = "/admin/reservations/:id",
        method = "patch",
        operation_id = "editReservation",
        tag = "Tag::Reservations"
    )]
    async fn edit(
        &self,
        call: Call,
        admin: Administrator,
        /// The reservation.
        id: Path<i64>,
        body: Body<ReservationEdit>,
    ) -> Result<Answer<ReservationDetail>, Refused<NotEdited>> {
        let edit = edit::parsed(body.0)?;
        let (site, actor) = (&call.house.site, call.staff(admin.user.id));
        desk::edit(call.db(), site, call.now, id.0, edit, &actor).await?;
        Ok(Answer(told(&call, id.0).await?))
    }
}

async fn told(call: &Call, id: i64) -> Result<ReservationDetail, Problem> {
    let detail = desk::detail(call.db(), id).await?.ok_or_else(no_such_reservation)?;
    Ok(ReservationDetail::of(detail, call.here()))
}

/// The number of the reservation that `text` names; 0, which none has, when no reservation has the reference.
///
/// # Errors
/// 422 for what is neither a number nor a reference.
pub(super) async fn named(call: &Call, text: &str) -> Result<i64, Problem> {
    match reservation::named(call.db(), text).await {
        Ok(found) => Ok(found.unwrap_or_default()),
        Err(NamedError::Unreadable) => {
            let message = "must be the number or the reference of a reservation";
            Err(fault("reservation", "invalid", message).into())
        }
        Err(NamedError::Failure(failure)) => Err(failure.into()),
    }
}

fn no_such_reservation() -> Problem {
    Problem::not_found("There is no such reservation.")
}
