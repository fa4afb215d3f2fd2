//! Administration and operations, for users with the role `admin`. An operation or a small resource a file.

mod audit_log;
mod company;
mod emails;
mod guest_list;
mod jobs;
mod overview;
mod performances;
mod picture;
mod privacy;
mod queues;
mod refusal;
mod reservations;
mod shows;
mod users;
mod venues;

pub use audit_log::ReadAuditLog;
pub use company::{Company, CompanyLogo};
pub use emails::Emails;
pub use guest_list::GuestListFiles;
pub use jobs::Jobs;
pub use overview::ReadOverview;
pub use performances::{CancelPerformance, ManagePerformances, RepeatPerformance, SwitchPerformance};
pub use privacy::Privacy;
pub use queues::Queues;
pub use reservations::{CancelForGuest, CheckInForGuest, ConfirmForGuest, ManageReservations, ResendToGuest};
pub use shows::{ManagePoster, ManageShows};
pub use users::{ManageSessions, ManageUsers, ResetPasswords};
pub use venues::ManageVenues;
