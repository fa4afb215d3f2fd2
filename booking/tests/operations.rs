//! Operators look at jobs and mails, and set right what failed.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod box_office;

use std::time::Duration;

use booking::audit::Actor;
use booking::catalogue::Page;
use booking::delivery::{self, log};
use booking::job::monitor::{self, JobFilter, JobStatus};
use booking::job::operate::{self, JobError, QueueError};
use booking::job::payload::{Maintain, Sweep};
use booking::job::{enqueue, queue_state};
use booking::staff::administration::{self, NewAccount};
use booking::staff::mail::{self, Content};
use booking::staff::password::NewPassword;
use booking::values::{DisplayName, EmailAddress, GuestName, Reason};
use booking::{Failure, privacy};
use box_office::{BoxOffice, now, rng};
use chrono::TimeDelta;
use entity::value::{DeliveryKind, DeliveryStatus, StaffRole};
use entity::{audit_entry, email_delivery};
use sea_orm::{EntityTrait, QueryOrder};
use sqlx::postgres::PgListener;

const ALL: Page = Page { number: 1, size: 50 };

fn reason() -> Reason {
    Reason::parse("the server moves").unwrap()
}

/// As a worker leaves a job that it gave up, and the mail with it.
async fn give_up(theatre: &BoxOffice, job_id: &str, words: &str) {
    let result = serde_json::json!({"Err": format!("AbortError: {words}")});
    sqlx::query(
        "UPDATE apalis.jobs SET status = 'Killed', attempts = 3, last_result = $2, done_at = now(), \
            lock_at = now(), metadata = metadata || hstore('unfinished_runs', '2') WHERE id = $1",
    )
    .bind(job_id)
    .bind(result)
    .execute(theatre.database.pool())
    .await
    .unwrap();
    let key: String = sqlx::query_scalar("SELECT idempotency_key FROM apalis.jobs WHERE id = $1")
        .bind(job_id)
        .fetch_one(theatre.database.pool())
        .await
        .unwrap();
    if let Some(id) = key.strip_prefix("delivery:") {
        delivery::mark_failed(&theatre.db, id.parse().unwrap(), now(), words, Some(words)).await.unwrap();
    }
}

async fn job_ids(theatre: &BoxOffice, filter: JobFilter) -> Vec<String> {
    let jobs = monitor::list(&theatre.db, &filter, ALL).await.unwrap();
    assert_eq!(jobs.total, jobs.results.len() as u64);
    jobs.results.into_iter().map(|job| job.id).collect()
}

async fn mail_jobs(theatre: &BoxOffice) -> Vec<String> {
    let mut ids = job_ids(theatre, JobFilter { queue: Some("emails".into()), ..JobFilter::default() }).await;
    ids.reverse();
    ids
}

async fn mails(theatre: &BoxOffice) -> Vec<email_delivery::Model> {
    email_delivery::Entity::find().order_by_asc(email_delivery::Column::Id).all(&theatre.db).await.unwrap()
}

