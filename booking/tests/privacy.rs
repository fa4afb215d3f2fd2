//! A person asks what we know of him, and to be forgotten.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::check_in::{Admission, Presented, admit};
use booking::privacy::{Upcoming, erase, export};
use booking::reservation::ConfirmError;
use booking::values::EmailAddress;
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use entity::audit_entry;
use entity::value::{CheckInSource, DeliveryKind, ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, QueryOrder};

fn anna() -> EmailAddress {
    EmailAddress::parse("ANNA@Example.org").unwrap()
}

async fn last_entry(theatre: &BoxOffice) -> audit_entry::Model {
    let newest = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Id).one(&theatre.db).await;
    newest.unwrap().unwrap()
}

#[tokio::test]
async fn an_export_holds_all_that_hangs_on_an_address_and_nothing_of_others() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let door = theatre.user("door").await;
    let from = Actor { client_address: Some("192.0.2.7".into()), ..Actor::VISITOR };
    let asked = theatre.ask(performance, 2);
    booking::reservation::request(&theatre.db, &theatre.site, now(), &mut rng(), asked, None, &from).await.unwrap();
    let booked = theatre.book(performance, 3).await;
    let mut other = theatre.ask(performance, 1);
    other.email = EmailAddress::parse("bruno@example.org").unwrap();
    booking::reservation::request(&theatre.db, &theatre.site, now(), &mut rng(), other, None, &from).await.unwrap();
    let admission = Admission {
        presented: Presented::Ticket(booked.ticket_token),
        performance_id: None,
        admitted: Some(1),
        source: CheckInSource::QrScan,
        user_id: door.id,
    };
    let at_door = Actor { client_address: Some("192.0.2.99".into()), ..Actor::staff(door.id) };
    admit(&theatre.db, &theatre.site, now(), &admission, &at_door).await.unwrap();

    let exported = export(&theatre.db, now(), &anna(), &Actor::SYSTEM).await.unwrap();
    assert_eq!(exported.reservations.len(), 2);
    let (pending, confirmed) = (&exported.reservations[0], &exported.reservations[1]);
    assert_eq!((pending.party_size, pending.status), (2, ReservationStatus::Pending));
    assert_eq!(pending.history[0].client_address.as_deref(), Some("192.0.2.7"));
    assert_eq!(confirmed.emails[0].kind, DeliveryKind::ConfirmationRequest);
    assert_eq!((confirmed.check_ins.len(), confirmed.check_ins[0].admitted), (1, 1));
    let actions: Vec<&str> = confirmed.history.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["reservation.requested", "reservation.confirmed", "reservation.checked_in"]);
    let text = serde_json::to_string(&exported).unwrap();
    for anothers in ["bruno", "door at the door", "192.0.2.99"] {
        assert!(!text.contains(anothers), "{anothers}");
    }
    let entry = last_entry(&theatre).await;
    assert_eq!(entry.action, "person.exported");
    assert!(!entry.detail.to_string().contains('@'), "{}", entry.detail);

    let nobody = EmailAddress::parse("nobody@example.org").unwrap();
    assert!(export(&theatre.db, now(), &nobody, &Actor::SYSTEM).await.unwrap().reservations.is_empty());
}

#[tokio::test]
async fn an_export_tells_a_user_of_the_house_of_his_account() {
    let theatre = BoxOffice::open().await;
    theatre.user("anna").await;
    sqlx::query("UPDATE staff_users SET email = 'anna@example.org'").execute(theatre.database.pool()).await.unwrap();
    let exported = export(&theatre.db, now(), &anna(), &Actor::SYSTEM).await.unwrap();
    assert_eq!(exported.account.as_ref().map(|account| account.username.as_str()), Some("anna"));
    assert!(!serde_json::to_string(&exported).unwrap().contains("argon2"));
}

