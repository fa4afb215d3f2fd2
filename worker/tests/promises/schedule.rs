//! Sweeps on schedule.

use std::sync::Arc;
use std::time::Duration;

use booking::job;
use booking::job::payload::{Maintain, Sweep};
use chrono::TimeDelta;
use entity::value::DeliveryStatus;
use platform::clock::{Clock as _, StoppedClock};
use platform::database;
use platform::settings::{DatabaseSettings, Secret};
use platform::shutdown::Shutdown;
use sqlx::Row as _;
use worker::limits::Limits;
use worker::queue::{self, Slots};
use worker::schedule;

use crate::stage::{Guest, Job, MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

#[tokio::test]
async fn two_workers_tick_and_one_sweep_is_left_that_lets_old_requests_lapse() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    let late = theatre.request(&Guest::new()).await.id;
    theatre.until_delivery(late, DeliveryStatus::Sent, SOON).await;
    theatre.run("UPDATE reservations SET expires_at = now() - interval '1 second'").await;
    // What a broken-off acknowledgement leaves behind.
    let stranded = theatre.request(&Guest::new()).await.id;
    theatre.until_job(stranded, &["Done"], SOON).await;
    theatre
        .run("UPDATE apalis.jobs SET status = 'Running', done_at = now() - interval '2 minutes' WHERE job_type = 'emails' AND status = 'Done'")
        .await;

    let slot = (now().timestamp() / 60 + 1) * 60;
    let key = format!("ExpireRequests:{slot}");
    let sweep = until("the minute's sweep is done", Duration::from_secs(80), async || {
        Job::by_key(&theatre.pool, "maintenance", &key).await.filter(|job| job.status == "Done")
    })
    .await;
    assert_eq!(sweep.attempts, 1);
    let sweeps: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM apalis.jobs WHERE job_type = 'maintenance' \
         AND convert_from(job, 'UTF8')::jsonb @> jsonb_build_object('sweep', 'expire_requests', 'slot', $1::bigint)",
    )
    .bind(slot)
    .fetch_one(&theatre.pool)
    .await
    .unwrap();
    assert_eq!(sweeps, 1, "one for both ticks");
    let row =
        sqlx::query("SELECT count(*) FILTER (WHERE status = 'expired') AS expired, count(*) AS all FROM reservations")
            .fetch_one(&theatre.pool)
            .await
            .unwrap();
    assert_eq!((row.get::<i64, _>("expired"), row.get::<i64, _>("all")), (1, 2));
    theatre.until_job(stranded, &["Done"], SOON).await;
    assert_eq!(server.mails().await.len(), 2, "the freed job found its mail sent");
    for worker in &workers {
        assert!(!worker.log().contains("could not be queued"), "the second tick is no failure:\n{}", worker.log());
    }
}

#[tokio::test]
async fn jobs_done_long_ago_go_and_failed_ones_stay() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let (old, fresh) = (theatre.request(&Guest::new()).await.id, theatre.request(&Guest::new()).await.id);
    let failed = theatre.request(&Guest::at("refuse.test")).await.id;
    theatre.until_job(old, &["Done"], SOON).await;
    theatre.until_job(fresh, &["Done"], SOON).await;
    theatre.until_job(failed, &["Killed"], SOON).await;
    for id in [old, failed] {
        sqlx::query("UPDATE apalis.jobs SET done_at = now() - interval '8 days' WHERE idempotency_key = $1")
            .bind(format!("delivery:{id}"))
            .execute(&theatre.pool)
            .await
            .unwrap();
    }
    job::enqueue(&theatre.db, &Maintain::new(Sweep::Purge, 0), None).await.unwrap();
    until("the sweep is done", SOON, async || {
        Some(theatre.job("maintenance", "Purge:0").await).filter(|job| job.status == "Done")
    })
    .await;
    let mut left = Vec::new();
    for id in [old, fresh, failed] {
        left.push(Job::by_key(&theatre.pool, "emails", &format!("delivery:{id}")).await.is_some());
    }
    assert_eq!(left, [false, true, true]);
}

