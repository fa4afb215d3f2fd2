//! From request to confirmation to cancellation.

mod box_office;

use booking::audit::Actor;
use booking::idempotency::IdempotencyKey;
use booking::reservation::{
    CancelError, ConfirmError, Request, RequestError, cancel, confirm, expire_overdue, request, resend,
};
use booking::token::{Token, issue_all};
use booking::values::{EmailAddress, Notes, Phone};
use box_office::{BoxOffice, FIRST_KEY, SECOND_KEY, now, rng, site_with};
use chrono::TimeDelta;
use entity::email_delivery;
use entity::value::{DeliveryKind, Locale, ReservationSource, ReservationStatus, TokenPurpose};
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, PaginatorTrait};

#[tokio::test]
async fn a_request_takes_no_seats_and_its_confirmation_does() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;

    let requested = theatre.request(performance, 4).await.unwrap();
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 0);
    assert_eq!(requested.expires_at, now() + TimeDelta::hours(2), "never past the beginning");

    let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    let confirmed = confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await.unwrap();
    assert!(!confirmed.already_confirmed);
    assert_eq!(confirmed.performance.available_seats(), 6);
    let again = confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await.unwrap();
    assert!(again.already_confirmed);
    assert_eq!(again.ticket_token, confirmed.ticket_token, "the very same ticket");

    let jobs = theatre.jobs().await;
    let queues: Vec<&str> = jobs.iter().map(|(queue, _)| queue.as_str()).collect();
    assert_eq!(queues, ["emails", "tickets"], "a mail for the request, one ticket for two clicks");
}

#[tokio::test]
async fn a_party_that_does_not_fit_is_refused_at_once_and_again_at_its_confirmation() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    assert!(matches!(theatre.request(performance, 6).await, Err(RequestError::NotEnoughSeats { available: 5 })));

    let waiting = theatre.request(performance, 3).await.unwrap();
    theatre.book(performance, 3).await;
    let token = theatre.token(TokenPurpose::Confirmation, &waiting.reference).await;
    let refused = confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(ConfirmError::NotEnoughSeats { available: 2 })));
    assert_eq!(theatre.row(&waiting.reference).await.status, ReservationStatus::Pending, "it may fit later");
}

#[tokio::test]
async fn a_rolled_back_booking_leaves_no_job_behind() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    // The audit entry comes last; refusing it takes everything back.
    sqlx::raw_sql("ALTER TABLE audit_log ADD CONSTRAINT nobody CHECK (false)")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert!(matches!(theatre.request(performance, 2).await, Err(RequestError::Failure(_))));
    assert!(theatre.jobs().await.is_empty());
    assert_eq!(entity::reservation::Entity::find().count(&theatre.db).await.unwrap(), 0);
}

#[tokio::test]
async fn closed_cancelled_past_and_hidden_performances_take_no_bookings() {
    let theatre = BoxOffice::open().await;
    let switched_off = theatre.performance_with(9, |row| row.is_booking_enabled = Set(false)).await;
    let not_yet =
        theatre.performance_with(9, |row| row.booking_opens_at = Set(Some(now() + TimeDelta::minutes(1)))).await;
    let no_longer = theatre.performance_with(9, |row| row.booking_closes_at = Set(Some(now()))).await;
    let called_off = theatre.performance_with(9, |row| row.cancelled_at = Set(Some(now()))).await;
    let begun = theatre.performance_with(9, |row| row.starts_at = Set(now())).await;
    for performance in [switched_off, not_yet, no_longer, called_off, begun] {
        assert!(matches!(theatre.request(performance, 1).await, Err(RequestError::BookingClosed)));
    }
    let hidden = theatre.performance_with(9, |row| row.is_published = Set(false)).await;
    for performance in [hidden, 999_999] {
        assert!(matches!(theatre.request(performance, 1).await, Err(RequestError::PerformanceNotFound)));
    }
    let small = theatre.performance_with(9, |row| row.max_party_size = Set(4)).await;
    assert!(matches!(theatre.request(small, 5).await, Err(RequestError::PartyTooLarge { max: 4 })));
}

#[tokio::test]
async fn a_repeat_under_one_idempotency_key_gets_the_first_answer_even_a_refusal() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    let ask = async |people: i64, key: &IdempotencyKey| {
        let what = theatre.ask(performance, people);
        request(&theatre.db, &theatre.site, now(), &mut rng(), what, Some(key), &Actor::VISITOR).await
    };
    let key = IdempotencyKey::new("one", &["2"]);
    let first = ask(2, &key).await.unwrap();
    assert_eq!(ask(2, &key).await.unwrap(), first);
    assert!(matches!(ask(3, &IdempotencyKey::new("one", &["3"])).await, Err(RequestError::IdempotencyMismatch)));
    assert_eq!(entity::reservation::Entity::find().count(&theatre.db).await.unwrap(), 1);

    let refused = IdempotencyKey::new("two", &["6"]);
    assert!(matches!(ask(6, &refused).await, Err(RequestError::NotEnoughSeats { available: 5 })));
    theatre.book(performance, 1).await;
    assert!(matches!(ask(6, &refused).await, Err(RequestError::NotEnoughSeats { available: 5 })));
}

