//! Writes bookings down as the rules of `booking` leave them, tokens, check-ins, mails and log included, but without a
//! single job: those rules write to their guests, and these guests do not exist.

use booking::token;
use booking::values::Reference;
use booking::{Failure, Site, reservation as rules};
use chrono::{DateTime, Utc};
use entity::value::{AuditActor, ReservationSource, ReservationStatus, TokenPurpose};
use entity::{audit_entry, check_in, reservation};
use rand::CryptoRng;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::bookings::{Booking, Fate};
use super::calendar::Calendar;
use super::mails;

/// Where bookings are written.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    pub(super) txn: &'a DatabaseTransaction,
    /// Address of the site, and the keys that make the guests' tokens.
    pub(super) site: &'a Site,
    pub(super) calendar: Calendar,
    /// Lets people in.
    pub(super) door: i64,
    /// Books for those who call.
    pub(super) office: i64,
}

/// An entry of the audit log, before its reservation has an id.
struct Entry {
    at: DateTime<Utc>,
    user: Option<i64>,
    actor: AuditActor,
    action: &'static str,
    detail: Value,
}

impl Ledger<'_> {
    /// Writes the bookings of one performance. The database counts the seats and has the last word.
    pub(super) async fn write(
        &self,
        rng: &mut impl CryptoRng,
        performance: (i64, DateTime<Utc>),
        bookings: &[Booking],
    ) -> Result<(), Failure> {
        // References that are drawn twice (once in millions of seasons) end in a refused insert and an empty database.
        let rows = bookings.iter().map(|booking| row(booking, performance, &Reference::random(rng)));
        let mut written = reservation::Entity::insert_many(rows).exec_with_returning(self.txn).await?;
        // Ids are given in the order of the rows.
        written.sort_by_key(|reservation| reservation.id);
        self.issue_tokens(bookings, &written).await?;
        self.let_in(bookings, &written).await?;
        let guests = bookings.iter().zip(&written);
        mails::log(self.txn, self.site, &self.calendar, performance.1, guests).await?;
        self.log(bookings, &written).await
    }

    async fn issue_tokens(&self, bookings: &[Booking], written: &[reservation::Model]) -> Result<(), Failure> {
        let guests = || bookings.iter().zip(written).filter(|(booking, _)| booking.source != ReservationSource::WalkIn);
        let asked: Vec<_> = guests().map(|(booking, reservation)| (reservation, booking.asked_at)).collect();
        let confirmed: Vec<_> =
            guests().filter_map(|(booking, reservation)| Some((reservation, booking.confirmed_at()?))).collect();
        token::issue_all(self.txn, self.site.keys(), TokenPurpose::Confirmation, &asked).await?;
        token::issue_all(self.txn, self.site.keys(), TokenPurpose::Ticket, &confirmed).await
    }

    async fn let_in(&self, bookings: &[Booking], written: &[reservation::Model]) -> Result<(), Failure> {
        let rows = bookings
            .iter()
            .zip(written)
            .flat_map(|(booking, reservation)| {
                booking.admissions.iter().map(move |admission| (reservation.id, admission))
            })
            .map(|(reservation_id, admission)| check_in::ActiveModel {
                reservation_id: Set(reservation_id),
                admitted: Set(admission.people),
                source: Set(admission.source),
                user_id: Set(self.door),
                created_at: Set(admission.at),
                ..Default::default()
            });
        check_in::Entity::insert_many(rows).exec_without_returning(self.txn).await?;
        Ok(())
    }

    async fn log(&self, bookings: &[Booking], written: &[reservation::Model]) -> Result<(), Failure> {
        let rows = bookings.iter().zip(written).flat_map(|(booking, reservation)| {
            self.entries(booking).into_iter().map(|entry| audit_entry::ActiveModel {
                occurred_at: Set(entry.at),
                actor: Set(entry.actor),
                user_id: Set(entry.user),
                action: Set(entry.action.to_owned()),
                subject: Set("reservation".to_owned()),
                subject_id: Set(reservation.id),
                detail: Set(entry.detail),
                ..Default::default()
            })
        });
        audit_entry::Entity::insert_many(rows).exec_without_returning(self.txn).await?;
        Ok(())
    }

    fn entries(&self, booking: &Booking) -> Vec<Entry> {
        let (actor, user) = match booking.source {
            ReservationSource::Online => (AuditActor::Visitor, None),
            ReservationSource::Manual => (AuditActor::Staff, Some(self.office)),
            ReservationSource::WalkIn => (AuditActor::Staff, Some(self.door)),
        };
        let party = json!({"party_size": booking.party});
        let mut entries = Vec::new();
        let mut note = |at, actor, user, action, detail| entries.push(Entry { at, user, actor, action, detail });
        if booking.source == ReservationSource::WalkIn {
            note(booking.asked_at, actor, user, "reservation.walk_in", party);
        } else {
            note(booking.asked_at, actor, user, "reservation.requested", party.clone());
            if let Some(at) = booking.confirmed_at() {
                note(at, actor, user, "reservation.confirmed", party);
            }
        }
        let given_back = || json!({"party_size": booking.party, "was": ReservationStatus::Confirmed});
        match booking.fate {
            Fate::GivenBack(at) => note(at, actor, user, "reservation.cancelled", given_back()),
            Fate::CalledOff(at) => {
                note(at, AuditActor::Staff, Some(self.office), "reservation.cancelled", given_back());
            }
            Fate::Expired => {
                note(expiry(booking), AuditActor::System, None, "reservation.expired", json!({}));
            }
            Fate::Pending | Fate::Confirmed => {}
        }
        for admission in &booking.admissions {
            let detail = json!({"admitted": admission.people, "source": admission.source});
            note(admission.at, AuditActor::Staff, Some(self.door), "reservation.checked_in", detail);
        }
        entries
    }
}

