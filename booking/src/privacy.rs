//! Personal data of guests: removed when they are no longer needed (GDPR, article 5 (1) e), shown to who they are about
//! (article 15), erased when asked for (article 17).
//!
//! What is removed is the person, not the evening: seats, parties and admissions stay counted. A reservation without its
//! person keeps its row, its check-ins, its delivery log (whose texts hold no addresses) and its history.

mod anonymise;
mod erase;
mod export;

pub use anonymise::{ANONYMOUS, anonymise_past, forget_addresses};
pub use erase::{Erased, Kept, Upcoming, erase};
pub use export::{Export, ExportedAccount, ExportedCheckIn, ExportedEntry, ExportedMail, ExportedReservation, export};

use entity::reservation::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;
use crate::values::EmailAddress;

/// All reservations under an address, in the order in which their seats are locked.
async fn of_person<C: ConnectionTrait>(conn: &C, email: &EmailAddress) -> Result<Vec<Model>, Failure> {
    let same_email = Func::lower(Expr::col(Column::Email));
    Ok(Entity::find()
        .filter(Expr::expr(same_email).eq(Func::lower(Expr::value(email.as_str()))))
        .order_by_asc(Column::PerformanceId)
        .order_by_asc(Column::Id)
        .all(conn)
        .await?)
}
