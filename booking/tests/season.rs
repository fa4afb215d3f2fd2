//! The company keeps its season: shows, venues, performances.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use booking::audit::Actor;
use booking::catalogue::{Page, PerformanceStatus};
use booking::listing::{Search, Sort};
use booking::season::performance::{
    self, Edit, PerformanceDraft, PerformanceFilter, PerformanceForm, PerformanceSort, SaveError, SeriesForm, Terms,
};
use booking::season::show::{self, ShowFilter, ShowForm, ShowSort};
use booking::season::venue::{self, VenueFilter, VenueForm, VenueSort};
use booking::season::{self, DeleteError, UsedBy};
use booking::values::Invalid;
use box_office::{BoxOffice, form_of, now};
use chrono::{TimeDelta, Timelike};
use chrono_tz::Europe::Rome;
use entity::performance as row;
use proptest::prelude::*;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, PaginatorTrait};

const ALL: Page = Page { number: 1, size: 100 };

fn show_form(title: &str) -> ShowForm {
    ShowForm { title: title.into(), is_published: true, ..ShowForm::default() }
}

fn venue_form(name: &str) -> VenueForm {
    VenueForm { name: name.into(), city: "Pisa".into(), ..VenueForm::default() }
}

fn form(show_id: i64, venue_id: i64, starts_at: &str) -> PerformanceForm {
    PerformanceForm {
        terms: Terms {
            show_id,
            venue_id,
            room_capacity: 50,
            additional_seats: 0,
            manually_occupied_seats: 0,
            max_party_size: 6,
            is_booking_enabled: true,
            is_published: true,
        },
        starts_at: starts_at.into(),
        doors_open_at: None,
        booking_opens_at: None,
        booking_closes_at: None,
    }
}

fn draft(form: &PerformanceForm) -> PerformanceDraft {
    form.parse(Rome).unwrap()
}

fn fields(faults: &[Invalid]) -> Vec<(&'static str, &'static str)> {
    faults.iter().map(|fault| (fault.field, fault.code)).collect()
}

/// A company with a show, a venue and somebody who keeps the books.
struct Company {
    theatre: BoxOffice,
    actor: Actor,
    show: i64,
    venue: i64,
}

impl Company {
    async fn open() -> Self {
        let theatre = BoxOffice::open().await;
        let actor = Actor::staff(theatre.user("anna").await.id);
        let show = show::create(&theatre.db, now(), show_form("Il gabbiano").parse().unwrap(), &actor).await.unwrap();
        let venue =
            venue::create(&theatre.db, now(), venue_form("Teatro Verdi").parse().unwrap(), &actor).await.unwrap();
        Self { show: show.id, venue: venue.id, theatre, actor }
    }

    async fn perform(&self, starts_at: &str) -> row::Model {
        let draft = draft(&form(self.show, self.venue, starts_at));
        performance::create(&self.theatre.db, now(), draft, &self.actor).await.unwrap().performance
    }

    async fn edit(&self, current: &row::Model, form: &PerformanceForm) -> Result<performance::Edited, SaveError> {
        self.edit_version(current.id, current.version, form, true).await
    }

    async fn edit_version(
        &self,
        id: i64,
        version: i32,
        form: &PerformanceForm,
        tell_guests: bool,
    ) -> Result<performance::Edited, SaveError> {
        let edit = Edit { version, draft: draft(form), tell_guests };
        performance::update(&self.theatre.db, &self.theatre.site, now(), id, edit, &self.actor).await
    }
}