#[tokio::test]
async fn jobs_are_listed_by_status_queue_and_reservation_in_pages() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let first = theatre.book(performance, 1).await.reservation;
    let second = theatre.book(performance, 1).await.reservation;
    let of = |reservation_id| JobFilter { reservation_id: Some(reservation_id), ..JobFilter::default() };
    let with = |status| JobFilter { status: Some(status), ..JobFilter::default() };
    assert_eq!(job_ids(&theatre, of(first.id)).await.len(), 2, "its mail and its ticket");
    assert_eq!(job_ids(&theatre, of(99)).await.len(), 0);
    assert_eq!(job_ids(&theatre, with(JobStatus::Pending)).await.len(), 4);

    let failed = mail_jobs(&theatre).await.remove(0);
    give_up(&theatre, &failed, "550 no").await;
    sqlx::query("UPDATE apalis.jobs SET status = 'Queued' WHERE job_type = 'tickets'")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(job_ids(&theatre, with(JobStatus::Failed)).await, [failed]);
    assert_eq!(job_ids(&theatre, with(JobStatus::Running)).await.len(), 2);
    let waiting = JobFilter {
        status: Some(JobStatus::Pending),
        queue: Some("emails".into()),
        reservation_id: Some(second.id),
        ..JobFilter::default()
    };
    assert_eq!(job_ids(&theatre, waiting).await.len(), 1);
    assert!(job_ids(&theatre, JobFilter { queue: Some("x\0".into()), ..JobFilter::default() }).await.is_empty());

    let page =
        async |number| monitor::list(&theatre.db, &JobFilter::default(), Page { number, size: 3 }).await.unwrap();
    assert_eq!((page(1).await.results.len(), page(2).await.results.len(), page(2).await.total), (3, 1, 4));
    let newest_first = page(1).await.results.windows(2).all(|pair| pair[0].id > pair[1].id);
    assert!(newest_first);
}

#[tokio::test]
async fn a_job_tells_its_ids_attempts_cause_and_request_and_nothing_of_a_kind_unknown() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let actor = Actor { request_id: Some("req-7".into()), ..Actor::VISITOR };
    let asked = theatre.ask(performance, 2);
    booking::reservation::request(&theatre.db, &theatre.site, now(), &mut rng(), asked, None, &actor).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    give_up(&theatre, &id, "550 5.1.1 no such user").await;
    let job = monitor::find(&theatre.db, &id).await.unwrap().unwrap();
    let delivery_id = mails(&theatre).await[0].id;
    assert_eq!(job.payload, Some(serde_json::json!({"v": 1, "delivery_id": delivery_id})));
    assert_eq!((job.entry.status, job.entry.attempts, job.unfinished_runs), (JobStatus::Failed, 3, 2));
    assert_eq!(job.entry.last_error.as_deref(), Some("550 5.1.1 no such user"));
    assert_eq!(job.request_id.as_deref(), Some("req-7"));

    sqlx::query("UPDATE apalis.jobs SET job = convert_to('{\"v\": 9, \"to\": \"anna@example.org\"}', 'UTF8')")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    assert_eq!(monitor::find(&theatre.db, &id).await.unwrap().unwrap().payload, None);
    assert!(monitor::find(&theatre.db, "01ARZ3NDEKTSV4RRFFQ69G5FAV").await.unwrap().is_none());
}

#[tokio::test]
async fn a_failed_mail_that_is_retried_waits_again_and_its_worker_is_woken() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.request(performance, 1).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    give_up(&theatre, &id, "550 no").await;
    assert_eq!(mails(&theatre).await[0].status, DeliveryStatus::Failed);

    let mut listener = PgListener::connect_with(theatre.database.pool()).await.unwrap();
    listener.listen("apalis::job::insert").await.unwrap();
    let boss = theatre.user("boss").await;
    operate::retry(&theatre.db, now(), &id, &Actor::staff(boss.id)).await.unwrap();

    let heard = tokio::time::timeout(Duration::from_secs(10), listener.recv()).await.unwrap().unwrap();
    let told: serde_json::Value = serde_json::from_str(heard.payload()).unwrap();
    assert_eq!((told["job_type"].as_str(), told["id"].as_str()), (Some("emails"), Some(id.as_str())));
    let mail = mails(&theatre).await.remove(0);
    assert_eq!((mail.status, mail.failed_at), (DeliveryStatus::Queued, None));
    let clean: bool = sqlx::query_scalar(
        "SELECT status = 'Pending' AND attempts = 0 AND run_at <= now() AND lock_by IS NULL AND lock_at IS NULL \
            AND done_at IS NULL AND NOT metadata ? 'unfinished_runs' AND metadata ? 'request_id' FROM apalis.jobs",
    )
    .fetch_one(theatre.database.pool())
    .await
    .unwrap();
    assert!(clean, "as new");
    let entry = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Id).one(&theatre.db).await;
    let entry = entry.unwrap().unwrap();
    assert_eq!((entry.action.as_str(), entry.user_id), ("job.retried", Some(boss.id)));
    assert_eq!(entry.detail["job_id"], id.as_str());
}

