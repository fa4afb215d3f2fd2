//! Performances: one show at one venue at one time. One file an act.

mod cancel;
mod create;
mod delete;
mod duplicate;
mod form;
mod guests;
mod list;
mod moved;
mod series;
mod switch;
mod terms;
mod update;

pub use cancel::{CANCELLABLE_FOR, CalledOff, CancelError, cancel, reinstate};
pub use create::create;
pub use delete::delete;
pub use duplicate::duplicate;
pub use form::{PerformanceDraft, PerformanceForm};
pub(crate) use list::with_figures;
pub use list::{PerformanceFilter, PerformanceRow, PerformanceSort, list};
pub use series::{LARGEST_SERIES, LONGEST_BEFORE, SeriesDraft, SeriesForm, create_series};
pub use switch::{set_booking_enabled, set_published};
pub use terms::{LARGEST_ROOM, Terms};
pub use update::{Edit, Edited, update};

use entity::performance::{Entity, Model};
use entity::{show, venue};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use crate::Failure;
use crate::catalogue::{self, PerformanceView};
use crate::failure::broken_constraint;
use crate::seats::CapacityBelowConfirmed;
use crate::values::{Faults, Invalid};

/// Why a performance is not saved; nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is no such performance.
    #[error("there is no such performance")]
    NotFound,
    /// Fields are refused, each with a reason.
    #[error("{} fields are refused", .0.len())]
    Invalid(Vec<Invalid>),
    /// Somebody else has edited the performance since it was read: this is how it is now.
    #[error("the performance was edited meanwhile")]
    Stale(Box<PerformanceView>),
    /// More seats are confirmed than the house would have.
    #[error("{confirmed} seats are confirmed")]
    CapacityBelowConfirmed {
        /// Seats of confirmed reservations.
        confirmed: i32,
    },
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<CapacityBelowConfirmed> for SaveError {
    fn from(refused: CapacityBelowConfirmed) -> Self {
        Self::CapacityBelowConfirmed { confirmed: refused.confirmed }
    }
}

/// A performance with show and venue, public or not; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn get<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<PerformanceView>, Failure> {
    catalogue::performance(conn, id).await
}

/// A performance as lists show it; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn row<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<PerformanceRow>, Failure> {
    let performance = Entity::find_by_id(id).one(conn).await?;
    Ok(with_figures(conn, performance.into_iter().collect()).await?.pop())
}

/// How many performances there are of a kind.
pub(super) async fn count<C: ConnectionTrait>(conn: &C, kind: SimpleExpr) -> Result<u64, Failure> {
    Ok(Entity::find().filter(kind).count(conn).await?)
}

async fn view<C: ConnectionTrait>(conn: &C, performance: Model) -> Result<PerformanceView, Failure> {
    let mut views = catalogue::with_context(conn, vec![performance]).await?;
    views.pop().ok_or(Failure::Unreadable("a performance without show or venue"))
}

/// Refuses a show or a venue that is not there, both at once.
async fn check_references<C: ConnectionTrait>(conn: &C, show_id: i64, venue_id: i64) -> Result<(), SaveError> {
    let mut faults = Faults::default();
    if show::Entity::find_by_id(show_id).count(conn).await.map_err(Failure::from)? == 0 {
        faults.add(unknown("show_id"));
    }
    if venue::Entity::find_by_id(venue_id).count(conn).await.map_err(Failure::from)? == 0 {
        faults.add(unknown("venue_id"));
    }
    faults.none().map_err(SaveError::Invalid)
}

fn unknown(field: &'static str) -> Invalid {
    Invalid::new(field, "unknown", "names a record that does not exist")
}

/// What the database refuses, as the field that is at fault.
fn refused(error: DbErr) -> SaveError {
    let fault = match broken_constraint(&error) {
        Some("performances_show_exists") => unknown("show_id"),
        Some("performances_venue_exists") => unknown("venue_id"),
        Some("performances_seats_not_negative") => terms::negative("room_capacity"),
        Some("performances_seats_within_capacity") => terms::occupied_beyond_capacity(),
        Some("performances_max_party_size_positive") => terms::party_out_of_range(),
        Some("performances_doors_open_before_start") => form::doors_after_start(),
        Some("performances_booking_window_ordered") => form::window_reversed(),
        _ => return SaveError::Failure(error.into()),
    };
    SaveError::Invalid(vec![fault])
}
