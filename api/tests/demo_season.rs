//! The demonstration season: what it is made of, and what it leaves alone.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test that cannot go on says where")]

use std::collections::HashSet;
use std::process::{Command, Output};

use api::command::seed_demo::{Demo, SeedDemoError, Seeded};
use booking::audit::Actor;
use booking::catalogue::{self, Page, PerformanceFilter, PerformanceStatus, PerformanceView};
use booking::check_in::{self, Admission, Outcome, Presented};
use booking::staff::account::{self, NewUser};
use booking::staff::{password, session};
use booking::token::{self, Keys};
use booking::{Site, ticket};
use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Europe::Rome;
use entity::value::{CheckInSource, DeliveryKind, DeliveryStatus, ReservationStatus, StaffRole, TokenPurpose};
use entity::{check_in as door, email_delivery, performance, reservation, show, staff_user, venue};
use platform::settings::Secret;
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait,
    QueryFilter, Statement,
};
use test_database::TestDatabase;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const PASSWORD: &str = "sipario e mezzanotte";

/// A Wednesday morning.
fn now() -> DateTime<Utc> {
    "2026-05-13T08:00:00Z".parse().unwrap()
}

fn site() -> Site {
    Site::new(Keys::parse(KEY).unwrap(), &"https://theatre.example".parse().unwrap())
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(7)
}

async fn seed_at(db: &DatabaseConnection, now: DateTime<Utc>, password: &str) -> Result<Seeded, SeedDemoError> {
    let (site, password) = (site(), Secret::from(password.to_owned()));
    Demo { site: &site, zone: Rome, now, password: &password }.seed(db, &mut rng()).await
}

async fn seeded_at(now: DateTime<Utc>) -> (TestDatabase, DatabaseConnection) {
    let database = TestDatabase::create().await;
    let db = database.connection();
    let outcome = seed_at(&db, now, PASSWORD).await.unwrap();
    assert!(matches!(outcome, Seeded::Made { reservations: 300.. }), "{outcome:?}");
    (database, db)
}

async fn programme(db: &DatabaseConnection) -> Vec<PerformanceView> {
    let all = Page { number: 1, size: 100 };
    catalogue::performances(db, &PerformanceFilter::default(), all).await.unwrap().results
}

async fn user(db: &DatabaseConnection, name: &str) -> staff_user::Model {
    account::by_username(db, name).await.unwrap().unwrap()
}

async fn confirmed_guests(db: &DatabaseConnection, performance_id: i64) -> Vec<reservation::Model> {
    reservation::Entity::find()
        .filter(reservation::Column::PerformanceId.eq(performance_id))
        .filter(reservation::Column::Status.eq(ReservationStatus::Confirmed))
        .all(db)
        .await
        .unwrap()
}

#[derive(FromQueryResult)]
struct Line {
    text: String,
}

/// Every row that a second run could have changed.
async fn everything(db: &DatabaseConnection) -> Vec<String> {
    let mut rows = Vec::new();
    for table in
        ["shows", "venues", "performances", "reservations", "staff_users", "sessions", "check_ins", "audit_log"]
    {
        let sql = format!("SELECT row_to_json(t)::text AS text FROM {table} t ORDER BY 1");
        let select = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let lines = Line::find_by_statement(select).all(db).await.unwrap();
        rows.extend(lines.into_iter().map(|line| line.text));
    }
    rows
}

/// Four days at hours when the company sleeps, plays, or is about to; on the last the clocks change.
fn moments() -> impl Iterator<Item = DateTime<Utc>> {
    ["08:00", "15:30", "20:50", "22:30"].into_iter().zip(0..).map(|(hour, day)| {
        let first: DateTime<Utc> = format!("2026-10-22T{hour}:00Z").parse().unwrap();
        first + Days::new(day)
    })
}