#[tokio::test]
async fn thirty_clicks_at_once_under_one_key_make_one_booking() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(100).await;
    let key = IdempotencyKey::new("click", &["1"]);
    let clicks = (0..30).map(|_| {
        let (db, site, what, key) =
            (theatre.db.clone(), theatre.site.clone(), theatre.ask(performance, 1), key.clone());
        tokio::spawn(async move { request(&db, &site, now(), &mut rng(), what, Some(&key), &Actor::VISITOR).await })
    });
    for click in clicks.collect::<Vec<_>>() {
        assert!(matches!(click.await.unwrap(), Ok(_) | Err(RequestError::IdempotencyInFlight)));
    }
    assert_eq!(entity::reservation::Entity::find().count(&theatre.db).await.unwrap(), 1);
    assert_eq!(theatre.jobs().await.len(), 1);
}

#[tokio::test]
async fn what_a_visitor_says_of_himself_is_kept() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let asked = Request {
        phone: Phone::parse("+39 050 123456").unwrap(),
        notes: Notes::parse("una sedia a rotelle").unwrap(),
        locale: Locale::English,
        ..theatre.ask(performance, 2)
    };
    let key = None;
    let told = request(&theatre.db, &theatre.site, now(), &mut rng(), asked, key, &Actor::VISITOR).await.unwrap();
    let row = theatre.row(&told.reference).await;
    assert_eq!((row.name.as_str(), row.email.as_deref()), ("Anna Bianchi", Some("anna@example.org")));
    assert_eq!((row.phone.as_deref(), row.notes.as_str()), (Some("+39 050 123456"), "una sedia a rotelle"));
    assert_eq!((row.source, row.locale, row.party_size), (ReservationSource::Online, Locale::English, 2));
    assert_eq!((row.privacy_accepted_at, row.created_at, row.updated_at), (Some(now()), now(), now()));
}

#[tokio::test]
async fn no_link_confirms_for_an_evening_that_is_called_off() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let requested = theatre.request(performance, 2).await.unwrap();
    let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    // By a hand that left the reservations as they were.
    sqlx::query("UPDATE performances SET cancelled_at = now()").execute(theatre.database.pool()).await.unwrap();
    let refused = confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(ConfirmError::Cancelled)));
    assert_eq!(theatre.row(&requested.reference).await.status, ReservationStatus::Pending);
}

#[tokio::test]
async fn a_long_backlog_of_overdue_requests_lapses_in_one_sweep() {
    let theatre = BoxOffice::open().await;
    theatre.performance(5).await;
    sqlx::query(
        "INSERT INTO reservations (performance_id, reference, status, source, name, party_size, locale, expires_at, \
            created_at, updated_at) \
         SELECT 1, 'R' || n, 'pending', 'online', 'x', 1, 'it', $1, $1, $1 FROM generate_series(1, 1001) n",
    )
    .bind(now())
    .execute(theatre.database.pool())
    .await
    .unwrap();
    assert_eq!(expire_overdue(&theatre.db, now() - TimeDelta::seconds(1)).await.unwrap(), 0);
    assert_eq!(expire_overdue(&theatre.db, now()).await.unwrap(), 1001);
}

#[tokio::test]
async fn tokens_of_many_reservations_are_issued_at_once_and_open_each_its_own() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let first = theatre.request(performance, 1).await.unwrap();
    let second = theatre.request(performance, 2).await.unwrap();
    let rows = [theatre.row(&first.reference).await, theatre.row(&second.reference).await];
    let each = rows.each_ref().map(|row| (row, now()));
    issue_all(&theatre.db, theatre.site.keys(), TokenPurpose::Ticket, &each).await.unwrap();
    for row in &rows {
        let ticket = theatre.token(TokenPurpose::Ticket, &row.reference).await;
        let opened = booking::ticket::view(&theatre.db, &theatre.site, &ticket).await.unwrap();
        assert_eq!(opened.reservation.id, row.id);
    }
}

