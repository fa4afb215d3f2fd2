//! Faults planted behind the back of rules and constraints are found, each by its name.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::integrity::{Finding, check};
use booking::privacy::anonymise_past;
use booking::staff::session;
use booking::ticket::assets::Assets;
use booking::ticket::{Drawn, store_and_queue};
use booking::values::PartySize;
use box_office::{BoxOffice, SECOND_KEY, now, rng, site_with};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{StaffRole, TokenPurpose};

async fn found_at(theatre: &BoxOffice, at: DateTime<Utc>) -> Vec<Finding> {
    check(&theatre.db, theatre.site.keys(), at).await.unwrap()
}

async fn found(theatre: &BoxOffice) -> Vec<Finding> {
    found_at(theatre, now()).await
}

/// Runs statements as a restore does: without triggers, foreign keys and the constraints named.
async fn plant(theatre: &BoxOffice, without: &[(&str, &str)], sql: &str) {
    let dropped: Vec<String> =
        without.iter().map(|(table, name)| format!("ALTER TABLE {table} DROP CONSTRAINT {name};")).collect();
    let dropped = dropped.join(" ");
    let script =
        format!("{dropped} SET session_replication_role = replica; {sql}; SET session_replication_role = origin");
    sqlx::raw_sql(sqlx::AssertSqlSafe(script)).execute(theatre.database.pool()).await.unwrap();
}

/// A house with a confirmed reservation (1) whose ticket is drawn, and a pending one (2).
async fn house() -> BoxOffice {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await;
    theatre.request(performance, 1).await.unwrap();
    let pictures = Assets { qr_png: vec![1], qr_svg: vec![2], pdf: vec![3] };
    let drawn = Drawn { reservation_id: booked.reservation.id, generation: 1, pictures };
    store_and_queue(&theatre.db, &theatre.site, now(), &mut rng(), &drawn, None).await.unwrap();
    assert_eq!(found(&theatre).await, [], "nothing is wrong before something is planted");
    theatre
}

#[tokio::test]
async fn a_busy_evening_that_went_by_the_rules_has_nothing_to_find() {
    let theatre = house().await;
    let boss = theatre.user("boss").await;
    sqlx::query("UPDATE staff_users SET role = 'admin'").execute(theatre.database.pool()).await.unwrap();
    let party = booking::check_in::WalkIn {
        performance_id: 1,
        party_size: PartySize::new(2).unwrap(),
        name: None,
        user_id: boss.id,
    };
    booking::check_in::walk_in(&theatre.db, now(), &mut rng(), party, &Actor::staff(boss.id)).await.unwrap();
    session::open(&theatre.db, now(), &mut rng(), &boss, &Actor::staff(boss.id)).await.unwrap();
    assert_eq!(found(&theatre).await, []);
    booking::reservation::expire_overdue(&theatre.db, now() + TimeDelta::hours(3)).await.unwrap();
    anonymise_past(&theatre.db, now() + TimeDelta::days(60), TimeDelta::days(30)).await.unwrap();
    assert_eq!(found_at(&theatre, now() + TimeDelta::days(60)).await, []);
}

#[tokio::test]
async fn wrong_counters_and_an_oversold_house_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "UPDATE performances SET confirmed_seats = 5").await;
    assert_eq!(found(&theatre).await, [Finding::SeatsMiscounted { performance_id: 1, stored: 5, counted: 2 }]);
    plant(
        &theatre,
        &[("performances", "performances_seats_within_capacity")],
        "UPDATE performances SET room_capacity = 1, confirmed_seats = 2",
    )
    .await;
    assert_eq!(found(&theatre).await, [Finding::Oversold { performance_id: 1, offered: 1, confirmed: 2 }]);
}

#[tokio::test]
async fn people_let_in_without_a_check_in_or_a_seat_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "UPDATE reservations SET admitted = 1 WHERE id = 1").await;
    assert_eq!(found(&theatre).await, [Finding::AdmittedMiscounted { reservation_id: 1, stored: 1, counted: 0 }]);
    let constraints = [
        ("reservations", "reservations_only_confirmed_admitted"),
        ("reservations", "reservations_admitted_within_party"),
    ];
    plant(
        &theatre,
        &constraints,
        "UPDATE reservations SET admitted = 3; INSERT INTO check_ins (reservation_id, admitted, source, user_id, created_at) \
            SELECT id, 3, 'manual', 1, now() FROM reservations",
    )
    .await;
    assert_eq!(
        found(&theatre).await,
        [
            Finding::AdmittedWrongly { reservation_id: 1, admitted: 3, allowed: 2 },
            Finding::AdmittedWrongly { reservation_id: 2, admitted: 3, allowed: 0 },
        ]
    );
}