#[tokio::test]
async fn the_season_has_six_shows_three_venues_and_twenty_performances() {
    let (_database, db) = seeded_at(now()).await;
    let shows = catalogue::shows(&db, now()).await.unwrap();
    assert_eq!(shows.len(), 6);
    for view in &shows {
        let show = &view.show;
        assert!(view.upcoming_performances > 0, "{} plays again", show.title);
        assert!(show.description.split("\n\n").count() >= 3, "{}", show.title);
        assert!(!show.description.contains("  "), "{}", show.title);
        assert!(show.description.lines().all(|line| line.trim() == line), "{}", show.title);
        assert!(!show.summary.contains("  ") && show.summary.chars().count() < 200, "{}", show.title);
        assert!(show.duration_minutes.is_some(), "{}", show.title);
    }
    let venues = catalogue::venues(&db).await.unwrap();
    assert_eq!(venues.len(), 3);
    for venue in &venues {
        assert!(venue.map_url.as_ref().unwrap().starts_with("https://www.openstreetmap.org/"), "{}", venue.name);
        assert!(!venue.notes.contains("  ") && !venue.accessibility.contains("  "), "{}", venue.name);
        assert!(!venue.accessibility.is_empty() && !venue.address.is_empty() && !venue.city.is_empty());
    }
    assert_eq!(programme(&db).await.len(), 20);
}

#[tokio::test]
async fn every_show_has_its_poster_among_the_files_of_the_site() {
    let (_database, db) = seeded_at(now()).await;
    let public = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend/public");
    let mut seen = HashSet::new();
    for show in show::Entity::find().all(&db).await.unwrap() {
        let path = show.poster_image.unwrap();
        assert_eq!(path, format!("/posters/{}.svg", show.slug));
        let svg = std::fs::read_to_string(format!("{public}{path}")).unwrap();
        assert!(svg.starts_with("<svg") && svg.len() < 40_000, "{path}: {} bytes", svg.len());
        for foreign in ["<script", "<text", "<image", "<style", "href=", "url(http", "font-family"] {
            assert!(!svg.contains(foreign), "{path} has {foreign}");
        }
        assert!(seen.insert(svg), "{path} is another show's");
    }
}

#[tokio::test]
async fn whatever_the_day_and_hour_there_is_something_of_everything() {
    use PerformanceStatus::{Cancelled, Closed, Open, Past, SoldOut};
    for now in moments() {
        let (_database, db) = seeded_at(now).await;
        let programme = programme(&db).await;
        let count = |status| programme.iter().filter(|view| view.status(now) == status).count();
        assert_eq!((count(Closed), count(Cancelled)), (1, 1), "at {now}");
        assert!(count(SoldOut) >= 2 && (3..=5).contains(&count(Past)), "at {now}");

        let open = || programme.iter().filter(|view| view.status(now) == Open);
        assert!(open().filter(|view| (2..12).contains(&view.available_seats())).count() >= 2, "at {now}");
        for share in 0..2 {
            let plenty = open().filter(|view| view.performance.id % 2 == share && view.available_seats() >= 30);
            assert!(plenty.count() >= 5, "of share {share} at {now}");
        }

        let day = |at: DateTime<Utc>| at.with_timezone(&Rome).date_naive();
        let today = programme.iter().filter(|view| day(view.performance.starts_at) == day(now));
        assert_eq!(today.clone().count(), 2, "today, at {now}");
        let tonight = today.max_by_key(|view| view.performance.starts_at).unwrap();
        assert_eq!(tonight.status(now), Open, "tonight, at {now}");
        let last = programme.iter().map(|view| view.performance.starts_at).max().unwrap();
        assert!(last < now + TimeDelta::weeks(5), "{last} at {now}");
    }
}

#[tokio::test]
async fn taken_seats_belong_to_confirmed_reservations() {
    let (_database, db) = seeded_at(now()).await;
    for view in programme(&db).await {
        let guests = confirmed_guests(&db, view.performance.id).await;
        let seats: i32 = guests.iter().map(|guest| guest.party_size).sum();
        assert_eq!(view.performance.confirmed_seats, seats);
        assert_eq!(seats > 0, view.status(now()) != PerformanceStatus::Cancelled);
    }
}

