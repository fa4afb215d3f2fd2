//! At the door.

mod box_office;

use std::str::FromStr;

use booking::audit::Actor;
use booking::catalogue::Page;
use booking::check_in::{
    Admission, AdmitError, Outcome, Presented, UndoError, Verdict, WalkIn, WalkInError, admit, guests,
    performances_between, undo, verify, walk_in,
};
use booking::reservation::{CancelError, cancel};
use booking::values::{PartySize, Reference};
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use entity::value::{CheckInSource, TokenPurpose};

fn scan(token: &booking::token::Token, user_id: i64) -> Admission {
    Admission {
        presented: Presented::Ticket(token.clone()),
        performance_id: None,
        admitted: None,
        source: CheckInSource::QrScan,
        user_id,
    }
}

async fn admit_at(theatre: &BoxOffice, admission: &Admission) -> Result<Verdict, AdmitError> {
    admit(&theatre.db, &theatre.site, now(), admission, &Actor::staff(admission.user_id)).await
}

#[tokio::test]
async fn a_second_scan_says_who_was_admitted_and_when() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let (anna, bruno) = (theatre.user("anna").await, theatre.user("bruno").await);
    let booked = theatre.book(performance, 3).await;
    let first = admit_at(&theatre, &scan(&booked.ticket_token, anna.id)).await.unwrap();
    assert_eq!((first.outcome, first.reservation.admitted), (Outcome::CheckedIn, 3));
    match admit_at(&theatre, &scan(&booked.ticket_token, bruno.id)).await {
        Err(AdmitError::Refused(verdict)) => {
            assert_eq!(verdict.outcome, Outcome::AlreadyCheckedIn);
            let last = verdict.last.unwrap();
            assert_eq!((last.at, last.by.as_str()), (now(), "anna at the door"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_party_may_arrive_in_parts_and_not_in_more() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let anna = theatre.user("anna").await;
    let booked = theatre.book(performance, 4).await;
    let part = |people| Admission { admitted: Some(people), ..scan(&booked.ticket_token, anna.id) };
    assert_eq!(admit_at(&theatre, &part(1)).await.unwrap().reservation.admitted, 1);
    assert!(matches!(admit_at(&theatre, &part(4)).await, Err(AdmitError::OverTheParty { remaining: 3 })));
    assert!(matches!(admit_at(&theatre, &part(0)).await, Err(AdmitError::OverTheParty { .. })));
    assert_eq!(admit_at(&theatre, &scan(&booked.ticket_token, anna.id)).await.unwrap().reservation.admitted, 4);
}

#[tokio::test]
async fn two_scanners_racing_two_hundred_times_admit_once_each_time() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(200).await;
    let (anna, bruno) = (theatre.user("anna").await, theatre.user("bruno").await);
    for round in 0..200 {
        let booked = theatre.book(performance, 1).await;
        let race = [anna.id, bruno.id].map(|user| {
            let (db, site, admission) = (theatre.db.clone(), theatre.site.clone(), scan(&booked.ticket_token, user));
            tokio::spawn(async move { admit(&db, &site, now(), &admission, &Actor::staff(user)).await })
        });
        let mut wins = 0;
        for scanner in race {
            match scanner.await.unwrap() {
                Ok(_) => wins += 1,
                Err(AdmitError::Refused(verdict)) => assert_eq!(verdict.outcome, Outcome::AlreadyCheckedIn),
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(wins, 1, "round {round}");
    }
    let admitted: i64 =
        sqlx::query_scalar("SELECT sum(admitted) FROM check_ins").fetch_one(theatre.database.pool()).await.unwrap();
    assert_eq!(admitted, 200);
}

#[tokio::test]
async fn verifying_changes_nothing_and_names_what_is_wrong() {
    let theatre = BoxOffice::open().await;
    let (tonight, tomorrow) = (theatre.performance(10).await, theatre.performance(10).await);
    let anna = theatre.user("anna").await;
    let booked = theatre.book(tonight, 2).await;
    let ticket = Presented::Ticket(booked.ticket_token.clone());
    let outcome = async |presented: &Presented, door| {
        verify(&theatre.db, &theatre.site, presented, door).await.map(|verdict| verdict.outcome)
    };
    assert_eq!(outcome(&ticket, Some(tonight)).await.unwrap(), Outcome::Ready);
    assert_eq!(outcome(&ticket, Some(tomorrow)).await.unwrap(), Outcome::WrongPerformance);
    let by_name = Presented::Reference(Reference::from_str(&booked.reservation.reference).unwrap());
    assert_eq!(outcome(&by_name, Some(tonight)).await.unwrap(), Outcome::Ready);
    assert_eq!(outcome(&by_name, Some(tomorrow)).await.unwrap(), Outcome::WrongPerformance);

    let pending = theatre.request(tonight, 1).await.unwrap();
    let link = Presented::Ticket(theatre.token(TokenPurpose::Confirmation, &pending.reference).await);
    assert_eq!(outcome(&link, Some(tonight)).await.unwrap(), Outcome::NotConfirmed);
    let confirmation = theatre.token(TokenPurpose::Confirmation, &booked.reservation.reference).await;
    let confirmed_link = Presented::Ticket(confirmation);
    assert!(matches!(outcome(&confirmed_link, None).await, Err(AdmitError::Unknown)), "only a ticket enters");

    cancel(&theatre.db, &theatre.site, now(), &booked.ticket_token, &Actor::VISITOR).await.unwrap();
    assert_eq!(outcome(&ticket, Some(tonight)).await.unwrap(), Outcome::Cancelled);
    assert!(matches!(admit_at(&theatre, &scan(&booked.ticket_token, anna.id)).await, Err(AdmitError::Refused(_))));
}

#[tokio::test]
async fn an_admission_taken_back_can_be_made_again_and_who_is_in_cannot_cancel() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let anna = theatre.user("anna").await;
    let booked = theatre.book(performance, 2).await;
    let reference = Reference::from_str(&booked.reservation.reference).unwrap();
    let take_back = async || undo(&theatre.db, now(), &reference, anna.id, &Actor::staff(anna.id)).await;
    assert!(matches!(take_back().await, Err(UndoError::NotCheckedIn)));

    admit_at(&theatre, &scan(&booked.ticket_token, anna.id)).await.unwrap();
    let refused = cancel(&theatre.db, &theatre.site, now(), &booked.ticket_token, &Actor::VISITOR).await;
    assert!(matches!(refused, Err(CancelError::AlreadyCheckedIn)));
    let verdict = take_back().await.unwrap();
    assert_eq!((verdict.outcome, verdict.reservation.admitted, verdict.last), (Outcome::Ready, 0, None));
    admit_at(&theatre, &scan(&booked.ticket_token, anna.id)).await.unwrap();
}

#[tokio::test]
async fn walk_ins_enter_while_seats_last_and_leave_none_behind_when_undone() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(3).await;
    let anna = theatre.user("anna").await;
    let come = async |people| {
        let party = WalkIn {
            performance_id: performance,
            party_size: PartySize::new(people).unwrap(),
            name: None,
            user_id: anna.id,
        };
        walk_in(&theatre.db, now(), &mut rng(), party, &Actor::staff(anna.id)).await
    };
    let two = come(2).await.unwrap();
    assert_eq!((two.outcome, two.reservation.admitted, two.performance.available_seats()), (Outcome::CheckedIn, 2, 1));
    assert_eq!(two.reservation.confirmed_at, Some(now()));
    assert!(matches!(come(2).await, Err(WalkInError::NotEnoughSeats { available: 1 })));
    let reference = Reference::from_str(&two.reservation.reference).unwrap();
    let undone = undo(&theatre.db, now(), &reference, anna.id, &Actor::staff(anna.id)).await.unwrap();
    assert_eq!((undone.outcome, undone.performance.available_seats()), (Outcome::Cancelled, 3));
    assert!(theatre.jobs().await.is_empty(), "nobody to write to");
}

#[tokio::test]
async fn the_guest_list_finds_people_by_words_reference_or_address_and_reads_no_wildcards() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await;
    let page = Page { number: 1, size: 50 };
    let found =
        async |search: &str| guests(&theatre.db, performance, search, page).await.unwrap().unwrap().results.len();
    let reference = booked.reservation.reference.to_lowercase();
    for search in ["", "bianchi", "BIANCHI anna", "anna@example", &reference] {
        assert_eq!(found(search).await, 1, "{search}");
    }
    for search in ["%", "_nna", "rossi", "anna rossi"] {
        assert_eq!(found(search).await, 0, "{search}");
    }
    assert!(guests(&theatre.db, 999, "", page).await.unwrap().is_none());

    let day = performances_between(&theatre.db, now(), now() + TimeDelta::hours(3)).await.unwrap();
    assert_eq!(day.len(), 1);
    assert_eq!((day[0].performance.performance.confirmed_seats, day[0].admitted_seats), (2, 0));
}