fn expiry(booking: &Booking) -> DateTime<Utc> {
    booking.asked_at + rules::PENDING_FOR
}

fn row(
    booking: &Booking,
    (performance_id, starts_at): (i64, DateTime<Utc>),
    reference: &Reference,
) -> reservation::ActiveModel {
    let lapses = expiry(booking).min(starts_at);
    let (status, expires_at, cancelled_at, lapsed_at) = match booking.fate {
        Fate::Pending => (ReservationStatus::Pending, Some(lapses), None, None),
        Fate::Expired => (ReservationStatus::Expired, Some(lapses), None, Some(lapses)),
        Fate::Confirmed => (ReservationStatus::Confirmed, None, None, None),
        Fate::GivenBack(at) | Fate::CalledOff(at) => (ReservationStatus::Cancelled, None, Some(at), None),
    };
    let walk_in = booking.source == ReservationSource::WalkIn;
    let online = booking.source == ReservationSource::Online;
    let changes = [booking.confirmed_at(), cancelled_at, lapsed_at];
    let last_admission = booking.admissions.last().map(|admission| admission.at);
    reservation::ActiveModel {
        performance_id: Set(performance_id),
        reference: Set(reference.as_str().to_owned()),
        status: Set(status),
        source: Set(booking.source),
        name: Set(booking.guest.name.clone()),
        email: Set((!walk_in).then(|| booking.guest.email.clone())),
        phone: Set(None),
        party_size: Set(booking.party),
        admitted: Set(booking.admissions.iter().map(|admission| admission.people).sum()),
        locale: Set(booking.locale),
        notes: Set(booking.notes.to_owned()),
        confirmation_generation: Set(1),
        ticket_generation: Set(1),
        privacy_accepted_at: Set(online.then_some(booking.asked_at)),
        expires_at: Set(expires_at),
        confirmed_at: Set(booking.confirmed_at()),
        cancelled_at: Set(cancelled_at),
        expired_at: Set(lapsed_at),
        created_at: Set(booking.asked_at),
        updated_at: Set(changes.into_iter().flatten().chain(last_admission).max().unwrap_or(booking.asked_at)),
        ..Default::default()
    }
}