#[tokio::test]
async fn nothing_happened_before_it_could() {
    for now in moments() {
        let (_database, db) = seeded_at(now).await;
        for (row, performance) in
            reservation::Entity::find().find_also_related(performance::Entity).all(&db).await.unwrap()
        {
            let performance = performance.unwrap();
            let steps = [Some(row.created_at), row.confirmed_at, row.cancelled_at, row.expired_at];
            let steps: Vec<_> = steps.into_iter().flatten().collect();
            assert!(steps.is_sorted() && steps.iter().all(|step| *step <= now), "{row:?} at {now}");
            assert!(row.updated_at <= now && row.created_at < performance.starts_at, "{row:?} at {now}");
            let waits = row.expires_at.is_some_and(|expires| expires > now);
            assert_eq!(waits, row.status == ReservationStatus::Pending, "{row:?} at {now}");
            assert!(row.admitted == 0 || performance.starts_at <= now, "{row:?} at {now}");
            if let Some(called_off) = performance.cancelled_at {
                assert!(
                    called_off <= now && row.confirmed_at.is_none_or(|confirmed| confirmed < called_off),
                    "{row:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn of_an_evening_that_is_over_most_guests_came_and_some_did_not() {
    let (_database, db) = seeded_at(now()).await;
    let staff = user(&db, "staff").await;
    for view in programme(&db).await.into_iter().filter(|view| view.status(now()) == PerformanceStatus::Past) {
        let guests = confirmed_guests(&db, view.performance.id).await;
        let admitted: i32 = guests.iter().map(|guest| guest.admitted).sum();
        let expected = view.performance.confirmed_seats;
        assert!(admitted < expected && 4 * admitted > 3 * expected, "{admitted} of {expected}");
        for guest in guests {
            let ins = door::Entity::find().filter(door::Column::ReservationId.eq(guest.id)).all(&db).await.unwrap();
            assert_eq!(ins.iter().map(|row| row.admitted).sum::<i32>(), guest.admitted);
            let doors = view.performance.doors_open_at.unwrap();
            assert!(ins.iter().all(|row| (doors..view.performance.starts_at).contains(&row.created_at)));
            assert!(ins.iter().all(|row| row.user_id == staff.id));
        }
    }
}

#[tokio::test]
async fn a_guest_of_tonight_has_a_ticket_that_opens_and_admits() {
    let (_database, db) = seeded_at(now()).await;
    let site = site();
    let staff = user(&db, "staff").await;
    let soon = now() + TimeDelta::days(1);
    let tonight = programme(&db).await.into_iter().rfind(|view| view.performance.starts_at < soon).unwrap();
    let guest = confirmed_guests(&db, tonight.performance.id).await.remove(0);
    let token = token::of_reservation(&db, site.keys(), TokenPurpose::Ticket, &guest).await.unwrap();
    assert!(ticket::view(&db, &site, &token).await.unwrap().qr_svg.is_some());
    let admission = Admission {
        presented: Presented::Ticket(token),
        performance_id: Some(guest.performance_id),
        admitted: None,
        source: CheckInSource::QrScan,
        user_id: staff.id,
    };
    let verdict = check_in::admit(&db, &site, now(), &admission, &Actor::staff(staff.id)).await.unwrap();
    assert_eq!(verdict.outcome, Outcome::CheckedIn);
}

#[tokio::test]
async fn no_mail_waits_and_guests_have_had_theirs() {
    let (_database, db) = seeded_at(now()).await;
    for (row, guest) in email_delivery::Entity::find().find_also_related(reservation::Entity).all(&db).await.unwrap() {
        assert_eq!(row.status, DeliveryStatus::Sent);
        assert!(row.sent_at.unwrap() <= now() && row.queued_at >= guest.unwrap().created_at, "{row:?}");
    }
    let jobs = Statement::from_string(sea_orm::DbBackend::Postgres, "SELECT id AS text FROM apalis.jobs");
    assert_eq!(Line::find_by_statement(jobs).all(&db).await.unwrap().len(), 0);
    for address in reservation::Entity::find().all(&db).await.unwrap().into_iter().filter_map(|row| row.email) {
        let (_, host) = address.split_once('@').unwrap();
        assert!(host.ends_with("example.org") || host.ends_with("example.net"), "{host}");
    }
}

#[tokio::test]
async fn guests_of_the_next_two_days_have_been_reminded() {
    let (_database, db) = seeded_at(now()).await;
    let soon = now() + TimeDelta::hours(48);
    for view in programme(&db).await.into_iter().filter(|view| view.status(now()) != PerformanceStatus::Past) {
        let guests = confirmed_guests(&db, view.performance.id).await;
        let reminded = email_delivery::Entity::find()
            .filter(email_delivery::Column::ReservationId.is_in(guests.iter().map(|guest| guest.id)))
            .filter(email_delivery::Column::Kind.eq(DeliveryKind::Reminder));
        // Who confirmed later than that has his ticket's mail fresh in mind.
        let day_before = view.performance.starts_at - TimeDelta::days(1);
        let early = guests.iter().filter(|guest| guest.confirmed_at < Some(day_before)).count();
        let expected = if view.performance.starts_at < soon { early } else { 0 };
        assert_eq!(reminded.count(&db).await.unwrap(), expected as u64, "{}", view.performance.starts_at);
    }
}

#[tokio::test]
async fn the_demo_users_can_log_in() {
    let (_database, db) = seeded_at(now()).await;
    let mut rng = rng();
    for (name, role) in [("staff", StaffRole::Staff), ("admin", StaffRole::Admin)] {
        let user = user(&db, name).await;
        assert_eq!(user.role, role);
        assert!(password::verify(PASSWORD, Some(&user.password_hash)));
        let opened = session::open(&db, now(), &mut rng, &user, &Actor::VISITOR).await.unwrap();
        assert_eq!(session::find(&db, now(), &opened.token).await.unwrap().unwrap().user.id, user.id);
    }
}

#[tokio::test]
async fn a_second_run_changes_nothing_and_ends_no_session() {
    let (_database, db) = seeded_at(now()).await;
    session::open(&db, now(), &mut rng(), &user(&db, "staff").await, &Actor::VISITOR).await.unwrap();
    let before = everything(&db).await;
    assert_eq!(seed_at(&db, now() + TimeDelta::days(3), PASSWORD).await.unwrap(), Seeded::Nothing);
    assert_eq!(everything(&db).await, before);
}

#[tokio::test]
async fn a_second_run_with_another_password_sets_that_and_ends_sessions() {
    let (_database, db) = seeded_at(now()).await;
    let opened = session::open(&db, now(), &mut rng(), &user(&db, "staff").await, &Actor::VISITOR).await.unwrap();
    let programme_before = programme(&db).await;
    assert_eq!(seed_at(&db, now(), "un altro sipario").await.unwrap(), Seeded::PasswordsSet);
    for name in ["staff", "admin"] {
        let hash = user(&db, name).await.password_hash;
        assert!(password::verify("un altro sipario", Some(&hash)) && !password::verify(PASSWORD, Some(&hash)));
    }
    assert!(session::find(&db, now(), &opened.token).await.unwrap().is_none());
    assert_eq!(programme(&db).await, programme_before);
}

#[tokio::test]
async fn two_runs_at_once_make_one_season() {
    let database = TestDatabase::create().await;
    let db = database.connection();
    let (one, other) = tokio::join!(seed_at(&db, now(), PASSWORD), seed_at(&db, now(), PASSWORD));
    let mut outcomes = [one.unwrap(), other.unwrap()];
    outcomes.sort_by_key(|outcome| *outcome == Seeded::Nothing);
    assert!(matches!(outcomes, [Seeded::Made { .. }, Seeded::Nothing]), "{outcomes:?}");
    assert_eq!(programme(&db).await.len(), 20);
}

#[tokio::test]
async fn a_real_season_is_left_alone() {
    let database = TestDatabase::create().await;
    let db = database.connection();
    // A company that plays the same classic.
    let show = show::ActiveModel {
        slug: Set("il-gabbiano".into()),
        title: Set("Il gabbiano".into()),
        poster_image: Set(Some("/posters/ours.webp".into())),
        ..Default::default()
    };
    show::Entity::insert(show).exec(&db).await.unwrap();
    let before = everything(&db).await;
    let told = seed_at(&db, now(), PASSWORD).await.unwrap_err().to_string();
    assert!(told.contains("`il-gabbiano`") && told.contains("nothing was changed"), "{told}");
    assert_eq!(everything(&db).await, before);
}

#[tokio::test]
async fn a_season_that_has_only_its_venue_yet_is_left_alone() {
    let database = TestDatabase::create().await;
    let db = database.connection();
    let venue = venue::ActiveModel { slug: Set("teatro".into()), name: Set("Teatro".into()), ..Default::default() };
    venue::Entity::insert(venue).exec(&db).await.unwrap();
    let before = everything(&db).await;
    assert!(matches!(seed_at(&db, now(), PASSWORD).await, Err(SeedDemoError::RealSeason(slug)) if slug == "teatro"));
    assert_eq!(everything(&db).await, before);
}

#[tokio::test]
async fn a_real_user_of_the_same_name_keeps_his_password() {
    let database = TestDatabase::create().await;
    let db = database.connection();
    let admin = NewUser {
        username: "admin".into(),
        display_name: "Anna".into(),
        role: StaffRole::Admin,
        password_hash: password::hash("la mia parola segreta", &mut rng()).unwrap(),
    };
    account::create(&db, now(), admin, &Actor::SYSTEM).await.unwrap();
    let before = everything(&db).await;
    assert!(matches!(seed_at(&db, now(), PASSWORD).await, Err(SeedDemoError::UserExists("admin"))));
    assert_eq!(everything(&db).await, before, "not even `staff` was made");
}

#[tokio::test]
async fn a_demonstration_that_has_grown_runs_on_with_the_passwords_it_has() {
    let (_database, db) = seeded_at(now()).await;
    let own = show::ActiveModel { slug: Set("nostro".into()), title: Set("Nostro".into()), ..Default::default() };
    show::Entity::insert(own).exec(&db).await.unwrap();
    let before = everything(&db).await;
    assert_eq!(seed_at(&db, now(), PASSWORD).await.unwrap(), Seeded::Nothing);
    let refused = seed_at(&db, now(), "un altro sipario").await;
    assert!(matches!(refused, Err(SeedDemoError::OwnPasswords(slug)) if slug == "nostro"));
    assert_eq!(everything(&db).await, before);
}

#[tokio::test]
async fn a_show_of_the_demonstration_may_be_edited() {
    let (_database, db) = seeded_at(now()).await;
    let mut gabbiano = show::Entity::find().one(&db).await.unwrap().unwrap().into_active_model();
    gabbiano.title = Set("Il gabbiano, da vicino".into());
    gabbiano.poster_image = Set(None);
    gabbiano.update(&db).await.unwrap();
    assert_eq!(seed_at(&db, now(), PASSWORD).await.unwrap(), Seeded::Nothing);
}

#[tokio::test]
async fn a_short_password_makes_nothing() {
    let database = TestDatabase::create().await;
    let db = database.connection();
    assert!(matches!(seed_at(&db, now(), "undici lett.").await, Ok(Seeded::Made { .. })), "twelve are enough");
    let database = TestDatabase::create().await;
    let db = database.connection();
    assert!(matches!(seed_at(&db, now(), "undici lett").await, Err(SeedDemoError::Password(_))));
    assert_eq!(everything(&db).await.len(), 0);
}

fn run(database: &TestDatabase, password: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_api"))
        .arg("seed-demo")
        .env("DATABASE_URL", database.url())
        .env("PUBLIC_URL", "https://theatre.example")
        .env("TOKEN_KEYS", KEY)
        .env_remove("TOKEN_KEYS_FILE")
        .env("DEMO_PASSWORD", password)
        .output()
        .unwrap()
}

#[tokio::test]
async fn the_command_says_what_it_did() {
    let database = TestDatabase::create().await;
    let made = run(&database, PASSWORD);
    assert!(made.status.success(), "{made:?}");
    assert!(String::from_utf8_lossy(&made.stdout).contains("6 shows, 20 performances"), "{made:?}");
    let again = run(&database, PASSWORD);
    assert!(again.status.success() && String::from_utf8_lossy(&again.stdout).contains("is there"), "{again:?}");
    let short = run(&database, "corta");
    let told = String::from_utf8_lossy(&short.stderr);
    assert!(!short.status.success() && told.contains("DEMO_PASSWORD") && told.contains("12 to 128"), "{told}");
}
