//! The guest list, the dashboard, the company's own words, and the log of what was done.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use std::io::{Cursor, Read};

use booking::audit::{self, Actor, Filter};
use booking::catalogue::Page;
use booking::check_in::{Admission, Presented, WalkIn, admit, walk_in};
use booking::company::{self, CompanyForm};
use booking::edit::SaveError;
use booking::guest_list::{self, Language};
use booking::overview::{self, overview};
use booking::season::performance::cancel;
use booking::values::{GuestName, PartySize};
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use chrono_tz::Europe::Rome;
use entity::value::{AuditActor, CheckInSource, Locale};
use sea_orm::ActiveValue::Set;

const ITALIAN: Language = Language { locale: Locale::Italian, zone: Rome };
const ENGLISH: Language = Language { locale: Locale::English, zone: Rome };

/// Renames whoever booked last.
async fn rename(theatre: &BoxOffice, name: &str, phone: &str) {
    sqlx::query("UPDATE reservations SET name = $1, phone = $2 WHERE id = (SELECT max(id) FROM reservations)")
        .bind(name)
        .bind(phone)
        .execute(theatre.database.pool())
        .await
        .unwrap();
}

#[tokio::test]
async fn the_guest_list_is_by_name_and_no_guest_writes_a_formula_into_it() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(20).await;
    theatre.book(performance, 2).await;
    rename(&theatre, "zoe \"Zorro\" Zanni", "+39 050 123456").await;
    theatre.request(performance, 3).await.unwrap();
    rename(&theatre, "=HYPERLINK(\"http://evil.example\")", "").await;
    let gone = theatre.book(performance, 4).await;
    let site = &theatre.site;
    booking::reservation::cancel(&theatre.db, site, now(), &gone.ticket_token, &Actor::VISITOR).await.unwrap();

    let list = guest_list::read(&theatre.db, performance).await.unwrap().unwrap();
    let csv = list.csv(ITALIAN);
    let lines: Vec<&str> = csv.trim_end().split("\r\n").collect();
    assert_eq!(lines[0], "Codice,Nome,Email,Telefono,Persone,Entrate,Stato,Note,Richiesta,Conferma");
    assert_eq!(lines.len(), 3, "who cancelled does not come");
    assert!(
        lines[1].contains(",\"'=HYPERLINK(\"\"http://evil.example\"\")\",anna@example.org,,3,0,in attesa,,"),
        "{csv}"
    );
    let second = ",\"zoe \"\"Zorro\"\" Zanni\",anna@example.org,'+39 050 123456,2,0,confermata,,2026-05-16 18:30,2026-05-16 18:30";
    assert!(lines[2].ends_with(second), "{csv}");
    assert!(list.csv(ENGLISH).starts_with("Reference,Name,Email,"));
    assert!(list.file_name(Rome).ends_with("-2026-05-16-2030"), "{}", list.file_name(Rome));
    assert!(guest_list::read(&theatre.db, 999).await.unwrap().is_none());
}

#[tokio::test]
async fn the_workbook_holds_what_guests_wrote_as_text() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(20).await;
    theatre.book(performance, 2).await;
    rename(&theatre, "=1+1", "+39 050 123456").await;
    let list = guest_list::read(&theatre.db, performance).await.unwrap().unwrap();
    let workbook = list.xlsx(ENGLISH, now()).unwrap();
    let mut parts = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        parts.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a formula: {sheet}");
    assert!(sheet.contains("<v>2</v>"), "people are a number: {sheet}");
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains("<t>=1+1</t>") && strings.contains("<t>+39 050 123456</t>"), "{strings}");
    assert!(part("xl/styles.xml").contains("quotePrefix=\"1\""));
    assert!(part("docProps/core.xml").contains("2026-05-16T16:30:00Z"));
}

