use booking::delivery::log::{self, DeliveryFilter};
use booking::listing::Search;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;

use super::reservations::named;
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::{Delivery, DeliveryKind, DeliveryList, DeliveryStatus};
use crate::problem::{Nothing, Refused};
use crate::request::{Call, given, page};

/// `GET /admin/emails`.
#[derive(Debug)]
pub struct Emails;

#[OpenApi]
impl Emails {
    /// The delivery log of mails to guests, latest first
    #[oai(path = "/admin/emails", method = "get", operation_id = "listEmails", tag = "Tag::Jobs")]
    #[expect(clippy::too_many_arguments, reason = "each is a parameter of the address")]
    async fn list(
        &self,
        call: Call,
        _admin: Administrator,
        /// Where they stand.
        status: Query<Option<DeliveryStatus>>,
        /// Of this kind.
        kind: Query<Option<DeliveryKind>>,
        /// Of this reservation: its number or its reference.
        reservation: Query<Option<String>>,
        /// To addresses that begin so; case does not count.
        q: Query<Option<String>>,
        /// Which page, from 1.
        page: Query<Option<u64>>,
        /// Rows of a page, 50 where unset, 100 at most.
        page_size: Query<Option<u64>>,
    ) -> Result<Answer<DeliveryList>, Refused<Nothing>> {
        let wanted = self::page(page.0, page_size.0)?;
        let search = Search::parse(&q.0.unwrap_or_default())?;
        let reservation_id = match given(reservation) {
            Some(text) => Some(named(&call, &text).await?),
            None => None,
        };
        let filter = DeliveryFilter {
            status: status.0.map(Into::into),
            kind: kind.0.map(Into::into),
            reservation_id,
            recipient: Some(search.as_str().to_owned()),
        };
        let found = log::list(call.db(), &filter, wanted).await?;
        let here = call.here();
        Ok(Answer(DeliveryList::page(found, wanted, |entry| Delivery::of(entry, here))))
    }
}
