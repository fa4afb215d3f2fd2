//! The JSON of the contract: what the components of the OpenAPI documents are called, and how rows become them.
//!
//! In answers, a member that may be missing is left out when it is `None`; one that is `nullable` is always there.

pub mod admin;

mod account;
mod check_in;
mod company;
mod list;
mod performance;
mod problem;
mod reservation;
mod show;
mod user;
mod venue;

pub use account::{
    ApiToken, ApiTokenList, Enrolment, FactorCode, IssuedApiToken, LoginResult, NewApiToken, PasswordProof,
    PasswordReset, PasswordResetRequest, RecoveryCodes, SecondFactor, SecondStep, TokenScope,
};
pub use check_in::{
    CheckInPerformance, CheckInRequest, CheckInResult, Guest, Outcome, ScanSource, UndoRequest, VerifyRequest,
    WalkInRequest,
};
pub use company::Company;
pub use list::{CheckInPerformanceList, GuestList, PerformanceList, ShowList, VenueList};
pub use performance::{PerformanceDetail, PerformanceShow, PerformanceStatus, PerformanceSummary};
pub use problem::{FieldError, ProblemDocument};
pub use reservation::{
    Accepted, Cancellation, Confirmation, Locale, ResendRequest, ReservationAccepted, ReservationRequest,
    ReservationStatus, Ticket, TokenRequest,
};
pub use show::{ShowDetail, ShowPerformance, ShowRef, ShowSummary};
pub use user::{LoginRequest, PasswordChange, Role, SessionUser, User};
pub use venue::{Venue, VenueRef};

use chrono::{DateTime, FixedOffset, Utc};
use chrono_tz::Tz;

/// An instant as the site tells it: with the offset that is in force there then.
#[must_use]
pub fn at_site(at: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    at.with_timezone(&zone).fixed_offset()
}

/// What turning rows into JSON takes beside the rows.
#[derive(Debug, Clone, Copy)]
pub struct Here {
    /// Zone of the site.
    pub zone: Tz,
    /// Now.
    pub now: DateTime<Utc>,
}

impl Here {
    fn tell(self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        at_site(at, self.zone)
    }

    fn tell_if(self, at: Option<DateTime<Utc>>) -> Option<DateTime<FixedOffset>> {
        at.map(|at| self.tell(at))
    }
}