#[tokio::test]
async fn the_dashboard_tells_tonight_what_is_to_come_and_how_many_book() {
    let theatre = BoxOffice::open().await;
    let user = theatre.user("anna").await.id;
    let tonight = theatre.performance(10).await;
    let off = theatre.performance_with(10, |row| row.starts_at = Set(now() + TimeDelta::hours(3))).await;
    let next_week = theatre.performance_with(40, |row| row.starts_at = Set(now() + TimeDelta::days(7))).await;
    let booked = theatre.book(tonight, 4).await;
    theatre.request(tonight, 2).await.unwrap();
    cancel(&theatre.db, &theatre.site, now(), off, &Actor::SYSTEM).await.unwrap();
    let admission = Admission {
        presented: Presented::Ticket(booked.ticket_token),
        performance_id: None,
        admitted: Some(1),
        source: CheckInSource::QrScan,
        user_id: user,
    };
    admit(&theatre.db, &theatre.site, now(), &admission, &Actor::staff(user)).await.unwrap();
    let party = WalkIn {
        performance_id: tonight,
        party_size: PartySize::new(1).unwrap(),
        name: Some(GuestName::parse("Bruno").unwrap()),
        user_id: user,
    };
    walk_in(&theatre.db, now(), &mut rng(), party, &Actor::staff(user)).await.unwrap();
    // Late on the evening before, by the site's clock; it is the same day in UTC.
    sqlx::query("UPDATE reservations SET created_at = '2026-05-15T21:59:59Z' WHERE status = 'pending'")
        .execute(theatre.database.pool())
        .await
        .unwrap();

    let board = overview(&theatre.db, now(), Rome).await.unwrap();
    let ids = |rows: &[booking::season::performance::PerformanceRow]| -> Vec<i64> {
        rows.iter().map(|row| row.view.performance.id).collect()
    };
    assert_eq!(ids(&board.tonight), [tonight, off]);
    assert_eq!(ids(&board.upcoming), [tonight, next_week]);
    assert_eq!(ids(&board.played), [0; 0]);
    let row = &board.upcoming[0];
    assert_eq!((row.fill().offered, row.fill().confirmed, row.pending_seats, row.admitted_seats), (10, 5, 2, 2));
    assert_eq!(row.check_in_rate(), Some(0.4));
    assert_eq!(board.upcoming[1].check_in_rate(), None);
    assert_eq!(board.days.len(), 30);
    let told: Vec<(String, i64, i64, i64)> =
        board.days[28..].iter().map(|day| (day.day.to_string(), day.reservations, day.people, day.confirmed)).collect();
    assert_eq!(told, [("2026-05-15".to_owned(), 1, 2, 0), ("2026-05-16".to_owned(), 1, 4, 1)], "a walk-in is none");

    assert_eq!(board.check_in_rate(), None, "nothing has been played");
    let after = overview(&theatre.db, now() + TimeDelta::hours(4), Rome).await.unwrap();
    assert_eq!((ids(&after.played), ids(&after.upcoming)), (vec![tonight], vec![next_week]));
    let empty = BoxOffice::open().await;
    let nothing = overview(&empty.db, now(), Rome).await.unwrap();
    assert!(nothing.tonight.is_empty() && nothing.days.iter().all(|day| day.reservations == 0));
    assert_eq!(after.check_in_rate(), Some(0.4));
    assert_eq!(nothing.days.len() as u64, overview::DAYS);
}

