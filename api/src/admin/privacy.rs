use booking::privacy;
use booking::values::EmailAddress;
use poem_openapi::OpenApi;

use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{ErasedPerson, ErasureRequest, PersonExport, PersonRequest};
use crate::problem::{Nothing, Refused};
use crate::request::{Body, Call};

/// `/admin/privacy`: what guests may ask for (GDPR, articles 15 and 17). The address is in the body, so that it stays out
/// of logs and histories.
#[derive(Debug)]
pub struct Privacy;

#[OpenApi]
impl Privacy {
    /// All that is stored about a person
    #[oai(path = "/admin/privacy/export", method = "post", operation_id = "exportPerson", tag = "Tag::House")]
    async fn export(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<PersonRequest>,
    ) -> Result<Answer<PersonExport>, Refused<Nothing>> {
        let email = EmailAddress::parse(&body.0.email)?;
        let export = privacy::export(call.db(), call.now, &email, &call.staff(admin.user.id)).await?;
        Ok(Answer(PersonExport::of(export, call.here())))
    }

    /// Takes a person out of all their reservations
    ///
    /// Seats, parties and admissions stay counted. Confirmed seats of performances to come are left unless they are
    /// given back. Repeatable.
    #[oai(path = "/admin/privacy/erase", method = "post", operation_id = "erasePerson", tag = "Tag::House")]
    async fn erase(
        &self,
        call: Call,
        admin: Administrator,
        body: Body<ErasureRequest>,
    ) -> Result<Answer<ErasedPerson>, Refused<Nothing>> {
        let email = EmailAddress::parse(&body.0.email)?;
        let upcoming = body.0.upcoming.unwrap_or_default().into();
        let erased = privacy::erase(call.db(), call.now, &email, upcoming, &call.staff(admin.user.id)).await?;
        Ok(Answer(ErasedPerson::of(erased, call.here())))
    }
}
