//! The JSON of administration. What the company manages is called `Managed…`, apart from what visitors see of it.
//!
//! In requests that edit, a member that is left out stays as it is; `null` empties one that may be empty.

mod audit;
mod company;
mod delivery;
mod job;
mod overview;
mod performance;
mod poster;
mod privacy;
mod queue;
mod reservation;
mod show;
mod user;
mod venue;

pub use audit::{AuditActor, AuditEntry, AuditLog};
pub use company::{CompanyEdit, CompanySettings};
pub use delivery::{Delivery, DeliveryKind, DeliveryList, DeliveryStatus};
pub use job::{DiscardRequest, FailedJobs, FailedJobsList, Job, JobDetail, JobList, JobStatus, Retried, RetryRequest};
pub use overview::{BookingDay, Fill, Overview, OverviewPerformance};
pub use performance::{
    CalledOff, DuplicateRequest, EditedPerformance, ManagedPerformance, ManagedPerformanceList, NewPerformance,
    NewSeries, PerformanceEdit,
};
pub use poster::{Poster, PosterStatus};
pub use privacy::{
    ErasedPerson, ErasureRequest, ExportedAccount, ExportedCheckIn, ExportedEntry, ExportedMail, ExportedReservation,
    KeptReservation, PersonExport, PersonRequest, UpcomingSeats,
};
pub use queue::{PauseRequest, QueueOverview, QueueState, Worker};
pub use reservation::{
    CancelRequest, CheckInEntry, CheckInSource, ManagedReservation, ManagedReservationList, NewReservation,
    PartyCheckIn, Resent, ResentRequest, ResentStatus, ReservationDetail, ReservationEdit, ReservationSource,
};
pub use show::{ManagedShow, ManagedShowList, NewShow, ShowEdit};
pub use user::{ManagedUser, ManagedUserList, NewPassword, NewUser, SessionList, UserEdit, UserSession};
pub use venue::{ManagedVenue, ManagedVenueList, NewVenue, VenueEdit};

use poem_openapi::types::MaybeUndefined;

/// Declares the JSON of a closed set of [`entity::value`], with the same names.
macro_rules! mirrored {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, poem_openapi::Enum)]
        #[oai(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_meta])* $variant),+
        }

        impl From<entity::value::$name> for $name {
            fn from(value: entity::value::$name) -> Self {
                match value { $(entity::value::$name::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for entity::value::$name {
            fn from(value: $name) -> Self {
                match value { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}
use mirrored;

/// What a member will be: as sent, empty, or as it was.
fn or_as_it_was<T>(sent: MaybeUndefined<T>, was: Option<T>) -> Option<T> {
    match sent {
        MaybeUndefined::Undefined => was,
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(value) => Some(value),
    }
}
