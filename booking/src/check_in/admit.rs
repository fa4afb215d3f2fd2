//! A ticket is scanned, or a name found, and people are let in.

use chrono::{DateTime, Utc};
use entity::value::{CheckInSource, ReservationStatus, TokenPurpose};
use entity::{check_in, reservation, staff_user};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, EntityTrait, IdenStatic as _, QueryTrait};
use serde_json::json;

use super::{LastAdmission, Outcome, Verdict, outcome_for, verdict};
use crate::audit::{self, Actor, Subject};
use crate::catalogue::{PerformanceView, performance_of};
use crate::reservation::{self as rules, LOOKS, as_seen};
use crate::together::{Row, Together};
use crate::token::{self, Token};
use crate::values::Reference;
use crate::{Failure, Site};

/// How a reservation is presented at the door.
#[derive(Debug, Clone)]
pub enum Presented {
    /// By its QR code.
    Ticket(Token),
    /// By its name for people, found in the guest list.
    Reference(Reference),
}

/// Who is to be let in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The reservation.
    pub presented: Presented,
    /// The door that staff stand at; any, where unset.
    pub performance_id: Option<i64>,
    /// How many; all who remain, where unset.
    pub admitted: Option<i32>,
    /// How they were found.
    pub source: CheckInSource,
    /// Who lets them in.
    pub user_id: i64,
}

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// Nothing like it was ever issued.
    #[error("the ticket is unknown")]
    Unknown,
    /// The reservation is known, but does not enter here and now: the verdict says why.
    #[error("the reservation does not enter")]
    Refused(Box<Verdict>),
    /// Fewer of the party remain outside.
    #[error("{remaining} of the party remain outside")]
    OverTheParty {
        /// How many may still be let in.
        remaining: i32,
    },
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// What is presented.
async fn find<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    presented: &Presented,
) -> Result<Option<(reservation::Model, PerformanceView)>, Failure> {
    match presented {
        Presented::Reference(reference) => {
            let Some(reservation) = rules::by_reference(conn, reference).await? else { return Ok(None) };
            let performance = performance_of(conn, &reservation).await?;
            Ok(Some((reservation, performance)))
        }
        Presented::Ticket(presented) => {
            let opened = token::resolve(conn, site.keys(), presented).await?;
            let known = opened.filter(|opened| is_known(opened.purpose, &opened.reservation));
            Ok(known.map(|opened| (opened.reservation, opened.performance)))
        }
    }
}

/// A confirmation link at the door tells why its holder has no ticket, and never admits.
fn is_known(purpose: TokenPurpose, reservation: &reservation::Model) -> bool {
    match purpose {
        TokenPurpose::Ticket => true,
        TokenPurpose::Confirmation => reservation.status != ReservationStatus::Confirmed,
    }
}

/// What would happen to a ticket at a door. Changes nothing.
///
/// # Errors
/// [`AdmitError::Unknown`] or a failure.
pub async fn verify<C: ConnectionTrait>(
    conn: &C,
    site: &Site,
    presented: &Presented,
    performance_id: Option<i64>,
) -> Result<Verdict, AdmitError> {
    let (reservation, performance) = find(conn, site, presented).await?.ok_or(AdmitError::Unknown)?;
    let outcome = outcome_for(&reservation, performance_id);
    Ok(verdict(conn, reservation, performance, outcome).await?)
}

/// Lets people of a reservation in, once each: they enter if it is as it was when it was looked at, so of two scanners
/// one waits, finds that it is not, and looks again.
///
/// # Errors
/// [`AdmitError`]; nothing was changed then.
pub async fn admit(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    admission: &Admission,
    actor: &Actor,
) -> Result<Verdict, AdmitError> {
    for _ in 0..LOOKS {
        let (seen, performance) = find(db, site, &admission.presented).await?.ok_or(AdmitError::Unknown)?;
        let outcome = outcome_for(&seen, admission.performance_id);
        if outcome != Outcome::Ready {
            return Err(AdmitError::Refused(Box::new(verdict(db, seen, performance, outcome).await?)));
        }
        let remaining = seen.party_size - seen.admitted;
        let entering = admission.admitted.unwrap_or(remaining);
        if !(1..=remaining).contains(&entering) {
            return Err(AdmitError::OverTheParty { remaining });
        }
        let written = write(db, now, &seen, entering, admission.source, admission.user_id, actor).await?;
        if let Some((reservation, last)) = written {
            return Ok(Verdict { outcome: Outcome::CheckedIn, reservation, performance, last: Some(last) });
        }
    }
    Err(Failure::Unreadable("a reservation that changes all the time").into())
}

/// The step in which people enter.
const ENTERED: &str = "entered";

/// Records that people are in; `None` when the reservation is no longer as seen.
pub(super) async fn write<C: ConnectionTrait>(
    conn: &C,
    now: DateTime<Utc>,
    seen: &reservation::Model,
    entering: i32,
    source: CheckInSource,
    user_id: i64,
    actor: &Actor,
) -> Result<Option<(reservation::Model, LastAdmission)>, Failure> {
    let reservation = reservation::Model { admitted: seen.admitted + entering, updated_at: now, ..seen.clone() };
    let row = reservation::ActiveModel {
        id: Unchanged(reservation.id),
        admitted: Set(reservation.admitted),
        updated_at: Set(now),
        ..Default::default()
    };
    let mut entered = reservation::Entity::update(row).validate().map_err(Failure::from)?.into_query();
    entered.cond_where(as_seen(seen)).returning_col(reservation::Column::Id);
    let check_in = Row::of(&check_in::ActiveModel {
        reservation_id: Set(reservation.id),
        admitted: Set(entering),
        source: Set(source),
        user_id: Set(user_id),
        created_at: Set(now),
        ..Default::default()
    });
    let detail = json!({"admitted": entering, "source": source});
    let entry = audit::entry(now, actor, "reservation.checked_in", Subject::Reservation(reservation.id), detail);
    let by = Query::select()
        .column((staff_user::Entity, staff_user::Column::DisplayName))
        .from(staff_user::Entity)
        .from(ENTERED)
        .and_where(Expr::col((staff_user::Entity, staff_user::Column::Id)).eq(user_id))
        .to_owned();
    let written = Together::first(ENTERED, entered).and(check_in)?.and(entry)?.answering(conn, by).await?;
    let Some(written) = written else { return Ok(None) };
    let by = written.try_get("", staff_user::Column::DisplayName.as_str())?;
    Ok(Some((reservation, LastAdmission { at: now, by })))
}