#[tokio::test]
async fn erasing_forgets_the_past_withdraws_requests_and_keeps_seats_to_come() {
    let theatre = BoxOffice::open().await;
    let past = theatre.performance(10).await;
    let coming = theatre.performance_with(10, |row| row.starts_at = Set(now() + TimeDelta::days(9))).await;
    let was_there = theatre.book(past, 2).await.reservation;
    let will_come = theatre.book(coming, 3).await.reservation;
    let asked = theatre.request(coming, 1).await.unwrap();
    let link = theatre.token(TokenPurpose::Confirmation, &asked.reference).await;
    let at = now() + TimeDelta::hours(8);

    let erased = erase(&theatre.db, at, &anna(), Upcoming::Keep, &Actor::SYSTEM).await.unwrap();
    assert_eq!(erased.anonymised, [was_there.reference.as_str(), asked.reference.as_str()]);
    assert_eq!(erased.cancelled, [asked.reference.as_str()]);
    assert_eq!(erased.kept.len(), 1);
    assert_eq!(
        (erased.kept[0].reference.as_str(), erased.kept[0].starts_at),
        (will_come.reference.as_str(), now() + TimeDelta::days(9))
    );
    assert_eq!(theatre.row(&was_there.reference).await.name, "—");
    assert_eq!(theatre.row(&will_come.reference).await.name, "Anna Bianchi");
    assert_eq!(theatre.row(&asked.reference).await.status, ReservationStatus::Cancelled);
    let confirmed = booking::reservation::confirm(&theatre.db, &theatre.site, at, &link, &Actor::VISITOR).await;
    assert!(matches!(confirmed, Err(ConfirmError::TokenUnknown)), "his links open nothing");
    let entry = last_entry(&theatre).await;
    assert_eq!(entry.action, "person.erased");
    assert_eq!(entry.detail["kept"][0], will_come.id);
    assert!(!entry.detail.to_string().contains('@'));
}

#[tokio::test]
async fn who_gives_his_seats_back_is_forgotten_whole_and_the_seats_are_free() {
    let theatre = BoxOffice::open().await;
    let coming = theatre.performance_with(10, |row| row.starts_at = Set(now() + TimeDelta::days(9))).await;
    let will_come = theatre.book(coming, 3).await.reservation;
    let erased = erase(&theatre.db, now(), &anna(), Upcoming::Cancel, &Actor::SYSTEM).await.unwrap();
    assert_eq!((erased.cancelled.len(), erased.kept.len()), (1, 0));
    assert_eq!(theatre.performance_row(coming).await.confirmed_seats, 0);
    let row = theatre.row(&will_come.reference).await;
    assert_eq!((row.status, row.email), (ReservationStatus::Cancelled, None));
    let again = erase(&theatre.db, now(), &anna(), Upcoming::Cancel, &Actor::SYSTEM).await.unwrap();
    assert!(again.anonymised.is_empty(), "nothing is left under the address");
}

#[tokio::test]
async fn a_party_that_is_inside_keeps_its_name_until_the_evening_is_over() {
    let theatre = BoxOffice::open().await;
    let tonight = theatre.performance(10).await;
    let door = theatre.user("door").await;
    let booked = theatre.book(tonight, 2).await;
    let admission = Admission {
        presented: Presented::Ticket(booked.ticket_token),
        performance_id: None,
        admitted: Some(1),
        source: CheckInSource::QrScan,
        user_id: door.id,
    };
    admit(&theatre.db, &theatre.site, now(), &admission, &Actor::staff(door.id)).await.unwrap();
    let erase_at = async |at| erase(&theatre.db, at, &anna(), Upcoming::Cancel, &Actor::SYSTEM).await.unwrap();
    assert_eq!(erase_at(now()).await.kept.len(), 1);
    assert_eq!(erase_at(now() + TimeDelta::hours(3)).await.kept.len(), 1, "during the performance");
    let erased = erase_at(now() + TimeDelta::hours(8)).await;
    assert_eq!((erased.anonymised.len(), erased.cancelled.len()), (1, 0));
    assert_eq!(theatre.row(&booked.reservation.reference).await.admitted, 1, "the evening stays counted");
}