/// A worker in this process, on connections of its own.
fn employ(theatre: &Theatre, clock: &Arc<StoppedClock>, shutdown: &Shutdown) -> tokio::task::JoinHandle<()> {
    let settings = DatabaseSettings {
        database_url: Secret::from(theatre.url().to_owned()),
        database_password_file: None,
        database_pool_size: 5,
    };
    let database = database::open(&settings, "worker under test").unwrap();
    let (workshop, shutdown) = (theatre.workshop_by(clock.clone()), shutdown.clone());
    tokio::spawn(async move { queue::run(&database, &workshop, Slots::default(), Limits::default(), &shutdown).await })
}

#[tokio::test]
async fn two_workers_run_each_sweep_of_a_hundred_ticks_once() {
    const TICKS: i64 = 100;
    let theatre = Theatre::open().await;
    // Two machines' clocks, which never agree quite.
    let clocks = [now(), now() + TimeDelta::milliseconds(400)].map(|at| Arc::new(StoppedClock::at(at)));
    let shutdown = Shutdown::new();
    let workers = clocks.each_ref().map(|clock| employ(&theatre, clock, &shutdown));
    let first = schedule::next_slot(clocks[0].now() + TimeDelta::minutes(1), 60);
    for number in 0..TICKS {
        let slot = first + number * 60;
        for clock in &clocks {
            // Whatever the time of the day, each clock says that this tick is its next.
            clock.advance(TimeDelta::seconds(slot - 30 - clock.now().timestamp()));
            assert_eq!(schedule::next_slot(clock.now(), 60), slot);
        }
        let ticks = [(); 2].map(|()| {
            let db = theatre.db.clone();
            tokio::spawn(async move { schedule::queue_due(&db, slot).await })
        });
        for tick in ticks {
            tick.await.unwrap();
        }
    }
    let due = |every: i64| (0..TICKS).filter(|number| (first + number * 60) % every == 0).count();
    let expected = [
        ("expire_requests", due(60)),
        ("remind", due(600)),
        ("purge", due(3600)),
        ("anonymise", due(3600)),
        ("summarise_failures", due(3600)),
        ("check_integrity", due(3600)),
    ];
    assert_eq!((expected[0].1, expected[1].1), (100, 10));
    let mut done: Vec<(String, i64, i32, String)> = Vec::new();
    let all: usize = expected.iter().map(|(_, count)| count).sum();
    until("all sweeps are done", Duration::from_mins(2), async || {
        done = sqlx::query_as(
            "SELECT convert_from(job, 'UTF8')::jsonb ->> 'sweep', (convert_from(job, 'UTF8')::jsonb ->> 'slot')::bigint, \
                attempts, coalesce(metadata -> 'unfinished_runs', '?') FROM apalis.jobs \
             WHERE job_type = 'maintenance' AND status = 'Done' \
                AND (convert_from(job, 'UTF8')::jsonb ->> 'slot')::bigint BETWEEN $1 AND $2",
        )
        .bind(first)
        .bind(first + (TICKS - 1) * 60)
        .fetch_all(&theatre.pool)
        .await
        .unwrap();
        (done.len() >= all).then_some(())
    })
    .await;
    for (sweep, count) in expected {
        let runs: Vec<_> = done.iter().filter(|(name, ..)| name == sweep).collect();
        assert_eq!(runs.len(), count, "{sweep}: one for both workers, and none is missing");
        assert!(runs.iter().all(|(_, _, attempts, unfinished)| *attempts == 1 && unfinished == "0"), "{runs:?}");
    }
    shutdown.begin();
    for worker in workers {
        worker.await.unwrap();
    }
}

#[tokio::test]
async fn what_does_not_agree_in_the_tables_is_told_by_every_worker() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let workers = [WorkerProcess::start(&theatre, &server).await, WorkerProcess::start(&theatre, &server).await];
    theatre.book(&Guest::new()).await;
    server.count(2, SOON).await;
    theatre
        .run(
            "SET session_replication_role = replica; UPDATE performances SET confirmed_seats = 7; \
              SET session_replication_role = origin",
        )
        .await;
    job::enqueue(&theatre.db, &Maintain::new(Sweep::CheckIntegrity, 0), None).await.unwrap();
    for worker in &workers {
        until("the difference is told", Duration::from_mins(1), async || {
            worker.measures("azionelab_integrity_differences").await.filter(|told| (told - 1.0).abs() < 0.1)
        })
        .await;
    }
    let told = workers.iter().filter(|worker| worker.log().contains("SeatsMiscounted")).count();
    assert_eq!(told, 1, "the one that looked says what differs");
}