#[tokio::test]
async fn a_request_that_does_not_lapse_is_found() {
    let theatre = house().await;
    let overdue = Finding::RequestOverdue { reservation_id: 2 };
    assert!(!found_at(&theatre, now() + TimeDelta::hours(3)).await.contains(&overdue));
    assert!(found_at(&theatre, now() + TimeDelta::hours(4)).await.contains(&overdue));
}

#[tokio::test]
async fn missing_repeated_and_future_tokens_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "DELETE FROM reservation_tokens WHERE reservation_id = 2 OR purpose = 'ticket'").await;
    assert_eq!(
        found(&theatre).await,
        [
            Finding::TokenMissing { reservation_id: 1, purpose: TokenPurpose::Ticket },
            Finding::TokenMissing { reservation_id: 2, purpose: TokenPurpose::Confirmation },
        ]
    );
    let theatre = house().await;
    plant(
        &theatre,
        &[("reservation_tokens", "reservation_tokens_one_a_generation")],
        "INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at) \
            SELECT sha256(token_sha256), reservation_id, purpose, generation, key_id, created_at \
            FROM reservation_tokens WHERE purpose = 'ticket'; \
         UPDATE reservation_tokens SET generation = 2 WHERE reservation_id = 2",
    )
    .await;
    assert_eq!(
        found(&theatre).await,
        [
            Finding::TokenMissing { reservation_id: 2, purpose: TokenPurpose::Confirmation },
            Finding::TokenRepeated { reservation_id: 1, purpose: TokenPurpose::Ticket, count: 2 },
            Finding::TokenAhead { reservation_id: 2, purpose: TokenPurpose::Confirmation },
            Finding::TokenForged { reservation_id: 1, purpose: TokenPurpose::Ticket },
        ]
    );
}

#[tokio::test]
async fn a_forged_token_and_a_lost_key_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "UPDATE reservation_tokens SET token_sha256 = sha256('mine'::bytea) WHERE purpose = 'ticket'")
        .await;
    assert_eq!(found(&theatre).await, [Finding::TokenForged { reservation_id: 1, purpose: TokenPurpose::Ticket }]);
    let with_other_keys = BoxOffice { site: site_with(SECOND_KEY), ..theatre };
    let findings = found(&with_other_keys).await;
    assert!(matches!(&findings[..], [Finding::KeyMissing { tokens: 3, .. }]), "{findings:?}");
}

#[tokio::test]
async fn a_ticket_that_nobody_draws_is_found() {
    let theatre = house().await;
    plant(&theatre, &[], "DELETE FROM ticket_assets").await;
    assert_eq!(found(&theatre).await, [], "its job is still there");
    plant(&theatre, &[], "UPDATE apalis.jobs SET status = 'Killed' WHERE job_type = 'tickets'").await;
    assert_eq!(found(&theatre).await, [], "its mail is there, and it is drawn again whenever that is sent");
    plant(
        &theatre,
        &[],
        "DELETE FROM apalis.jobs USING email_deliveries d WHERE kind = 'ticket' AND idempotency_key = 'delivery:' || d.id; \
         DELETE FROM email_deliveries WHERE kind = 'ticket'",
    )
    .await;
    assert_eq!(found(&theatre).await, [Finding::TicketNotDrawn { reservation_id: 1 }]);
    assert_eq!(found_at(&theatre, now() + TimeDelta::hours(2)).await, [], "nobody needs it after the beginning");
}

