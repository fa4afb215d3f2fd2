use entity::value::ReservationStatus;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, QueryTrait};
use test_database::TestDatabase;

use super::{ReservationFilter, list, page_of};
use crate::catalogue::Page;
use crate::listing::{Search, Total};

const FIRST: Page = Page { number: 1, size: 50 };

/// Fifty thousand reservations of a hundred performances, one a minute, the newest at 2026-05-16 12:00 UTC.
const SEASONS: &str = "
INSERT INTO shows (slug, title) VALUES ('il-gabbiano', 'Il gabbiano');
INSERT INTO venues (slug, name) VALUES ('teatro', 'Teatro');
INSERT INTO performances (show_id, venue_id, starts_at, room_capacity)
    SELECT 1, 1, timestamptz '2026-05-16 18:30Z' + n * interval '1 day', 600 FROM generate_series(1, 100) AS n;
INSERT INTO reservations
    (performance_id, reference, status, source, name, email, party_size, locale, expires_at, created_at, updated_at)
    SELECT 1 + (n - 1) / 500, translate(lpad(to_hex(n * 19), 7, '0'), 'abcdef', 'BCDFGH'),
        CASE WHEN n % 500 = 7 THEN 'cancelled' ELSE 'expired' END, 'online',
        (ARRAY['Anna', 'Bruno', 'Carla', 'Dario', 'Elena', 'Fabio', 'Giulia'])[1 + n % 7] || ' '
            || (ARRAY['Rossi', 'Bianchi', 'Verdi', 'Neri', 'Gallo', 'Conti', 'Costa', 'Greco', 'Bruni'])[1 + n % 9]
            || CASE WHEN n % 10000 = 0 THEN ' Quisquilia' ELSE '' END,
        'guest' || n || '@example.org', 1 + n % 4, 'it', now(),
        timestamptz '2026-05-16 12:00Z' - n * interval '1 minute', now()
    FROM generate_series(1, 50000) AS n;
UPDATE reservations SET status = 'pending' WHERE id % 5000 = 0;
";

async fn seasons(database: &TestDatabase) -> DatabaseConnection {
    sqlx::raw_sql(SEASONS).execute(database.pool()).await.unwrap();
    // As autovacuum would, soon after.
    sqlx::raw_sql("VACUUM (ANALYZE)").execute(database.pool()).await.unwrap();
    database.connection()
}

async fn plan(db: &DatabaseConnection, filter: &ReservationFilter, page: Page) -> String {
    let mut statement = page_of(filter, page).build(DbBackend::Postgres);
    statement.sql.insert_str(0, "EXPLAIN ");
    let lines = db.query_all_raw(statement).await.unwrap();
    lines.iter().map(|line| line.try_get::<String>("", "QUERY PLAN").unwrap() + "\n").collect()
}

fn searching(words: &str) -> ReservationFilter {
    ReservationFilter { search: Search::parse(words).unwrap(), ..ReservationFilter::default() }
}

#[tokio::test]
async fn among_fifty_thousand_reservations_every_filter_reads_an_index() {
    let database = TestDatabase::create().await;
    let db = seasons(&database).await;
    let day = "2026-05-10T00:00:00Z".parse().unwrap();
    let none = ReservationFilter::default;
    let of = |status| ReservationFilter { status: Some(status), ..none() };
    for (filter, index) in [
        (none(), "reservations_by_creation"),
        // Of a state that nearly all of them are in, both indexes give a page at once: the planner may take either.
        (of(ReservationStatus::Expired), "reservations_by_"),
        (of(ReservationStatus::Cancelled), "reservations_by_status"),
        (of(ReservationStatus::Pending), "reservations_pending_by_expiry"),
        (ReservationFilter { performance_id: Some(93), ..none() }, "reservations_by_performance_and_creation"),
        (ReservationFilter { from: Some(day), ..none() }, "reservations_by_creation"),
        (searching("quisquilia"), "reservations_search"),
        (searching("guest4711@"), "reservations_by_email_prefix"),
        (searching("Guest4711@example.org"), "reservations_by_email_prefix"),
        (searching("@example.org rossi"), "reservations_"),
        (searching("rossi guest471"), "reservations_search"),
        // One that half of them match is found soonest by walking back in time.
        (searching("example"), "reservations_by_creation"),
        // A reference as people read it, with a hyphen and a letter that looks like a digit.
        (searching("oo0-04c"), "reservations_"),
    ] {
        for page in [FIRST, Page { number: 3, size: 20 }] {
            let plan = plan(&db, &filter, page).await;
            assert!(!plan.contains("Seq Scan"), "{filter:?}\n{plan}");
            assert!(plan.contains(index), "{filter:?}\n{plan}");
        }
    }
    let last = plan(&db, &none(), Page { number: 1000, size: 50 }).await;
    assert!(last.contains("Index Only Scan"), "the rows before the last page are not read\n{last}");
}

#[tokio::test]
async fn words_are_found_in_name_address_and_reference_and_short_ones_at_their_beginning() {
    let database = TestDatabase::create().await;
    let db = seasons(&database).await;
    let found = async |words: &str| list(&db, &searching(words), FIRST).await.unwrap().total;
    assert_eq!(found("QUISQUILIA").await, Total::Exactly(5));
    assert_eq!(found("isquil elen").await, Total::Exactly(1));
    assert_eq!(found("guest471").await, Total::Exactly(111), "and whatever goes on like it");
    assert_eq!(found("guest4711@example.org anna").await, Total::Exactly(1));
    assert_eq!(found("GUEST4711@exam").await, Total::Exactly(1), "an address, as far as it was typed");
    assert!(found("@example.org").await.rows() > 10_000, "all guests of a host");
    assert_eq!(found("qu").await, Total::Exactly(5), "the beginning of a name");
    assert!(found("rossi").await.rows() > 5000, "the end of a name");
    assert_eq!(found("uisq").await, Total::Exactly(5), "the middle of one");
    assert_eq!(found("ui").await, Total::Exactly(0), "too short for the middle");
    for wildcard in ["%", "_nna", "guest471%", "\\"] {
        assert_eq!(found(wildcard).await, Total::Exactly(0), "{wildcard}");
    }
    assert_eq!(found("0000-04d").await, Total::Exactly(1), "a reference as people read it to each other");
    assert_eq!(found("oooo04d").await, Total::Exactly(1));
}

#[tokio::test]
async fn ten_thousand_are_counted_and_more_are_estimated_and_said_to_be() {
    let database = TestDatabase::create().await;
    let db = seasons(&database).await;
    let filter = ReservationFilter { status: Some(ReservationStatus::Pending), ..ReservationFilter::default() };
    assert_eq!(list(&db, &filter, FIRST).await.unwrap().total, Total::Exactly(10));
    match list(&db, &ReservationFilter::default(), FIRST).await.unwrap().total {
        Total::About(rows) => assert!((45_000..55_000).contains(&rows), "{rows}"),
        counted @ Total::Exactly(_) => panic!("{counted:?}"),
    }
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let database = TestDatabase::create().await;
    let db = seasons(&database).await;
    let filter = ReservationFilter { performance_id: Some(3), ..ReservationFilter::default() };
    let mut seen = Vec::new();
    for number in 1..=6 {
        let page = list(&db, &filter, Page { number, size: 99 }).await.unwrap();
        assert_eq!(page.total, Total::Exactly(500));
        seen.extend(page.results.into_iter().map(|row| (row.reservation.created_at, row.reservation.id)));
    }
    assert_eq!(seen.len(), 500);
    assert!(seen.is_sorted_by(|one, two| one > two), "newest first, none twice");
}
