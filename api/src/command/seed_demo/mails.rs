//! The mails that guests have had, as lines of the delivery log: sent, so that no worker sends them, and so that a
//! guest whose ticket is to be sent again is known to have had one.

use booking::{Failure, Site, delivery};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{DeliveryKind, DeliveryStatus, ReservationSource};
use entity::{email_delivery, reservation};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use super::bookings::{Booking, Fate};
use super::calendar::Calendar;

/// Reminders go out so long before the beginning.
const REMINDED: TimeDelta = TimeDelta::hours(24);
/// Whose performance begins within this time has had the reminder: made-up guests of the first two days get none.
const SOON: TimeDelta = TimeDelta::hours(48);
/// What the SMTP server said.
const ACCEPTED: &str = "250 2.0.0 Ok: queued";

/// A mail that a guest has had.
#[derive(Debug, Clone, Copy)]
struct Mail {
    kind: DeliveryKind,
    queued_at: DateTime<Utc>,
}

/// Writes the mails of one performance's guests into the delivery log.
pub(super) async fn log(
    txn: &DatabaseTransaction,
    site: &Site,
    calendar: &Calendar,
    starts_at: DateTime<Utc>,
    guests: impl Iterator<Item = (&Booking, &reservation::Model)>,
) -> Result<(), Failure> {
    let rows = guests.flat_map(|(booking, reservation)| {
        mails(calendar, starts_at, booking).into_iter().map(|mail| row(site, reservation, mail))
    });
    email_delivery::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}

fn mails(calendar: &Calendar, starts_at: DateTime<Utc>, booking: &Booking) -> Vec<Mail> {
    let mut mails = Vec::new();
    let mut sent = |kind, queued_at| mails.push(Mail { kind, queued_at });
    if booking.source == ReservationSource::WalkIn {
        return mails;
    }
    if booking.source == ReservationSource::Online {
        sent(DeliveryKind::ConfirmationRequest, booking.asked_at);
    }
    let Some(confirmed_at) = booking.confirmed_at() else { return mails };
    sent(DeliveryKind::Ticket, confirmed_at);
    let reminded_at = starts_at - REMINDED;
    match booking.fate {
        Fate::CalledOff(at) => sent(DeliveryKind::PerformanceCancelled, at),
        Fate::GivenBack(at) => sent(DeliveryKind::Cancellation, at),
        Fate::Confirmed if starts_at < calendar.now + SOON && confirmed_at < reminded_at => {
            sent(DeliveryKind::Reminder, reminded_at.min(calendar.now - TimeDelta::minutes(10)));
        }
        Fate::Confirmed | Fate::Pending | Fate::Expired => {}
    }
    mails
}

fn row(site: &Site, reservation: &reservation::Model, mail: Mail) -> email_delivery::ActiveModel {
    let sent_at = mail.queued_at + TimeDelta::seconds(2);
    email_delivery::ActiveModel {
        reservation_id: Set(reservation.id),
        kind: Set(mail.kind),
        generation: Set(1),
        status: Set(DeliveryStatus::Sent),
        attempts: Set(1),
        message_id: Set(delivery::message_id(site, reservation, mail.kind, 1)),
        smtp_response: Set(Some(ACCEPTED.to_owned())),
        queued_at: Set(mail.queued_at),
        last_attempt_at: Set(Some(sent_at)),
        sent_at: Set(Some(sent_at)),
        ..Default::default()
    }
}
