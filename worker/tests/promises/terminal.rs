//! The commands for operators, as they are typed: what they print, how they end, what they leave in the audit log.

use std::time::Duration;

use booking::job::payload::EMAILS;
use booking::job::queue_state;
use entity::audit_entry;
use entity::value::AuditActor;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::stage::{Ended, Guest, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

/// As a worker leaves jobs that it gave up.
async fn all_mails_fail(theatre: &Theatre) {
    theatre
        .run(
            "UPDATE apalis.jobs SET status = 'Killed', attempts = 3, done_at = now(), \
                last_result = '{\"Err\": \"AbortError: 550 5.1.1 no such mailbox, id=4a\"}' WHERE job_type = 'emails'; \
             UPDATE email_deliveries SET status = 'failed', attempts = 3, failed_at = now(), last_error = '550'",
        )
        .await;
}

async fn acts(theatre: &Theatre) -> Vec<audit_entry::Model> {
    let acts = audit_entry::Entity::find().order_by_asc(audit_entry::Column::Id).all(&theatre.db).await.unwrap();
    acts.into_iter().filter(|entry| entry.subject == "jobs").collect()
}

/// Every line of a table begins its columns where its headings begin theirs.
fn assert_aligned(table: &str, heading: &str, cell: &str) {
    let lines: Vec<&str> = table.lines().collect();
    let place = lines[0].find(heading).unwrap();
    assert!(lines[1..].iter().any(|line| line.get(place..).is_some_and(|rest| rest.starts_with(cell))), "{table}");
}

#[tokio::test]
async fn jobs_are_listed_looked_at_retried_and_discarded() {
    let theatre = Theatre::open().await;
    assert_eq!(theatre.told(&["jobs", "list"]), "No such jobs.\n");
    assert_eq!(theatre.told(&["jobs", "causes"]), "No job has failed.\n");
    let booked = theatre.book(&Guest::new()).await.reservation;
    theatre.request(&Guest::new()).await;
    all_mails_fail(&theatre).await;

    let failed = theatre.told_as_json(&["jobs", "list", "--status", "failed", "--json"]);
    assert_eq!((&failed["total"], &failed["page"], &failed["page_size"]), (&json!(2), &json!(1), &json!(50)));
    assert_eq!(failed["results"][0]["last_error"], "550 5.1.1 no such mailbox, id=4a");
    let of = theatre.told_as_json(&["jobs", "list", "--reservation", &booked.reference, "--queue", "emails", "--json"]);
    assert_eq!(of["total"], 1);
    let number = theatre.told_as_json(&["jobs", "list", "--reservation", &booked.id.to_string(), "--json"]);
    assert_eq!(number["total"], 2, "its mail and its ticket");
    let list = theatre.told(&["jobs", "list", "--status", "failed"]);
    assert_aligned(&list, "LAST ERROR", "550 5.1.1 no such mailbox, id=4a");
    assert!(list.ends_with("2 jobs, page 1 of 1\n"), "{list}");
    assert_eq!(theatre.told(&["jobs", "list", "--page", "7"]), "There are 1 pages.\n");
    let causes = theatre.told(&["jobs", "causes"]);
    assert_aligned(&causes, "CAUSE", "550 5.1.1 no such mailbox, id=#");

    let id = of["results"][0]["id"].as_str().unwrap();
    let shown = theatre.told_as_json(&["jobs", "show", id, "--json"]);
    assert_eq!((&shown["status"], &shown["attempts"]), (&json!("failed"), &json!(3)));
    assert_eq!(shown["payload"].as_object().unwrap().keys().collect::<Vec<_>>(), ["delivery_id", "v"]);
    assert_aligned(&theatre.told(&["jobs", "show", id]), "JOB", "last error");

    assert_eq!(theatre.told(&["jobs", "retry", id]), format!("Job {id} starts anew.\n"));
    assert_eq!(theatre.told_as_json(&["jobs", "show", id, "--json"])["status"], "pending");
    assert_eq!(theatre.told(&["jobs", "retry", "--queue", "emails"]), "1 job of emails starts anew.\n");
    assert_eq!(theatre.told(&["jobs", "retry", "--queue", "emails"]), "No job of emails was started anew.\n");
    assert_eq!(
        theatre.told(&["jobs", "discard", id, "--reason", "the guest called"]),
        format!("Job {id} is discarded.\n")
    );

    let acts = acts(&theatre).await;
    let actions: Vec<&str> = acts.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["job.retried", "job.failed_retried", "job.discarded"]);
    for entry in &acts {
        assert_eq!((entry.actor, entry.request_id.as_deref()), (AuditActor::System, Some("terminal")));
    }
    assert_eq!(acts[2].detail["reason"], "the guest called");
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_with_what_can() {
    let theatre = Theatre::open().await;
    theatre.request(&Guest::new()).await;
    let refused = |arguments: &[&str], code: i32, words: &[&str]| {
        let Ended { code: ended, out, err } = theatre.terminal(arguments);
        assert_eq!((ended, out.as_str()), (Some(code), ""), "{arguments:?}: {err}");
        for word in words {
            assert!(err.contains(word), "{arguments:?} should tell {word:?}: {err}");
        }
    };
    let queues = ["fax", "tickets, emails, staff_emails, posters, maintenance"];
    refused(&["pause", "fax", "--reason", "x"], 2, &queues);
    refused(&["resume", "fax"], 2, &queues);
    refused(&["jobs", "list", "--queue", "fax"], 2, &queues);
    refused(&["jobs", "retry", "--queue", "fax"], 2, &queues);
    refused(&["pause", "emails"], 2, &["--reason"]);
    refused(&["pause", "emails", "--reason", " "], 2, &["--reason", "so that others know why"]);
    refused(&["jobs", "list", "--status", "lost"], 2, &["pending, running, failed, done"]);
    refused(&["jobs", "list", "--page", "0"], 2, &["--page"]);
    refused(&["jobs", "retry"], 2, &["<ID|--queue <QUEUE>>"]);
    refused(&["jobs", "retry", "X", "--queue", "emails"], 2, &["cannot be used"]);
    refused(&["jobs", "show", "01ARZ3NDEKTSV4RRFFQ69G5FAV"], 1, &["no job 01ARZ3NDEKTSV4RRFFQ69G5FAV", "jobs list"]);
    refused(&["jobs", "retry", "nothing"], 1, &["no job nothing"]);
    refused(&["jobs", "discard", "nothing", "--reason", "x"], 1, &["no job nothing"]);
    refused(&["jobs", "list", "--reservation", "ZZZZZZZ"], 1, &["no reservation ZZZZZZZ"]);
    refused(&["jobs", "retry", "--queue", "emails", "--cause", "552 full"], 1, &["552 full", "jobs causes"]);
    let id = theatre.told_as_json(&["jobs", "list", "--json"])["results"][0]["id"].as_str().unwrap().to_owned();
    theatre.run("UPDATE apalis.jobs SET status = 'Running'").await;
    refused(&["jobs", "retry", &id], 1, &[&id, "the job is running"]);
    theatre.run("UPDATE apalis.jobs SET status = 'Done', done_at = now()").await;
    refused(&["jobs", "discard", &id, "--reason", "x"], 1, &["the job is done"]);
    assert!(acts(&theatre).await.is_empty(), "a refusal changes nothing");
}

#[tokio::test]
async fn a_schema_that_is_not_current_and_a_database_that_is_away_are_told() {
    let database = test_database::TestDatabase::create_empty().await;
    let with = |url: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_worker"));
        command.arg("queues").env_clear().env("DATABASE_URL", url).output().unwrap()
    };
    let outdated = with(database.url());
    assert_eq!(outdated.status.code(), Some(1));
    assert!(String::from_utf8(outdated.stderr).unwrap().contains("migration up"));
    let misspelt = with("mysql://anna:hunter2@nowhere/x");
    let told = String::from_utf8(misspelt.stderr).unwrap();
    assert!(misspelt.status.code() == Some(1) && told.contains("DATABASE_URL") && !told.contains("hunter2"), "{told}");
}

