//! What anybody may ask, an operation or a small resource a file.

mod calendar;
mod cancel;
mod company;
mod confirm;
mod health;
mod performances;
mod posters;
mod resend;
mod reserve;
mod shows;
mod ticket;
mod venues;

pub use calendar::Calendars;
pub use cancel::Cancel;
pub use company::AboutCompany;
pub use confirm::Confirm;
pub use health::Health;
pub use performances::Performances;
pub use posters::Posters;
pub use resend::Resend;
pub use reserve::Reserve;
pub use shows::Shows;
pub use ticket::ViewTicket;
pub use venues::Venues;

use booking::catalogue::{self, PerformanceView};

use crate::problem::Problem;
use crate::request::Call;

/// A performance that visitors may see.
async fn public_performance(call: &Call, id: i64) -> Result<PerformanceView, Problem> {
    let view = catalogue::performance(call.db(), id).await?.filter(PerformanceView::is_public);
    view.ok_or_else(no_such_performance)
}

fn no_such_performance() -> Problem {
    Problem::not_found("There is no such performance.")
}
