//! The company corrects a reservation: a name, an address, the number of people.

use chrono::{DateTime, Utc};
use entity::reservation::{ActiveModel, Column, Model};
use entity::value::{DeliveryKind, Locale, ReservationStatus};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ActiveValue::NotSet, ActiveValue::Set, DatabaseConnection, DatabaseTransaction,
    Iden, Iterable,
};
use serde_json::{Value, json};

use super::{hold, resend};
use crate::audit::{self, Actor, Subject};
use crate::edit::differing;
use crate::seats::{HeldSeats, NotEnoughSeats};
use crate::values::{EmailAddress, GuestName, Notes, PartySize, Phone};
use crate::{Failure, Site, transaction};

/// What is to be corrected; what is unset stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// Name for the guest list.
    pub name: Option<GuestName>,
    /// Where mails go, or that there is none.
    pub email: Option<Option<EmailAddress>>,
    /// For urgent news, or that there is none.
    pub phone: Option<Option<Phone>>,
    /// What the company should know.
    pub notes: Option<Notes>,
    /// How many come.
    pub party_size: Option<PartySize>,
    /// Language of mails and pages.
    pub locale: Option<Locale>,
    /// Whether a confirmed guest gets a new ticket by mail; the old one does not enter any more then.
    pub send_new_ticket: bool,
}

/// A reservation that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// As it is now.
    pub reservation: Model,
    /// The mail that goes out for it.
    pub mail: Option<DeliveryKind>,
}

/// Why a reservation is not corrected.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    NotFound,
    /// It is cancelled or lapsed: a record of what was, which nobody corrects.
    #[error("the reservation is {0}")]
    Closed(ReservationStatus),
    /// Its personal data were removed, and do not come back.
    #[error("personal data of the reservation were removed")]
    Anonymised,
    /// The larger party does not fit.
    #[error("{available} seats are left")]
    NotEnoughSeats {
        /// Seats that are left, beside those the party has.
        available: i32,
    },
    /// More people are in than the party would have.
    #[error("{admitted} people have been admitted")]
    PartyBelowAdmitted {
        /// People who are in.
        admitted: i32,
    },
    /// Who waits for a mail needs an address.
    #[error("an address is needed for the mail")]
    AddressNeeded,
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Corrects a pending or confirmed reservation. The company decides, so the largest party of an online booking does not
/// count; seats do.
///
/// A pending one with a new address is asked there to confirm, by a new link: the old one lies in a stranger's mailbox.
/// A confirmed one keeps its ticket, which shows what is so now whenever it is sent again, or gets a new one by mail if it
/// is to.
///
/// # Errors
/// [`EditError`]; nothing was changed then.
pub async fn edit(
    db: &DatabaseConnection,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    edit: Edit,
    actor: &Actor,
) -> Result<Edited, EditError> {
    let txn = transaction::begin(db).await?;
    let outcome = steps(&txn, site, now, id, edit, actor).await;
    transaction::end(txn, outcome).await
}

async fn steps(
    txn: &DatabaseTransaction,
    site: &Site,
    now: DateTime<Utc>,
    id: i64,
    edit: Edit,
    actor: &Actor,
) -> Result<Edited, EditError> {
    let (mut held, current) = hold(txn, id).await?.ok_or(EditError::NotFound)?;
    let lapsed = current.expires_at.is_some_and(|expires| expires <= now);
    match current.status {
        ReservationStatus::Pending if lapsed => return Err(EditError::Closed(ReservationStatus::Expired)),
        ReservationStatus::Pending | ReservationStatus::Confirmed => {}
        closed => return Err(EditError::Closed(closed)),
    }
    if current.anonymised_at.is_some() {
        return Err(EditError::Anonymised);
    }
    if let Some(party) = edit.party_size {
        move_seats(&mut held, &current, party)?;
    }
    let send_new_ticket = edit.send_new_ticket && current.status == ReservationStatus::Confirmed;
    let saved = write(txn, now, &current, edit, actor).await?;
    let waits_for_mail = saved.status == ReservationStatus::Pending || send_new_ticket;
    if waits_for_mail && saved.email.is_none() {
        return Err(EditError::AddressNeeded);
    }
    let another_mailbox = saved.status == ReservationStatus::Pending && saved.email != current.email;
    let mail = match saved.status {
        ReservationStatus::Pending if another_mailbox => Some(DeliveryKind::ConfirmationRequest),
        ReservationStatus::Confirmed if send_new_ticket => Some(DeliveryKind::Ticket),
        _ => None,
    };
    if let Some(kind) = mail {
        let reservation = resend::send(txn, site, now, saved, kind, true, actor).await?;
        // A ticket that opens nothing any more is a change of its own, also where nothing else was corrected.
        let detail = json!({"kind": kind, "reset": true});
        audit::record(txn, now, actor, "reservation.mail_resent", Subject::Reservation(id), detail).await?;
        return Ok(Edited { reservation, mail });
    }
    Ok(Edited { reservation: saved, mail })
}

fn move_seats(held: &mut HeldSeats, current: &Model, party: PartySize) -> Result<(), EditError> {
    if party.get() < current.admitted {
        return Err(EditError::PartyBelowAdmitted { admitted: current.admitted });
    }
    let moved = match current.status {
        ReservationStatus::Confirmed => held.change(current.party_size, party),
        // A request has no seats, and may become smaller whatever is left.
        _ if party.get() <= current.party_size => Ok(()),
        _ => held.fits(party),
    };
    moved.map_err(|NotEnoughSeats { available }| EditError::NotEnoughSeats { available })
}

async fn write(
    txn: &DatabaseTransaction,
    now: DateTime<Utc>,
    current: &Model,
    edit: Edit,
    actor: &Actor,
) -> Result<Model, Failure> {
    let wanted = ActiveModel {
        name: set(edit.name.map(GuestName::into_string)),
        email: set(edit.email.map(|email| email.map(EmailAddress::into_string))),
        phone: set(edit.phone.map(|phone| phone.map(Phone::into_string))),
        notes: set(edit.notes.map(Notes::into_string)),
        party_size: set(edit.party_size.map(PartySize::get)),
        locale: set(edit.locale),
        ..Default::default()
    };
    let Some(mut row) = differing(current, &wanted) else { return Ok(current.clone()) };
    let detail = told(current, &row);
    row.updated_at = Set(now);
    let saved = row.update(txn).await?;
    audit::record(txn, now, actor, "reservation.edited", Subject::Reservation(saved.id), detail).await?;
    Ok(saved)
}

fn set<T: Into<sea_orm::Value>>(value: Option<T>) -> ActiveValue<T> {
    value.map_or(NotSet, Set)
}

/// Which columns change; only of those that are no personal data, from what to what.
fn told(current: &Model, row: &ActiveModel) -> Value {
    let changed: Vec<String> = Column::iter()
        .filter(|column| row.get(*column).is_set())
        .map(|column| Iden::unquoted(&column).to_owned())
        .collect();
    let mut detail = json!({ "changed": changed });
    if let Set(party_size) = row.party_size {
        detail["party_size"] = json!({"from": current.party_size, "to": party_size});
    }
    if let Set(locale) = row.locale {
        detail["locale"] = json!({"from": current.locale, "to": locale});
    }
    detail
}