#[tokio::test]
async fn queues_tell_depth_age_rates_pauses_and_signs_of_life() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    assert!(theatre.told(&["queues"]).contains("No worker gave a sign of life"));
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    theatre.request(&Guest::new()).await;
    server.count(1, SOON).await;
    until("it is counted", SOON, async || {
        theatre.told(&["queues"]).lines().any(|line| line.starts_with("emails") && line.contains("0.2")).then_some(())
    })
    .await;
    theatre.told(&["pause", "emails", "--reason", "the texts are being corrected"]);
    queue_state::pause(&theatre.db, "staff_emails", now(), "535 refused").await.unwrap();
    theatre.request(&Guest::new()).await;
    theatre.run("UPDATE apalis.jobs SET run_at = now() - interval '10 minutes' WHERE status = 'Pending'").await;
    let told = theatre.told(&["queues"]);
    assert_aligned(&told, "STATE", "paused");
    let emails = told.lines().find(|line| line.starts_with("emails")).unwrap();
    assert!(emails.contains("10 min"), "{told}");
    assert!(told.contains("by the terminal: the texts are being corrected"), "{told}");
    assert!(told.contains("by the worker itself: 535 refused"), "{told}");
    let part = worker.name_part();
    let part = part.trim_end_matches('-').to_owned();
    let mine = |told: &str| told.lines().find(|line| line.contains(&part)).unwrap().to_owned();
    let line = mine(&told);
    assert!(line.ends_with("alive") && line.contains(" ago"), "{told}");

    let json = theatre.told_as_json(&["queues", "--json"]);
    let queue = json["queues"].as_array().unwrap().iter().find(|queue| queue["name"] == EMAILS).unwrap();
    assert_eq!((&queue["pending"], &queue["paused_by"]), (&json!(1), &json!("the terminal")));
    assert!(queue["oldest_pending_seconds"].as_f64().unwrap() > 590.0, "{queue}");

    worker.kill();
    theatre.run("UPDATE apalis.workers SET last_seen = now() - interval '40 minutes'").await;
    let told = theatre.told(&["queues"]);
    let line = mine(&told);
    assert!(line.ends_with("gone") && line.contains("40 min ago"), "{told}");
    assert_eq!(theatre.told(&["resume", "emails"]), "The queue emails goes on.\n");
}

#[tokio::test]
async fn a_worker_is_asked_for_its_health_until_it_ends() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let mut worker = WorkerProcess::start(&theatre, &server).await;
    let health = |address: String| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_worker"));
        command.arg("health").env_clear().env("WORKER_INTERNAL_LISTEN", address).output().unwrap()
    };
    let address = worker.internal().to_string();
    assert!(health(address.clone()).status.success());
    worker.kill();
    let told = health(address);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8(told.stderr).unwrap().contains("no answer"));
}
