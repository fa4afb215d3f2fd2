//! Whether the work is done: workers live, queues run, nothing waits for long.

use booking::job::monitor;
use sea_orm::DatabaseConnection;

use super::database::ask;
use super::report::{Check, Outcome, Report};

/// Due work that waits for longer tells of trouble, seconds.
const LONGEST_WAIT: f64 = 300.0;

const ALIVE: Check =
    Check::new("azl.E060", "a worker lives", "docker compose up -d worker; docker compose logs worker");
const SCHEDULE: Check = Check::new(
    "azl.E061",
    "the schedule is kept",
    "docs/operations/queue-grows.md: sweeps run each minute where a worker lives",
);
const PAUSED: Check =
    Check::new("azl.W060", "no queue is paused", "worker queues says why; worker resume QUEUE lets it go on");
const WAITING: Check = Check::new("azl.W061", "no due job waits for long", "docs/operations/queue-grows.md");
const FAILED: Check = Check::new("azl.W062", "no job has failed", "worker jobs causes; docs/operations/mails-fail.md");

pub(super) async fn check(db: &DatabaseConnection, report: &mut Report) {
    let silent = monitor::SILENT_AFTER.num_seconds();
    let alive = format!("SELECT count(*) FROM apalis.workers WHERE last_seen > now() - interval '{silent} seconds'");
    report.note(
        ALIVE,
        Outcome::of(ask::<i64>(db, &alive).await, |alive| {
            Outcome::unless(alive == 0, || format!("none gave a sign of life in the last {silent} s"))
        }),
    );
    let kept = "SELECT coalesce(max(done_at) > now() - interval '10 minutes', false) FROM apalis.jobs \
         WHERE job_type = 'maintenance' AND status = 'Done'";
    report.note(
        SCHEDULE,
        Outcome::of(ask::<bool>(db, kept).await, |kept| {
            Outcome::unless(!kept, || "no sweep was made in the last 10 minutes".to_owned())
        }),
    );
    let Ok(queues) = monitor::queues(db).await else {
        for check in [PAUSED, WAITING, FAILED] {
            report.note(check, Outcome::Untold("the database does not tell".to_owned()));
        }
        return;
    };
    let named = |wanted: &dyn Fn(&monitor::QueueDepth) -> bool| {
        let names: Vec<&str> = queues.iter().filter(|queue| wanted(queue)).map(|queue| queue.name.as_str()).collect();
        names.join(", ")
    };
    let paused = named(&|queue| queue.paused);
    report.note(PAUSED, Outcome::unless(!paused.is_empty(), || format!("paused: {paused}")));
    let waiting = named(&|queue| queue.oldest_pending_seconds > LONGEST_WAIT && !queue.paused);
    report.note(WAITING, Outcome::unless(!waiting.is_empty(), || format!("waits for more than 5 minutes: {waiting}")));
    let failed: i64 = queues.iter().map(|queue| queue.failed).sum();
    report.note(FAILED, Outcome::unless(failed > 0, || format!("{failed} failed and nobody has looked")));
}