#[tokio::test]
async fn a_retry_that_cannot_be_written_down_changes_neither_job_nor_mail() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.request(performance, 1).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    give_up(&theatre, &id, "550 no").await;
    sqlx::raw_sql("ALTER TABLE audit_log ADD CONSTRAINT nobody CHECK (action NOT LIKE 'job.%') NOT VALID")
        .execute(theatre.database.pool())
        .await
        .unwrap();
    let refused = operate::retry(&theatre.db, now(), &id, &Actor::SYSTEM).await;
    assert!(matches!(refused, Err(JobError::Failure(Failure::Database(_)))));
    assert_eq!(mails(&theatre).await[0].status, DeliveryStatus::Failed);
    assert_eq!(monitor::find(&theatre.db, &id).await.unwrap().unwrap().entry.status, JobStatus::Failed);
}

#[tokio::test]
async fn what_runs_or_is_done_is_left_and_what_waits_may_start_now() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.request(performance, 1).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    let set = async |sql: &'static str| {
        sqlx::raw_sql(sql).execute(theatre.database.pool()).await.unwrap();
    };
    let retry = async || operate::retry(&theatre.db, now(), &id, &Actor::SYSTEM).await;
    let discard = async || operate::discard(&theatre.db, now(), &id, &reason(), &Actor::SYSTEM).await;
    set("UPDATE apalis.jobs SET status = 'Queued'").await;
    assert!(matches!((retry().await, discard().await), (Err(JobError::Running), Err(JobError::Running))));
    set("UPDATE apalis.jobs SET status = 'Done', done_at = now()").await;
    assert!(matches!((retry().await, discard().await), (Err(JobError::Done), Err(JobError::Done))));
    set("UPDATE apalis.jobs SET status = 'Failed', attempts = 2, run_at = now() + interval '2 hours'").await;
    retry().await.unwrap();
    let job = monitor::find(&theatre.db, &id).await.unwrap().unwrap().entry;
    assert_eq!((job.status, job.attempts), (JobStatus::Pending, 0));
    let unknown = operate::retry(&theatre.db, now(), "nothing\0like it", &Actor::SYSTEM).await;
    assert!(matches!(unknown, Err(JobError::Unknown)));
}

#[tokio::test]
async fn failures_are_grouped_by_cause_and_one_cause_is_retried_alone() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(50).await;
    for _ in 0..5 {
        theatre.request(performance, 1).await.unwrap();
    }
    let ids = mail_jobs(&theatre).await;
    for (number, id) in ids.iter().enumerate() {
        let words = match number {
            0..3 => format!("452 4.2.2 mailbox full, id=4ab{number}"),
            _ => "550 5.1.1 no such user".to_owned(),
        };
        give_up(&theatre, id, &words).await;
    }
    let groups = monitor::failed(&theatre.db).await.unwrap();
    let told: Vec<_> = groups.iter().map(|group| (group.queue.as_str(), group.cause.as_str(), group.count)).collect();
    assert_eq!(told, [("emails", "452 4.2.2 mailbox full, id=#", 3), ("emails", "550 5.1.1 no such user", 2)]);
    assert!(groups.iter().all(|group| group.first_at <= group.last_at && group.first_at.is_some()));

    let retry = async |queue: &str, cause: Option<&str>| {
        operate::retry_failed(&theatre.db, now(), queue, cause, &Actor::SYSTEM).await
    };
    assert_eq!(retry("tickets", None).await.unwrap(), 0);
    assert_eq!(retry("emails", Some(&groups[0].cause)).await.unwrap(), 3);
    assert_eq!(monitor::failed(&theatre.db).await.unwrap().len(), 1);
    let waiting = mails(&theatre).await.iter().filter(|mail| mail.status == DeliveryStatus::Queued).count();
    assert_eq!(waiting, 3);
    assert_eq!(retry("emails", None).await.unwrap(), 2);
    assert_eq!(retry("emails", None).await.unwrap(), 0);
    assert!(matches!(retry("fax", None).await, Err(QueueError::Unknown)));
}