#[tokio::test]
async fn mails_without_jobs_and_jobs_without_mails_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "UPDATE apalis.jobs SET status = 'Killed' WHERE idempotency_key = 'delivery:1'").await;
    assert_eq!(found(&theatre).await, [Finding::DeliveryWithoutJob { delivery_id: 1 }]);
    plant(
        &theatre,
        &[],
        "DELETE FROM email_deliveries WHERE id = 2; DELETE FROM apalis.jobs WHERE idempotency_key = 'delivery:1'",
    )
    .await;
    let findings = found(&theatre).await;
    assert!(
        matches!(&findings[..], [Finding::DeliveryWithoutJob { delivery_id: 1 }, Finding::JobWithoutDelivery { .. }]),
        "{findings:?}"
    );

    let theatre = house().await;
    theatre.user("boss").await;
    plant(
        &theatre,
        &[("staff_mails", "staff_mails_reset_named")],
        "INSERT INTO staff_mails (user_id, kind, status, message_id, queued_at) VALUES (1, 'password_reset', 'queued', 'm', now()); \
         UPDATE staff_users SET role = 'admin'",
    )
    .await;
    assert_eq!(found(&theatre).await, [Finding::StaffMailWithoutJob { staff_mail_id: 1 }]);
}

#[tokio::test]
async fn unreadable_and_stranded_jobs_are_found() {
    let theatre = house().await;
    plant(
        &theatre,
        &[],
        "UPDATE apalis.jobs SET job = convert_to('{\"v\": 2}', 'UTF8') WHERE job_type = 'tickets'; \
         UPDATE apalis.jobs SET status = 'Running', done_at = '2026-05-16T16:00:00Z' WHERE idempotency_key = 'delivery:2'",
    )
    .await;
    let findings = found(&theatre).await;
    assert!(matches!(&findings[..], [Finding::JobStranded { .. }, Finding::JobUnreadable { .. }]), "{findings:?}");
}

#[tokio::test]
async fn what_a_disabled_user_left_open_is_found() {
    let theatre = house().await;
    let anna = theatre.user("anna").await;
    assert_eq!(found(&theatre).await, [Finding::NoAdministrator]);
    let boss = theatre.user("boss").await;
    assert_eq!(boss.role, StaffRole::Staff);
    session::open(&theatre.db, now(), &mut rng(), &anna, &Actor::staff(anna.id)).await.unwrap();
    plant(
        &theatre,
        &[],
        "UPDATE staff_users SET role = 'admin' WHERE username = 'boss'; \
         UPDATE staff_users SET disabled_at = now() WHERE username = 'anna'; \
         INSERT INTO api_tokens (user_id, name, scope, token_sha256, created_at, expires_at) \
            SELECT id, 'office', 'admin', sha256(username::bytea), now(), now() + interval '1 day' FROM staff_users",
    )
    .await;
    assert_eq!(
        found(&theatre).await,
        [
            Finding::SessionsOfDisabledUser { user_id: anna.id, count: 1 },
            Finding::ApiTokensOutlived { user_id: anna.id, count: 1 },
        ]
    );
}

#[tokio::test]
async fn what_is_left_of_a_forgotten_person_is_found() {
    let theatre = house().await;
    let at = now() + TimeDelta::days(60);
    booking::reservation::expire_overdue(&theatre.db, at).await.unwrap();
    anonymise_past(&theatre.db, at, TimeDelta::days(30)).await.unwrap();
    for trace in [
        "UPDATE reservations SET email = 'anna@example.org' WHERE id = 1",
        "UPDATE reservations SET email = NULL; INSERT INTO ticket_assets VALUES (1, 1, 'pdf', 'x', now())",
        "DELETE FROM ticket_assets; UPDATE audit_log SET client_address = '192.0.2.7' WHERE subject_id = 1 AND actor = 'visitor'",
    ] {
        let without: &[(&str, &str)] =
            if trace.contains("anna@") { &[("reservations", "reservations_anonymised_without_person")] } else { &[] };
        plant(&theatre, without, trace).await;
        assert_eq!(found_at(&theatre, at).await, [Finding::PersonalDataLeft { reservation_id: 1 }], "{trace}");
    }
}

#[tokio::test]
async fn rows_of_a_reservation_that_is_gone_are_found() {
    let theatre = house().await;
    plant(&theatre, &[], "DELETE FROM reservations WHERE id = 1; UPDATE performances SET confirmed_seats = 0").await;
    let orphan = |table: &str| Finding::Orphan { table: table.into(), reservation_id: 1 };
    let findings = found(&theatre).await;
    assert_eq!(findings, ["email_deliveries", "reservation_tokens", "ticket_assets"].map(orphan));
    let json = serde_json::to_value(&findings[0]).unwrap();
    assert_eq!(json, serde_json::json!({"code": "orphan", "table": "email_deliveries", "reservation_id": 1}));
}
