use booking::reservation;
use booking::values::EmailAddress;
use poem_openapi::OpenApi;

use crate::answer::{Answer, Promised, no_sooner};
use crate::document::Tag;
use crate::json::{Accepted, ResendRequest};
use crate::problem::{Nothing, Refused};
use crate::request::{Body, Call};

/// `POST /api/reservations/resend`.
#[derive(Debug)]
pub struct Resend;

#[OpenApi]
impl Resend {
    /// Asks for one's mails once more
    ///
    /// The answer is the same whether or not somebody booked with this address.
    #[oai(path = "/api/reservations/resend", method = "post", operation_id = "resendMails", tag = "Tag::Booking")]
    async fn resend(&self, call: Call, body: Body<ResendRequest>) -> Result<Promised<Accepted>, Refused<Nothing>> {
        let ResendRequest { email, performance_id } = body.0;
        let email = EmailAddress::parse(&email)?;
        call.house.limits.email(&email)?;
        let (db, site, visitor) = (call.db(), &call.house.site, call.visitor());
        no_sooner(reservation::resend(db, site, call.now, &email, performance_id, &visitor)).await?;
        Ok(Answer(Accepted {}))
    }
}
