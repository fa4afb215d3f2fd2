//! The delivery log and the pictures of tickets, as the worker that sends them sees them.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::delivery::{self, DeliveryView};
use booking::job::payload::SendEmail;
use booking::job::{self, run_log};
use booking::reservation;
use booking::ticket::{self, Drawn, Stored, assets};
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use entity::email_delivery;
use entity::value::{DeliveryKind, DeliveryStatus, TokenPurpose};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::time::Duration;

/// The newest mail of a kind.
async fn mail(office: &BoxOffice, kind: DeliveryKind) -> DeliveryView {
    let row = email_delivery::Entity::find()
        .filter(email_delivery::Column::Kind.eq(kind))
        .order_by_desc(email_delivery::Column::Id)
        .one(&office.db)
        .await
        .unwrap()
        .unwrap();
    delivery::find(&office.db, row.id).await.unwrap().unwrap()
}

fn pictures() -> assets::Assets {
    assets::Assets { qr_png: b"png".to_vec(), qr_svg: b"svg".to_vec(), pdf: b"pdf".to_vec() }
}

async fn draw(office: &BoxOffice, reservation_id: i64) -> Stored {
    let drawn = Drawn { reservation_id, generation: 1, pictures: pictures() };
    ticket::store_and_queue(&office.db, &office.site, now(), &mut rng(), &drawn, None).await.unwrap()
}

#[tokio::test]
async fn a_request_to_confirm_is_not_wanted_once_it_is_confirmed_or_expired() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    let requested = office.request(evening, 2).await.unwrap();
    let waiting = mail(&office, DeliveryKind::ConfirmationRequest).await;
    assert_eq!(waiting.obsolete(now()), None);
    assert!(waiting.obsolete(requested.expires_at).is_some_and(|reason| reason.contains("expired")));

    let token = office.token(TokenPurpose::Confirmation, &requested.reference).await;
    reservation::confirm(&office.db, &office.site, now(), &token, &Actor::VISITOR).await.unwrap();
    let overtaken = mail(&office, DeliveryKind::ConfirmationRequest).await;
    assert!(overtaken.obsolete(now()).is_some_and(|reason| reason.contains("not pending")));
}

#[tokio::test]
async fn a_ticket_is_not_wanted_once_the_seats_are_given_back_or_the_evening_is_off() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    let confirmed = office.book(evening, 2).await;
    assert_eq!(draw(&office, confirmed.reservation.id).await, Stored::Queued);
    assert_eq!(mail(&office, DeliveryKind::Ticket).await.obsolete(now()), None);

    let mut off = mail(&office, DeliveryKind::Ticket).await;
    off.performance.performance.cancelled_at = Some(now());
    assert!(off.obsolete(now()).is_some_and(|reason| reason.contains("performance is cancelled")));

    reservation::cancel(&office.db, &office.site, now(), &confirmed.ticket_token, &Actor::VISITOR).await.unwrap();
    assert!(mail(&office, DeliveryKind::Ticket).await.obsolete(now()).is_some());
    let farewell = mail(&office, DeliveryKind::Cancellation).await;
    assert_eq!(farewell.obsolete(now()), None, "who gave his seats back is told");
}

#[tokio::test]
async fn a_reminder_of_what_has_begun_is_not_wanted_but_the_ticket_of_a_late_guest_is() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    let confirmed = office.book(evening, 2).await;
    draw(&office, confirmed.reservation.id).await;
    let mut view = mail(&office, DeliveryKind::Ticket).await;
    let begun = now() + TimeDelta::hours(2);
    assert_eq!(view.obsolete(begun), None);
    for kind in [DeliveryKind::Reminder, DeliveryKind::PerformanceChanged] {
        view.delivery.kind = kind;
        assert_eq!(view.obsolete(now()), None);
        assert!(view.obsolete(begun).is_some_and(|reason| reason.contains("begun")));
    }
    view.delivery.kind = DeliveryKind::PerformanceCancelled;
    assert!(view.obsolete(now()).is_some(), "the evening takes place");
}

#[tokio::test]
async fn an_attempt_that_failed_through_no_fault_of_the_mail_does_not_count() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    office.request(evening, 2).await.unwrap();
    let id = mail(&office, DeliveryKind::ConfirmationRequest).await.delivery.id;

    assert!(delivery::begin_attempt(&office.db, id, now()).await.unwrap());
    delivery::mark_retry(&office.db, id, "the mailbox is full", None).await.unwrap();
    assert!(delivery::begin_attempt(&office.db, id, now()).await.unwrap());
    delivery::mark_postponed(&office.db, id, "the login is refused", Some("535 no")).await.unwrap();
    let row = mail(&office, DeliveryKind::ConfirmationRequest).await.delivery;
    assert_eq!((row.status, row.attempts), (DeliveryStatus::Queued, 1));
    assert_eq!(row.last_error.as_deref(), Some("the login is refused"));
    assert_eq!(row.smtp_response.as_deref(), Some("535 no"));
}

#[tokio::test]
async fn a_start_that_was_put_off_is_taken_back_once_and_any_other_is_not() {
    let office = BoxOffice::open().await;
    job::enqueue(&office.db, &SendEmail::new(1), None).await.unwrap();
    job::enqueue(&office.db, &SendEmail::new(2), None).await.unwrap();
    let ids: Vec<String> = sqlx::query_scalar("UPDATE apalis.jobs SET attempts = 3 RETURNING id")
        .fetch_all(office.database.pool())
        .await
        .unwrap();
    let attempts = async || -> Vec<i32> {
        sqlx::query_scalar("SELECT attempts FROM apalis.jobs ORDER BY id = $1")
            .bind(&ids[1])
            .fetch_all(office.database.pool())
            .await
            .unwrap()
    };
    let acknowledge = async || {
        sqlx::query(run_log::UNCOUNT).bind(&ids).execute(office.database.pool()).await.unwrap();
    };
    run_log::end_until(&office.db, &ids[0], Duration::from_mins(1)).await.unwrap();
    run_log::postpone(&office.db, &ids[1], Duration::from_secs(1)).await.unwrap();
    acknowledge().await;
    assert_eq!(attempts().await, [3, 2]);
    acknowledge().await;
    assert_eq!(attempts().await, [3, 2], "an acknowledgement that is repeated takes back nothing more");

    run_log::postpone(&office.db, &ids[1], Duration::from_secs(1)).await.unwrap();
    run_log::begin(&office.db, &ids[1]).await.unwrap();
    acknowledge().await;
    assert_eq!(attempts().await, [3, 2], "the mark of a run that was never acknowledged dies with the next run");
}

#[tokio::test]
async fn pictures_that_show_what_was_so_before_a_change_are_not_taken_for_current() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    let confirmed = office.book(evening, 2).await;
    let id = confirmed.reservation.id;
    draw(&office, id).await;
    let load = async |changed| assets::load(&office.db, office.site.keys(), id, 1, changed).await.unwrap();
    assert_eq!(load(now()).await, Some(pictures()));
    assert_eq!(load(now() + TimeDelta::seconds(1)).await, None);
    assert_eq!(draw(&office, id).await, Stored::Already, "a ticket is stored and mailed once");
}

#[tokio::test]
async fn a_booking_of_seats_is_no_change_of_the_evening() {
    let office = BoxOffice::open().await;
    let evening = office.performance(10).await;
    let before = office.performance_row(evening).await.updated_at;
    office.book(evening, 2).await;
    assert_eq!(office.performance_row(evening).await.updated_at, before, "else every ticket would be drawn anew");
}
