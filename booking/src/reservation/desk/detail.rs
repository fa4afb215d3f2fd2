//! One reservation with all that happened to it.

use chrono::{DateTime, Utc};
use entity::{check_in, email_delivery, reservation};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Failure;
use crate::audit::{self, Subject};
use crate::catalogue::{self, PerformanceView};

/// Entries of its history that are shown, the newest of them.
const HISTORY: u64 = 200;

/// A reservation with all that happened to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Detail {
    /// The reservation.
    pub reservation: reservation::Model,
    /// What it is for.
    pub performance: PerformanceView,
    /// Its mails, oldest first.
    pub deliveries: Vec<email_delivery::Model>,
    /// Its admissions, those taken back included, oldest first.
    pub check_ins: Vec<CheckInEntry>,
    /// What was done to it, by whom, oldest first; the newest 200 entries.
    pub history: Vec<audit::Entry>,
}

/// An admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckInEntry {
    /// The row.
    pub row: check_in::Model,
    /// Display name of who let them in.
    pub by: String,
    /// When it was taken back, and the display name of who did.
    pub undone: Option<(DateTime<Utc>, String)>,
}

/// A reservation with all that happened to it; `None` when there is none.
///
/// # Errors
/// [`Failure`] when the database does not answer.
pub async fn detail<C: ConnectionTrait>(conn: &C, id: i64) -> Result<Option<Detail>, Failure> {
    let Some(reservation) = reservation::Entity::find_by_id(id).one(conn).await? else { return Ok(None) };
    let performance = catalogue::performance_of(conn, &reservation).await?;
    let deliveries = email_delivery::Entity::find()
        .filter(email_delivery::Column::ReservationId.eq(id))
        .order_by_asc(email_delivery::Column::Id)
        .all(conn)
        .await?;
    let check_ins = check_ins(conn, id).await?;
    let history = audit::history(conn, Subject::Reservation(id), HISTORY).await?;
    Ok(Some(Detail { reservation, performance, deliveries, check_ins, history }))
}

async fn check_ins<C: ConnectionTrait>(conn: &C, reservation_id: i64) -> Result<Vec<CheckInEntry>, Failure> {
    let rows = check_in::Entity::find()
        .filter(check_in::Column::ReservationId.eq(reservation_id))
        .order_by_asc(check_in::Column::Id)
        .all(conn)
        .await?;
    let users = rows.iter().flat_map(|row| [Some(row.user_id), row.undone_by]).flatten().collect();
    let names = audit::names_of(conn, users).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let entry = |row: check_in::Model| CheckInEntry {
        by: name(row.user_id),
        undone: row.undone_at.zip(row.undone_by).map(|(at, by)| (at, name(by))),
        row,
    };
    Ok(rows.into_iter().map(entry).collect())
}