#[tokio::test]
async fn a_thousand_failed_mails_are_retried_in_one_call() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(50).await;
    theatre.request(performance, 1).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO email_deliveries (reservation_id, kind, generation, status, message_id, queued_at, failed_at) \
            SELECT 1, 'reminder', n, 'failed', 'm' || n, now(), now() FROM generate_series(1, 1200) n; \
         INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, idempotency_key, last_result) \
            SELECT apalis.generate_ulid(), 'emails', convert_to('{\"v\":1,\"delivery_id\":' || id || '}', 'UTF8'), \
                'Killed', 1, 100, now(), 'delivery:' || id, '{\"Err\": \"550 no\"}' \
            FROM email_deliveries WHERE kind = 'reminder'",
    )
    .execute(theatre.database.pool())
    .await
    .unwrap();
    assert_eq!(operate::retry_failed(&theatre.db, now(), "emails", None, &Actor::SYSTEM).await.unwrap(), 1200);
    assert!(mails(&theatre).await.iter().all(|mail| mail.status == DeliveryStatus::Queued));
}

#[tokio::test]
async fn a_discarded_job_is_gone_its_mail_given_up_and_the_log_says_why() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.request(performance, 1).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    operate::discard(&theatre.db, now(), &id, &reason(), &Actor::SYSTEM).await.unwrap();
    assert!(monitor::find(&theatre.db, &id).await.unwrap().is_none());
    let mail = mails(&theatre).await.remove(0);
    assert_eq!((mail.status, mail.failed_at), (DeliveryStatus::Failed, Some(now())));
    assert_eq!(mail.last_error.as_deref(), Some("discarded by staff: the server moves"));
    let entry = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Id).one(&theatre.db).await;
    let entry = entry.unwrap().unwrap();
    assert_eq!(entry.action, "job.discarded");
    assert_eq!(entry.detail["payload"]["delivery_id"], mail.id);
    assert_eq!(entry.detail["reason"], "the server moves");
    let again = operate::discard(&theatre.db, now(), &id, &reason(), &Actor::SYSTEM).await;
    assert!(matches!(again, Err(JobError::Unknown)));
}

#[tokio::test]
async fn a_mail_to_nobody_is_not_retried() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    theatre.request(performance, 1).await.unwrap();
    let id = mail_jobs(&theatre).await.remove(0);
    give_up(&theatre, &id, "550 no").await;
    privacy::anonymise_past(&theatre.db, now() + TimeDelta::days(60), TimeDelta::days(30)).await.unwrap();
    let refused = operate::retry(&theatre.db, now(), &id, &Actor::SYSTEM).await;
    assert!(matches!(refused, Err(JobError::NoRecipient)));
    assert_eq!(operate::retry_failed(&theatre.db, now(), "emails", None, &Actor::SYSTEM).await.unwrap(), 0);
    operate::discard(&theatre.db, now(), &id, &reason(), &Actor::SYSTEM).await.unwrap();
}