#[tokio::test]
async fn an_overdue_request_lapses_and_its_link_says_so() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance_with(5, |row| row.starts_at = Set(now() + TimeDelta::days(9))).await;
    let requested = theatre.request(performance, 2).await.unwrap();
    let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;
    let late = now() + TimeDelta::hours(25);
    let before_the_sweep = confirm(&theatre.db, &theatre.site, late, &token, &Actor::VISITOR).await;
    assert!(matches!(before_the_sweep, Err(ConfirmError::TokenExpired)));
    assert_eq!(expire_overdue(&theatre.db, late).await.unwrap(), 1);
    assert_eq!(expire_overdue(&theatre.db, late).await.unwrap(), 0);
    let after = confirm(&theatre.db, &theatre.site, late, &token, &Actor::VISITOR).await;
    assert!(matches!(after, Err(ConfirmError::TokenExpired)));
}

#[tokio::test]
async fn either_token_cancels_frees_the_seats_and_says_so_by_mail_once() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    let booked = theatre.book(performance, 4).await;
    for _ in 0..2 {
        let row = cancel(&theatre.db, &theatre.site, now(), &booked.ticket_token, &Actor::VISITOR).await.unwrap();
        assert_eq!(row.status, ReservationStatus::Cancelled);
    }
    assert_eq!(theatre.performance_row(performance).await.confirmed_seats, 0);
    let mails = email_delivery::Entity::find().all(&theatre.db).await.unwrap();
    let kinds: Vec<DeliveryKind> = mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, [DeliveryKind::ConfirmationRequest, DeliveryKind::Cancellation]);

    let pending = theatre.request(performance, 1).await.unwrap();
    let token = theatre.token(TokenPurpose::Confirmation, &pending.reference).await;
    cancel(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await.unwrap();
    let confirmed = confirm(&theatre.db, &theatre.site, now(), &token, &Actor::VISITOR).await;
    assert!(matches!(confirmed, Err(ConfirmError::Cancelled)));

    let late = theatre.book(performance, 1).await;
    let begun = now() + TimeDelta::hours(2);
    let refused = cancel(&theatre.db, &theatre.site, begun, &late.ticket_token, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(CancelError::PerformancePast)));
}

#[tokio::test]
async fn tokens_made_with_an_old_key_work_until_it_is_retired() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    let requested = theatre.request(performance, 1).await.unwrap();
    let token = theatre.token(TokenPurpose::Confirmation, &requested.reference).await;

    let retired = site_with(SECOND_KEY);
    let refused = confirm(&theatre.db, &retired, now(), &token, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(ConfirmError::TokenUnknown)));
    let rotated = site_with(&format!("{SECOND_KEY},{FIRST_KEY}"));
    let confirmed = confirm(&theatre.db, &rotated, now(), &token, &Actor::VISITOR).await.unwrap();
    let again =
        booking::token::of_reservation(&theatre.db, rotated.keys(), TokenPurpose::Confirmation, &confirmed.reservation);
    assert_eq!(again.await.unwrap(), token, "the very same token, though another key signs now");
}

#[tokio::test]
async fn a_hash_planted_in_the_database_opens_nothing() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    let requested = theatre.request(performance, 1).await.unwrap();
    let forged = Token::parse(&"A".repeat(43)).unwrap();
    sqlx::query("UPDATE reservation_tokens SET token_sha256 = $1")
        .bind(forged.sha256())
        .execute(theatre.database.pool())
        .await
        .unwrap();
    let refused = confirm(&theatre.db, &theatre.site, now(), &forged, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(ConfirmError::TokenUnknown)));
    assert_eq!(theatre.row(&requested.reference).await.status, ReservationStatus::Pending);
}

#[tokio::test]
async fn a_resend_repeats_what_is_awaited_a_few_times_a_day_at_most() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(5).await;
    theatre.request(performance, 1).await.unwrap();
    let address = EmailAddress::parse("ANNA@example.org").unwrap();
    let mails = async || email_delivery::Entity::find().count(&theatre.db).await.unwrap();
    let again =
        async || resend(&theatre.db, &theatre.site, now(), &address, performance, &Actor::VISITOR).await.unwrap();
    let all_sent = async || {
        sqlx::query("UPDATE email_deliveries SET status = 'sent', sent_at = now()")
            .execute(theatre.database.pool())
            .await
            .unwrap();
    };
    again().await;
    assert_eq!(mails().await, 1, "the first is still on its way");
    for expected in [2, 3, 4, 5, 5, 5] {
        all_sent().await;
        again().await;
        assert_eq!(mails().await, expected);
    }
    let stranger = EmailAddress::parse("nobody@example.org").unwrap();
    resend(&theatre.db, &theatre.site, now(), &stranger, performance, &Actor::VISITOR).await.unwrap();
    assert_eq!(mails().await, 5);
}