#[tokio::test]
async fn a_show_gets_its_address_from_its_title_and_another_of_the_same_title_a_number() {
    let company = Company::open().await;
    let db = &company.theatre.db;
    let make = async |title: &str, slug: Option<&str>| {
        let form = ShowForm { slug: slug.map(str::to_owned), ..show_form(title) };
        show::create(db, now(), form.parse().unwrap(), &company.actor).await
    };
    assert_eq!(make("Il gabbiano", None).await.unwrap().slug, "il-gabbiano-2");
    assert_eq!(make("Così è (se vi pare)", None).await.unwrap().slug, "cosi-e-se-vi-pare");
    match make("Altro", Some("il-gabbiano")).await {
        Err(season::SaveError::Invalid(faults)) => assert_eq!(fields(&faults), [("slug", "taken")]),
        other => panic!("{other:?}"),
    }
    match make("…", None).await {
        Err(season::SaveError::Invalid(faults)) => assert_eq!(fields(&faults), [("slug", "required")]),
        other => panic!("{other:?}"),
    }
    assert_eq!(entity::show::Entity::find().count(db).await.unwrap(), 3, "what was refused left nothing behind");
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_form_is_told_at_once() {
    let bad = ShowForm {
        title: " ".into(),
        slug: Some("No Slug".into()),
        summary: "x".repeat(501),
        description: "\u{7}".into(),
        duration_minutes: Some(0),
        is_published: true,
    };
    let expected = [
        ("title", "required"),
        ("slug", "invalid"),
        ("summary", "too_long"),
        ("description", "invalid"),
        ("duration_minutes", "out_of_range"),
    ];
    assert_eq!(fields(&bad.parse().unwrap_err()), expected);

    let bad = VenueForm { map_url: Some("javascript:alert(1)".into()), ..venue_form("") };
    assert_eq!(fields(&bad.parse().unwrap_err()), [("name", "required"), ("map_url", "invalid")]);
    let good = VenueForm { map_url: Some("https://osm.org/way/7".into()), ..venue_form("Teatro") };
    assert!(good.parse().is_ok());

    let mut bad = form(1, 1, "2026-03-29T02:30");
    bad.terms.room_capacity = -1;
    bad.terms.manually_occupied_seats = 10_001;
    bad.terms.max_party_size = 101;
    bad.doors_open_at = Some("soon".into());
    let expected = [
        ("room_capacity", "out_of_range"),
        ("manually_occupied_seats", "out_of_range"),
        ("max_party_size", "out_of_range"),
        ("starts_at", "nonexistent"),
        ("doors_open_at", "invalid"),
    ];
    assert_eq!(fields(&bad.parse(Rome).unwrap_err()), expected);

    let mut bad = form(1, 1, "2026-05-15T20:30");
    bad.terms.manually_occupied_seats = 51;
    bad.doors_open_at = Some("2026-05-15T20:31".into());
    bad.booking_closes_at = Some("2026-05-15T21:00".into());
    let expected = [
        ("manually_occupied_seats", "out_of_range"),
        ("doors_open_at", "out_of_range"),
        ("booking_closes_at", "out_of_range"),
    ];
    assert_eq!(fields(&bad.parse(Rome).unwrap_err()), expected);
    bad = form(1, 1, "2026-05-15T20:30");
    bad.booking_opens_at = Some("2026-05-15T20:30".into());
    assert_eq!(fields(&bad.parse(Rome).unwrap_err()), [("booking_opens_at", "out_of_range")]);
}

#[tokio::test]
async fn a_stale_edit_is_refused_and_told_what_is_there_now() {
    let company = Company::open().await;
    let db = &company.theatre.db;
    let edit = async |version, title: &str| {
        show::update(db, now(), company.show, version, show_form(title).parse().unwrap(), &company.actor).await
    };
    let first = edit(1, "Il gabbiano di Čechov").await.unwrap();
    assert_eq!((first.version, first.slug.as_str()), (2, "il-gabbiano"), "its address stays");
    match edit(1, "Zio Vanja").await {
        Err(season::SaveError::Stale(current)) => assert_eq!(*current, first),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        show::update(db, now(), 999, 1, show_form("x").parse().unwrap(), &company.actor).await,
        Err(season::SaveError::NotFound)
    ));

    let premiere = company.perform("2026-06-01T20:30").await;
    let mut change = form_of(&premiere);
    change.terms.room_capacity = 60;
    company.edit(&premiere, &change).await.unwrap();
    match company.edit(&premiere, &change).await {
        Err(SaveError::Stale(current)) => assert_eq!(current.performance.version, 2),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_two_editors_at_once_one_wins_and_the_other_hears_of_it() {
    let company = Company::open().await;
    let premiere = company.perform("2026-06-01T20:30").await;
    let both = [60, 70].map(|capacity| {
        let mut change = form_of(&premiere);
        change.terms.room_capacity = capacity;
        let (db, site, actor) = (company.theatre.db.clone(), company.theatre.site.clone(), company.actor.clone());
        let edit = Edit { version: 1, draft: draft(&change), tell_guests: false };
        tokio::spawn(async move { performance::update(&db, &site, now(), premiere.id, edit, &actor).await })
    });
    let mut won = 0;
    for editor in both {
        match editor.await.unwrap() {
            Ok(_) => won += 1,
            Err(SaveError::Stale(_)) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(won, 1);
}

#[tokio::test]
async fn every_change_is_on_record_with_what_was_and_what_is_and_no_change_is_not() {
    let company = Company::open().await;
    let db = &company.theatre.db;
    let form = ShowForm { duration_minutes: Some(90), ..show_form("Il gabbiano") };
    let saved = show::update(db, now(), company.show, 1, form.parse().unwrap(), &company.actor).await.unwrap();
    let again = show::update(db, now(), company.show, 2, form.parse().unwrap(), &company.actor).await.unwrap();
    assert_eq!(again, saved, "nothing to write");
    show::set_published(db, now(), company.show, false, &company.actor).await.unwrap();
    show::set_published(db, now(), company.show, false, &company.actor).await.unwrap();

    let change = |field: &str, from: serde_json::Value, to: serde_json::Value| serde_json::json!({"changed": {field: {"from": from, "to": to}}});
    let mut log = company.theatre.log().await;
    assert_eq!(log.remove(0).0, "staff_user.created");
    let actions: Vec<&str> = log.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["show.created", "venue.created", "show.updated", "show.updated"]);
    assert_eq!(log[2].1, change("duration_minutes", serde_json::Value::Null, 90.into()));
    assert_eq!(log[3].1, change("is_published", true.into(), false.into()));
}

#[tokio::test]
async fn what_others_need_is_not_deleted_and_says_what_needs_it() {
    let company = Company::open().await;
    let theatre = &company.theatre;
    let premiere = company.perform("2026-06-01T20:30").await;
    company.perform("2026-06-02T20:30").await;
    assert!(matches!(
        show::delete(&theatre.db, now(), company.show, &company.actor).await,
        Err(DeleteError::InUse(UsedBy::Performances(2)))
    ));
    assert!(matches!(
        venue::delete(&theatre.db, now(), company.venue, &company.actor).await,
        Err(DeleteError::InUse(UsedBy::Performances(2)))
    ));
    theatre.request(premiere.id, 2).await.unwrap();
    assert!(matches!(
        performance::delete(&theatre.db, now(), premiere.id, &company.actor).await,
        Err(DeleteError::InUse(UsedBy::Reservations(1)))
    ));

    let unused = show::create(&theatre.db, now(), show_form("Mai").parse().unwrap(), &company.actor).await.unwrap();
    show::delete(&theatre.db, now(), unused.id, &company.actor).await.unwrap();
    let again = show::delete(&theatre.db, now(), unused.id, &company.actor).await;
    assert!(matches!(again, Err(DeleteError::NotFound)));
    let second = company.perform("2026-06-03T20:30").await;
    performance::delete(&theatre.db, now(), second.id, &company.actor).await.unwrap();
    assert!(performance::get(&theatre.db, second.id).await.unwrap().is_none());
    assert_eq!(company.theatre.log().await.last().unwrap().0, "performance.deleted");
}

#[tokio::test]
async fn a_show_or_venue_that_does_not_exist_is_told_by_field() {
    let company = Company::open().await;
    let lost = draft(&form(998, 999, "2026-06-01T20:30"));
    match performance::create(&company.theatre.db, now(), lost, &company.actor).await {
        Err(SaveError::Invalid(faults)) => {
            assert_eq!(fields(&faults), [("show_id", "unknown"), ("venue_id", "unknown")]);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_house_is_not_made_smaller_than_its_confirmed_guests() {
    let company = Company::open().await;
    let premiere = company.perform("2026-06-01T20:30").await;
    company.theatre.book(premiere.id, 6).await;
    company.theatre.request(premiere.id, 6).await.unwrap();
    let resized = |room: i64, more: i64, occupied: i64| {
        let mut change = form_of(&premiere);
        change.terms.room_capacity = room;
        change.terms.additional_seats = more;
        change.terms.manually_occupied_seats = occupied;
        change
    };
    for small in [resized(5, 0, 0), resized(50, 0, 45), resized(2, 3, 0)] {
        match company.edit(&premiere, &small).await {
            Err(SaveError::CapacityBelowConfirmed { confirmed }) => assert_eq!(confirmed, 6),
            other => panic!("{other:?}"),
        }
    }
    let tight = company.edit(&premiere, &resized(4, 3, 1)).await.unwrap();
    assert_eq!(tight.performance.available_seats(), 0, "pending requests take no seats");
    assert_eq!(tight.performance.performance.confirmed_seats, 6);
}

#[tokio::test]
async fn guests_booked_a_show_so_their_evening_keeps_it() {
    let company = Company::open().await;
    let premiere = company.perform("2026-06-01T20:30").await;
    let other = show_form("Zio Vanja").parse().unwrap();
    let other = show::create(&company.theatre.db, now(), other, &company.actor).await.unwrap();
    let mut change = form_of(&premiere);
    change.terms.show_id = other.id;
    company.theatre.request(premiere.id, 1).await.unwrap();
    match company.edit(&premiere, &change).await {
        Err(SaveError::Invalid(faults)) => assert_eq!(fields(&faults), [("show_id", "in_use")]),
        other => panic!("{other:?}"),
    }
    let empty = company.perform("2026-06-02T20:30").await;
    let mut change = form_of(&empty);
    change.terms.show_id = other.id;
    assert_eq!(company.edit(&empty, &change).await.unwrap().performance.show.title, "Zio Vanja");
}

#[tokio::test]
async fn a_copy_is_a_week_later_by_the_clock_on_the_wall_and_hidden() {
    let company = Company::open().await;
    let mut spring = form(company.show, company.venue, "2027-03-25T20:30");
    spring.doors_open_at = Some("2027-03-25T20:00".into());
    spring.booking_closes_at = Some("2027-03-25T18:30".into());
    spring.booking_opens_at = Some("2027-03-01T10:00".into());
    let db = &company.theatre.db;
    let original = performance::create(db, now(), draft(&spring), &company.actor).await.unwrap().performance;
    let copy = async |starts_at| performance::duplicate(db, now(), Rome, original.id, starts_at, &company.actor).await;

    let week_later = copy(None).await.unwrap().performance;
    let wall = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&Rome).naive_local().to_string();
    assert_eq!(wall(week_later.starts_at), "2027-04-01 20:30:00", "over the change of clocks");
    assert_eq!(wall(week_later.doors_open_at.unwrap()), "2027-04-01 20:00:00");
    assert_eq!(wall(week_later.booking_closes_at.unwrap()), "2027-04-01 18:30:00");
    assert_eq!(week_later.booking_opens_at, original.booking_opens_at);
    assert!(!week_later.is_published && week_later.room_capacity == 50);

    let earlier = copy(Some("2027-02-01T20:30")).await.unwrap().performance;
    assert_eq!(earlier.booking_opens_at, None, "it would come after the end");
    assert!(matches!(copy(Some("2027-03-28T02:30")).await, Err(SaveError::Invalid(_))));
}

#[tokio::test]
async fn a_series_is_made_whole_or_not_at_all() {
    let company = Company::open().await;
    let db = &company.theatre.db;
    let count = async || row::Entity::find().count(db).await.unwrap();
    let series = |times: &[&str]| SeriesForm {
        terms: form(company.show, company.venue, "").terms,
        starts_at: times.iter().map(|time| (*time).to_owned()).collect(),
        doors_open_minutes_before: Some(30),
        booking_opens_at: None,
        booking_closes_minutes_before: Some(120),
    };
    let faults = series(&["2026-06-01T20:30", "2027-03-28T02:30", "2026-06-01T20:30", "x"]).parse(Rome).unwrap_err();
    assert_eq!(fields(&faults), [("starts_at", "nonexistent"), ("starts_at", "invalid"), ("starts_at", "invalid")]);
    assert!(faults[0].message.starts_with("time 2 "), "{}", faults[0]);
    assert!(series(&[]).parse(Rome).is_err());
    assert!(series(&vec!["2026-06-01T20:30"; 101]).parse(Rome).is_err());

    // The last of them is refused by the database: a slip that the form cannot see.
    let draft = series(&["2026-06-02T20:30", "2026-06-01T20:30", "2026-06-03T16:00"]).parse(Rome).unwrap();
    sqlx::raw_sql("ALTER TABLE performances ADD CONSTRAINT no_matinee CHECK (extract(hour FROM starts_at AT TIME ZONE 'Europe/Rome') > 17)")
        .execute(company.theatre.database.pool())
        .await
        .unwrap();
    let refused = performance::create_series(db, now(), draft.clone(), &company.actor).await;
    assert!(matches!(refused, Err(SaveError::Failure(_))));
    assert_eq!(count().await, 0);

    sqlx::raw_sql("ALTER TABLE performances DROP CONSTRAINT no_matinee")
        .execute(company.theatre.database.pool())
        .await
        .unwrap();
    let made = performance::create_series(db, now(), draft, &company.actor).await.unwrap();
    assert_eq!(count().await, 3);
    let first = &made[0].performance;
    assert_eq!(first.starts_at.with_timezone(&Rome).hour(), 20, "in order of time");
    assert_eq!(first.starts_at - first.doors_open_at.unwrap(), TimeDelta::minutes(30));
    assert_eq!(first.starts_at - first.booking_closes_at.unwrap(), TimeDelta::hours(2));
    assert!(made.is_sorted_by_key(|view| view.performance.starts_at));
}

#[tokio::test]
async fn lists_are_searched_filtered_ordered_and_cut_into_pages_by_the_database() {
    let company = Company::open().await;
    let db = &company.theatre.db;
    for title in ["Zio Vanja", "amleto", "100% teatro"] {
        let form = ShowForm { is_published: title != "amleto", ..show_form(title) };
        show::create(db, now(), form.parse().unwrap(), &company.actor).await.unwrap();
    }
    company.perform("2026-06-01T20:30").await;
    let titles = async |search: &str, published, sort, page| {
        let filter = ShowFilter { search: Search::parse(search).unwrap(), published };
        let list = show::list(db, &filter, Sort::parse(sort).unwrap(), page).await.unwrap();
        (list.results.into_iter().map(|row| row.show.title).collect::<Vec<_>>(), list.total)
    };
    let by_title = ["100% teatro", "amleto", "Il gabbiano", "Zio Vanja"];
    assert_eq!(titles("", None, "title", ALL).await, (by_title.iter().map(|t| (*t).to_owned()).collect(), 4));
    assert_eq!(titles("", None, "-title", Page { number: 2, size: 3 }).await, (vec!["100% teatro".to_owned()], 4));
    assert_eq!(titles("GABBIANO il", None, "title", ALL).await.1, 1);
    assert_eq!(titles("%", None, "title", ALL).await.0, ["100% teatro"], "no wildcard");
    assert_eq!(titles("", Some(false), "title", ALL).await.0, ["amleto"]);
    let shows = show::list(db, &ShowFilter::default(), Sort::ascending(ShowSort::Title), ALL).await.unwrap();
    assert_eq!(shows.results[2].performances, 1);
    let filter = VenueFilter { search: Search::parse("pisa verdi").unwrap() };
    let venues = venue::list(db, &filter, Sort::ascending(VenueSort::City), ALL).await.unwrap();
    assert_eq!((venues.total, venues.results[0].performances), (1, 1));
}

#[tokio::test]
async fn performances_are_found_by_show_venue_time_status_and_words() {
    let company = Company::open().await;
    let theatre = &company.theatre;
    let db = &theatre.db;
    let premiere = company.perform("2026-06-01T20:30").await;
    company.perform("2026-06-08T20:30").await;
    let elsewhere = theatre.performance(5).await;
    theatre.book(elsewhere, 5).await;
    theatre.request(premiere.id, 3).await.unwrap();
    let ids = async |filter: PerformanceFilter| -> Vec<i64> {
        let sort = Sort::ascending(PerformanceSort::Start);
        let list = performance::list(db, now(), &filter, sort, ALL).await.unwrap();
        assert_eq!(list.total, list.results.len() as u64);
        list.results.into_iter().map(|row| row.view.performance.id).collect()
    };
    let none = PerformanceFilter::default;
    assert_eq!(ids(none()).await.len(), 3);
    assert_eq!(ids(PerformanceFilter { show_id: Some(company.show), ..none() }).await.len(), 2);
    assert_eq!(ids(PerformanceFilter { venue_id: Some(company.venue), ..none() }).await.len(), 2);
    assert_eq!(ids(PerformanceFilter { search: Search::parse("verdi gabb").unwrap(), ..none() }).await.len(), 2);
    let june_second = now() + TimeDelta::days(17);
    assert_eq!(ids(PerformanceFilter { from: Some(june_second), ..none() }).await.len(), 1);
    assert_eq!(ids(PerformanceFilter { to: Some(june_second), ..none() }).await.len(), 2);
    assert_eq!(ids(PerformanceFilter { status: Some(PerformanceStatus::SoldOut), ..none() }).await, [elsewhere]);
    assert_eq!(ids(PerformanceFilter { published: Some(false), ..none() }).await, [0; 0]);
    let most_booked = Sort::parse("-confirmed_seats").unwrap();
    let list = performance::list(db, now(), &none(), most_booked, ALL).await.unwrap();
    assert_eq!(list.results[0].view.performance.id, elsewhere);
    assert_eq!((list.results[1].view.performance.id, list.results[1].pending_seats), (premiere.id, 3));
}

fn some_performance() -> impl Strategy<Value = (i64, i32, bool, Option<i64>, Option<i64>, bool, i32)> {
    let minutes = -3..4_i64;
    let window = prop_oneof![Just(None), (-4..5_i64).prop_map(Some)];
    (minutes, 0..3_i32, any::<bool>(), window.clone(), window, prop::bool::weighted(0.2), 0..2_i32)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_filter_by_status_and_the_status_that_is_shown_agree(
        season in prop::collection::vec(some_performance(), 40)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let theatre = BoxOffice::open().await;
            for (start, seats, enabled, opens, closes, cancelled, occupied) in season {
                let at = |minutes: i64| now() + TimeDelta::minutes(minutes);
                let (opens, closes) = (opens.map(at), closes.map(at));
                theatre.performance_with(seats, |row| {
                    row.starts_at = Set(at(start));
                    row.is_booking_enabled = Set(enabled);
                    row.booking_opens_at = Set(opens.filter(|opens| closes.is_none_or(|closes| *opens < closes)));
                    row.booking_closes_at = Set(closes);
                    row.cancelled_at = Set(cancelled.then(now));
                    row.manually_occupied_seats = Set(occupied.min(seats));
                }).await;
            }
            let mut found = 0;
            for status in [
                PerformanceStatus::Open, PerformanceStatus::SoldOut, PerformanceStatus::Closed,
                PerformanceStatus::Cancelled, PerformanceStatus::Past,
            ] {
                let filter = PerformanceFilter { status: Some(status), ..PerformanceFilter::default() };
                let sort = Sort::ascending(PerformanceSort::Start);
                let list = performance::list(&theatre.db, now(), &filter, sort, ALL).await.unwrap();
                for row in &list.results {
                    assert_eq!(row.view.status(now()), status, "{:?}", row.view.performance);
                }
                found += list.results.len();
            }
            assert_eq!(found, 40, "each has one status");
        });
    }
}