#[tokio::test]
async fn a_queue_is_paused_for_a_reason_and_resumed_by_name() {
    let theatre = BoxOffice::open().await;
    let boss = Actor::staff(theatre.user("boss").await.id);
    operate::pause(&theatre.db, now(), "emails", &reason(), &boss).await.unwrap();
    let switches = queue_state::switches(&theatre.db).await.unwrap();
    assert_eq!(switches.len(), 1);
    assert_eq!((switches[0].paused_at, switches[0].paused_reason.as_deref()), (Some(now()), Some("the server moves")));
    operate::resume(&theatre.db, now(), "emails", &boss).await.unwrap();
    assert!(queue_state::switches(&theatre.db).await.unwrap().is_empty());
    let unknown = operate::pause(&theatre.db, now(), "fax", &reason(), &boss).await;
    assert!(matches!(unknown, Err(QueueError::Unknown)));
    let entries = audit_entry::Entity::find().order_by_desc(audit_entry::Column::Id).all(&theatre.db).await.unwrap();
    assert_eq!((entries[0].action.as_str(), entries[1].action.as_str()), ("queue.resumed", "queue.paused"));
    assert_eq!(entries[1].detail["reason"], "the server moves");
}

#[tokio::test]
async fn how_fast_queues_get_done_is_told_for_five_minutes_and_an_hour() {
    let theatre = BoxOffice::open().await;
    for slot in 0..9 {
        enqueue(&theatre.db, &Maintain::new(Sweep::Purge, slot), None).await.unwrap();
    }
    sqlx::raw_sql(
        "UPDATE apalis.jobs SET status = 'Done', done_at = now() - interval '30 minutes'; \
         UPDATE apalis.jobs SET done_at = now() - interval '1 minute' WHERE idempotency_key IN ('Purge:0', 'Purge:1', 'Purge:2'); \
         UPDATE apalis.jobs SET done_at = now() - interval '2 hours' WHERE idempotency_key = 'Purge:8'",
    )
    .execute(theatre.database.pool())
    .await
    .unwrap();
    let rates = monitor::rates(&theatre.db).await.unwrap();
    let names: Vec<&str> = rates.iter().map(|rate| rate.name.as_str()).collect();
    assert_eq!(names, ["emails", "maintenance", "posters", "staff_emails", "tickets"]);
    let close = |left: f64, right: f64| (left - right).abs() < 1e-9;
    assert!(close(rates[1].done_per_minute_5, 3.0 / 5.0) && close(rates[1].done_per_minute_60, 8.0 / 60.0));
    assert!(close(rates[0].done_per_minute_60, 0.0));
    let depths = monitor::queues(&theatre.db).await.unwrap();
    assert_eq!((depths.len(), depths[1].done_24h), (5, 9));
}

#[tokio::test]
async fn the_delivery_log_is_searched_by_status_kind_reservation_and_recipient() {
    let theatre = BoxOffice::open().await;
    let performance = theatre.performance(10).await;
    let anna = theatre.book(performance, 1).await.reservation;
    let mut asked = theatre.ask(performance, 1);
    asked.email = EmailAddress::parse("b_runo%1@example.org").unwrap();
    asked.name = GuestName::parse("Bruno").unwrap();
    booking::reservation::request(&theatre.db, &theatre.site, now(), &mut rng(), asked, None, &Actor::VISITOR)
        .await
        .unwrap();
    delivery::mark_sent(&theatre.db, mails(&theatre).await[0].id, now(), "250 ok").await.unwrap();

    let found = async |filter: log::DeliveryFilter| log::list(&theatre.db, &filter, ALL).await.unwrap();
    let all = found(log::DeliveryFilter::default()).await;
    assert_eq!((all.total.rows(), all.results[0].to.as_deref()), (2, Some("b_runo%1@example.org")));
    assert_eq!(all.results[1].reference, anna.reference);
    let recipient = |text: &str| log::DeliveryFilter { recipient: Some(text.into()), ..log::DeliveryFilter::default() };
    for (search, count) in [
        ("ANNA@", 1),
        ("anna@example.org", 1),
        ("B_RUNO%", 1),
        ("%", 0),
        ("a_na", 0),
        ("bruno", 0),
        ("\0", 0),
        (" ", 2),
    ] {
        assert_eq!(found(recipient(search)).await.total.rows(), count, "{search:?}");
    }
    let sent = log::DeliveryFilter { status: Some(DeliveryStatus::Sent), ..log::DeliveryFilter::default() };
    assert_eq!(found(sent).await.results[0].delivery.reservation_id, anna.id);
    let tickets = log::DeliveryFilter { kind: Some(DeliveryKind::Ticket), ..log::DeliveryFilter::default() };
    assert_eq!(found(tickets).await.total.rows(), 0);
    let annas = log::DeliveryFilter { reservation_id: Some(anna.id), ..log::DeliveryFilter::default() };
    assert_eq!(found(annas).await.total.rows(), 1);
    let page = log::list(&theatre.db, &log::DeliveryFilter::default(), Page { number: 2, size: 1 }).await.unwrap();
    assert_eq!((page.results.len(), page.total.rows()), (1, 2));
}

