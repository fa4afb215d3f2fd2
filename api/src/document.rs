//! The two OpenAPI documents: made from the operations, completed by what all of them share.

mod complete;
mod links;
mod ranges;

use poem_openapi::{LicenseObject, OpenApi, OpenApiService, Tags};
use serde_json::Value;

use crate::admin::{
    CancelForGuest, CancelPerformance, CheckInForGuest, Company, CompanyLogo, ConfirmForGuest, Emails, GuestListFiles,
    Jobs, ManagePerformances, ManagePoster, ManageReservations, ManageSessions, ManageShows, ManageUsers, ManageVenues,
    Privacy, Queues, ReadAuditLog, ReadOverview, RepeatPerformance, ResendToGuest, ResetPasswords, SwitchPerformance,
};
use crate::auth::{Login, Logout, Me, OwnSecondFactor, OwnSessions, OwnTokens, Password, ResetPassword};
use crate::staff::{Admit, Evenings, Guests, Undo, Verify, WalkIns};
use crate::visitors::{
    AboutCompany, Calendars, Cancel, Confirm, Health, Performances, Posters, Resend, Reserve, Shows, Venues, ViewTicket,
};

/// Chapters of the documents.
#[derive(Debug, Clone, Copy, Tags)]
pub enum Tag {
    /// What is played, where and when.
    Programme,
    /// A visitor's reservation, from the request to the ticket.
    Booking,
    /// Logins of staff.
    Session,
    /// Check-in.
    Door,
    /// Shows, venues and performances, as the company keeps them.
    Season,
    /// Reservations, as the company keeps them.
    Reservations,
    /// Jobs, queues and mails.
    Jobs,
    /// Users, settings and the audit log.
    House,
    /// For monitoring.
    Operation,
}

/// All operations for visitors and staff.
pub type VisitorsAndStaff = (
    (AboutCompany, Shows, Posters, Venues, Performances, Calendars),
    (Reserve, Confirm, ViewTicket, Cancel, Resend),
    (Login, Logout, Me, Password, ResetPassword, OwnSecondFactor, OwnSessions, OwnTokens),
    (Evenings, Guests, Verify, Admit, Undo, WalkIns),
    Health,
);

/// All operations of administration.
pub type Administration = (
    (ReadOverview, ManageShows, ManagePoster, ManageVenues),
    (ManagePerformances, RepeatPerformance, CancelPerformance, SwitchPerformance, GuestListFiles),
    (ManageReservations, ConfirmForGuest, CancelForGuest, ResendToGuest, CheckInForGuest),
    (Queues, Jobs, Emails),
    (ManageUsers, ResetPasswords, ManageSessions, ReadAuditLog, Company, CompanyLogo, Privacy),
);

const CONVENTIONS: &str = "Times are RFC 3339 with the site's own offset. A trailing slash on any path means the same. \
    Errors are `application/problem+json` (RFC 9457) with a stable `code`. Each answer carries an `X-Request-Id`, the \
    caller's own if it sent a sane one. Unknown fields in a request are refused.";

/// The service for visitors and staff.
#[must_use]
pub fn visitors_and_staff() -> OpenApiService<VisitorsAndStaff, ()> {
    let operations = (
        (AboutCompany, Shows, Posters, Venues, Performances, Calendars),
        (Reserve, Confirm, ViewTicket, Cancel, Resend),
        (Login, Logout, Me, Password, ResetPassword, OwnSecondFactor, OwnSessions, OwnTokens),
        (Evenings, Guests, Verify, Admit, Undo, WalkIns),
        Health,
    );
    described(OpenApiService::new(operations, "AzioneLab: visitors and staff", env!("CARGO_PKG_VERSION")))
}

/// The service for administration.
#[must_use]
pub fn administration() -> OpenApiService<Administration, ()> {
    let operations = (
        (ReadOverview, ManageShows, ManagePoster, ManageVenues),
        (ManagePerformances, RepeatPerformance, CancelPerformance, SwitchPerformance, GuestListFiles),
        (ManageReservations, ConfirmForGuest, CancelForGuest, ResendToGuest, CheckInForGuest),
        (Queues, Jobs, Emails),
        (ManageUsers, ResetPasswords, ManageSessions, ReadAuditLog, Company, CompanyLogo, Privacy),
    );
    described(OpenApiService::new(operations, "AzioneLab: administration", env!("CARGO_PKG_VERSION")))
}

fn described<T>(service: OpenApiService<T, ()>) -> OpenApiService<T, ()> {
    service.description(CONVENTIONS).license(LicenseObject::new("AGPL-3.0-or-later"))
}

/// The document of a service, complete and in a fixed order.
///
/// # Errors
/// When the framework writes something that is no JSON.
pub fn of<T: OpenApi>(service: &OpenApiService<T, ()>) -> serde_json::Result<Value> {
    let mut document: Value = serde_json::from_str(&service.spec())?;
    complete::complete(&mut document);
    ranges::describe(&mut document);
    links::write(&mut document);
    document.sort_all_objects();
    Ok(document)
}

#[cfg(test)]
mod tests {
    use poem_openapi::{OpenApi, OpenApiService};

    use super::{administration, of, visitors_and_staff};

    /// The framework writes a path twice that two operation sets share, and readers of JSON take the last.
    fn every_operation_is_in<T: OpenApi>(service: &OpenApiService<T, ()>) {
        let written = service.spec().matches("\"operationId\"").count();
        let document = of(service).unwrap();
        let operations =
            document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
        // Links between operations name them once more.
        let read = operations.filter(|operation| operation.get("operationId").is_some()).count();
        assert_eq!(written, read);
    }

    #[test]
    fn no_operation_is_hidden_by_another_of_its_path() {
        every_operation_is_in(&visitors_and_staff());
        every_operation_is_in(&administration());
    }
}