#[tokio::test]
async fn the_company_says_what_it_likes_in_colours_that_can_be_read() {
    let theatre = BoxOffice::open().await;
    let fresh = company::read(&theatre.db).await.unwrap();
    assert_eq!((fresh.name.as_deref(), fresh.version), (None, 1));
    let form = CompanyForm {
        name: Some(" Compagnia dei Gabbiani ".into()),
        contact_email: Some("ciao@example.org".into()),
        privacy_it: "Niente\n\ndi strano.".into(),
        accent_light: Some("#8E1B25".into()),
        ..CompanyForm::default()
    };
    let save = async |version, form: &CompanyForm| {
        company::update(&theatre.db, now(), version, form.parse().unwrap(), &Actor::SYSTEM).await
    };
    let saved = save(1, &form).await.unwrap();
    assert_eq!(saved.name.as_deref(), Some("Compagnia dei Gabbiani"));
    assert_eq!((saved.accent_light.as_deref(), saved.version), (Some("#8e1b25"), 2));
    match save(1, &form).await {
        Err(SaveError::Stale(current)) => assert_eq!(*current, saved),
        other => panic!("{other:?}"),
    }
    let kept = save(2, &CompanyForm { footer_en: "Since 1987".into(), ..form.clone() }).await.unwrap();
    assert_eq!(kept.version, 3);
    assert_eq!(company::read(&theatre.db).await.unwrap(), kept);

    let log = theatre.log().await;
    assert_eq!(log.len(), 2);
    assert_eq!(log[1].1, serde_json::json!({"changed": {"footer_en": {"from": "", "to": "Since 1987"}}}));

    let bad = CompanyForm {
        name: Some("x".repeat(101)),
        contact_email: Some("nobody".into()),
        contact_phone: Some("call me".into()),
        accent_light: Some("#ffee00".into()),
        accent_dark: Some("red".into()),
        ..CompanyForm::default()
    };
    let faults: Vec<(&str, &str)> = bad.parse().unwrap_err().iter().map(|fault| (fault.field, fault.code)).collect();
    assert_eq!(
        faults,
        [
            ("name", "too_long"),
            ("contact_email", "invalid"),
            ("contact_phone", "invalid"),
            ("accent_light", "low_contrast"),
            ("accent_dark", "invalid"),
        ]
    );
}

#[tokio::test]
async fn the_log_is_read_by_who_what_which_and_when() {
    let theatre = BoxOffice::open().await;
    let anna = theatre.user("anna").await.id;
    let performance = theatre.performance(10).await;
    let booked = theatre.book(performance, 2).await.reservation;
    cancel(&theatre.db, &theatre.site, now() + TimeDelta::minutes(5), performance, &Actor::staff(anna)).await.unwrap();

    let actions = async |filter: Filter| -> Vec<String> {
        let page = Page { number: 1, size: 50 };
        let list = audit::entries(&theatre.db, &filter, page).await.unwrap();
        assert_eq!(list.total.rows(), list.results.len() as u64);
        list.results.into_iter().map(|entry| entry.row.action).collect()
    };
    let all = Filter::default;
    assert_eq!(
        actions(all()).await,
        [
            "performance.cancelled",
            "reservation.cancelled",
            "reservation.confirmed",
            "reservation.requested",
            "staff_user.created",
        ]
    );
    let by_anna = Filter { user_id: Some(anna), ..all() };
    assert_eq!(actions(by_anna.clone()).await, ["performance.cancelled", "reservation.cancelled"]);
    assert_eq!(actions(Filter { actor: Some(AuditActor::Visitor), ..all() }).await.len(), 2);
    assert_eq!(actions(Filter { action: Some("reservation.confirmed".into()), ..all() }).await.len(), 1);
    let record = Filter { subject: Some("reservation".into()), subject_id: Some(booked.id), ..all() };
    assert_eq!(actions(record).await.len(), 3);
    assert_eq!(actions(Filter { from: Some(now() + TimeDelta::minutes(1)), ..all() }).await.len(), 2);
    assert_eq!(actions(Filter { to: Some(now() + TimeDelta::minutes(1)), ..all() }).await.len(), 3);
    assert!(actions(Filter { action: Some("a\0b".into()), ..all() }).await.is_empty());

    let first = audit::entries(&theatre.db, &by_anna, Page { number: 2, size: 1 }).await.unwrap();
    assert_eq!((first.total.rows(), first.results[0].row.action.as_str()), (2, "reservation.cancelled"));
    assert_eq!(first.results[0].by.as_deref(), Some("anna at the door"));
}