async fn operator(theatre: &BoxOffice, username: &str, email: Option<&str>) -> i64 {
    let password = NewPassword::choose("una sedia vuota in fondo", &[]).unwrap();
    let account = NewAccount {
        username: username.into(),
        display_name: DisplayName::parse(username).unwrap(),
        email: email.map(|email| EmailAddress::parse(email).unwrap()),
        role: StaffRole::Admin,
        password: password.hash(&mut rng()).unwrap(),
    };
    administration::create(&theatre.db, now(), account, &Actor::SYSTEM).await.unwrap().id
}

#[tokio::test]
async fn operators_are_told_once_a_day_what_failed() {
    let theatre = BoxOffice::open().await;
    let told = operator(&theatre, "told", Some("told@theatre.example")).await;
    operator(&theatre, "unreachable", None).await;
    let summarise = async |at| mail::summarise_failures(&theatre.db, &theatre.site, at).await.unwrap();
    assert_eq!(summarise(now()).await, 0, "nothing failed, nobody is bothered");

    let performance = theatre.performance(10).await;
    for words in ["552 5.2.2 full, id=1a", "552 5.2.2 full, id=2b", "550 5.1.1 unknown"] {
        theatre.request(performance, 1).await.unwrap();
        give_up(&theatre, &mail_jobs(&theatre).await.pop().unwrap(), words).await;
    }
    theatre.request(performance, 1).await.unwrap();
    let unwanted = mail_jobs(&theatre).await.pop().unwrap();
    operate::discard(&theatre.db, now(), &unwanted, &reason(), &Actor::SYSTEM).await.unwrap();

    let later = now() + TimeDelta::hours(1);
    let at_once = [(); 4].map(|()| {
        let (db, site) = (theatre.db.clone(), theatre.site.clone());
        tokio::spawn(async move { mail::summarise_failures(&db, &site, later).await.unwrap() })
    });
    let mut queued = 0;
    for sweep in at_once {
        queued += sweep.await.unwrap();
    }
    assert_eq!(queued, 1, "four sweeps, one operator with an address, one mail");
    assert_eq!(summarise(later + TimeDelta::hours(20)).await, 0, "told today");

    let (queue, payload) = theatre.jobs().await.pop().unwrap();
    assert_eq!(queue, "staff_emails");
    let id = payload["staff_mail_id"].as_i64().unwrap();
    let mail = mail::find(&theatre.db, &theatre.site, later, id).await.unwrap().unwrap();
    assert_eq!(mail.mail.user_id, told);
    let Content::FailureSummary(summary) = mail.content else { panic!("{:?}", mail.content) };
    let groups: Vec<_> = summary.mails.iter().map(|group| (group.kind, group.cause.as_str(), group.count)).collect();
    let kind = DeliveryKind::ConfirmationRequest;
    assert_eq!(groups, [(kind, "552 5.2.2 full, id=#", 2), (kind, "550 5.1.1 unknown", 1)]);
    assert_eq!((summary.total(), summary.jobs.len()), (3, 0), "what operators discarded they know");

    let next_day = later + TimeDelta::hours(24) - TimeDelta::minutes(1);
    assert_eq!(summarise(next_day).await, 0, "yesterday's failures were told yesterday");
}
