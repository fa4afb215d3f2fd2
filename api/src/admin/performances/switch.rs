use booking::season::performance;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;

use super::told;
use crate::answer::Answer;
use crate::auth::Administrator;
use crate::document::Tag;
use crate::json::admin::ManagedPerformance;
use crate::problem::{Refused, refusals};
use crate::request::Call;

/// The two switches of a performance. They take no version: whoever throws one means it, whatever else was edited.
#[derive(Debug)]
pub struct SwitchPerformance;

refusals! { NoSuchPerformance { 404: "`not_found`: there is no such performance" } }

#[OpenApi]
impl SwitchPerformance {
    /// Shows a performance to visitors
    ///
    /// Repeatable.
    #[oai(
        path = "/admin/performances/:id/publish",
        method = "post",
        operation_id = "publishPerformance",
        tag = "Tag::Season"
    )]
    async fn publish(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        performance::set_published(call.db(), call.now, id.0, true, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Hides a performance from visitors
    ///
    /// Guests keep their reservations. Repeatable.
    #[oai(
        path = "/admin/performances/:id/unpublish",
        method = "post",
        operation_id = "unpublishPerformance",
        tag = "Tag::Season"
    )]
    async fn unpublish(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        performance::set_published(call.db(), call.now, id.0, false, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Opens bookings, within their window
    ///
    /// Repeatable.
    #[oai(
        path = "/admin/performances/:id/open-booking",
        method = "post",
        operation_id = "openBooking",
        tag = "Tag::Season"
    )]
    async fn open_booking(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        performance::set_booking_enabled(call.db(), call.now, id.0, true, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }

    /// Closes bookings
    ///
    /// Repeatable.
    #[oai(
        path = "/admin/performances/:id/close-booking",
        method = "post",
        operation_id = "closeBooking",
        tag = "Tag::Season"
    )]
    async fn close_booking(
        &self,
        call: Call,
        admin: Administrator,
        /// The performance.
        id: Path<i64>,
    ) -> Result<Answer<ManagedPerformance>, Refused<NoSuchPerformance>> {
        performance::set_booking_enabled(call.db(), call.now, id.0, false, &call.staff(admin.user.id)).await?;
        Ok(Answer(told(&call, id.0).await?))
    }
}
