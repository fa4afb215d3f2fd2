//! One round: a house is opened, clients and faults play together, all is mended, and what happened is collected.

use std::path::Path;
use std::time::Duration;

use booking::integrity;
use platform::clock::{Clock as _, SystemClock};
use tokio::time::{Instant, sleep};

use crate::clients::{At, BoxOffice, World};
use crate::evidence::{Evidence, Letter, Recovery};
use crate::faults::{Injected, Injector, resume, take_for_dead};
use crate::history::{History, Op, Outcome, address};
use crate::plan::Plan;
use crate::rows::Rows;
use crate::samples::Sampler;
use crate::stage::{House, MailServer, Postgres};
use crate::trouble::Trouble;

/// Number of the client that looks whether bookings work again, and at what is left in the end.
const WATCHER: usize = 99;
/// All jobs are done with, or wait for their time, so long after the last fault.
pub const SETTLES_WITHIN: Duration = Duration::from_mins(2);
/// Looked at a little longer than allowed, so that a late recovery is told as late and not as never.
const WATCHED: Duration = Duration::from_secs(75);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What all rounds share.
pub struct Stage<'a> {
    pub postgres: &'a mut Postgres,
    pub mail: &'a MailServer,
    pub programs: &'a Path,
    /// Statements that spoil the schema of each round, for a planted bug.
    pub spoil: Option<&'a str>,
}

/// Plays a round.
pub async fn play(stage: &mut Stage<'_>, plan: Plan, round: u64, logs: &Path) -> Result<Evidence, Trouble> {
    let name = format!("chaos_{round}");
    let url = stage.postgres.database(&name).await?;
    stage.mail.forget().await?;
    let mut house = House::open(&url, &plan.evenings, stage.programs, stage.mail, logs).await?;
    if let Some(statements) = stage.spoil {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements.to_owned())).execute(&house.pool).await?;
    }
    let history = History::begin(round);
    let wall_clock = SystemClock.now();
    let looks = Sampler::start(house.pool.clone(), history.clone());

    let world = world(&house, &history)?;
    let mut clients: Vec<_> = plan
        .clients
        .iter()
        .enumerate()
        .map(|(client, steps)| tokio::spawn(world.clone().play(client, steps.clone())))
        .collect();
    let injector = Injector {
        house: &mut house,
        postgres: stage.postgres,
        mail: stage.mail,
        history: &history,
        world: &world,
        clients: &mut clients,
        patient: plan.patient,
        injected: Injected::default(),
    };
    let injected = injector.play(&plan.faults).await?;
    let mended = history.time();
    for replica in house.replicas() {
        replica.heal()?;
    }
    let recovery = recover(&house, &world, &injected, mended).await?;
    for client in clients {
        client.await.map_err(|error| Trouble::stage(format!("a client: {error}")))?;
    }
    let settled = settle(&mut house, &history, mended, plan.patient).await?;
    look_at_the_end(&house, &world).await?;
    let samples = looks.stop().await;

    let now = SystemClock.now();
    let findings = integrity::check(&house.db, house.site.keys(), now).await?;
    let rows = Rows::read(&house.db, &house.pool).await?;
    let letter = |mail: crate::stage::Mail| Letter {
        arrived: Duration::from_millis(
            u64::try_from(mail.arrived_ms - wall_clock.timestamp_millis()).unwrap_or_default(),
        ),
        mail,
    };
    let letters = stage.mail.mails().await?.into_iter().map(letter).collect();
    let evidence = Evidence {
        plan,
        round,
        performances: house.performances.clone(),
        calls: history.calls(),
        injected,
        samples,
        letters,
        rows,
        findings: findings.iter().map(|finding| format!("{finding:?}")).collect(),
        recovery,
        settled,
        took: history.time(),
    };
    house.close().await?;
    stage.postgres.forget(&name).await?;
    Ok(evidence)
}

fn world(house: &House, history: &History) -> Result<std::sync::Arc<World>, Trouble> {
    let replicas = house.apis.iter().filter_map(crate::stage::Replica::address).collect();
    let performances = house.performances.clone();
    let office = BoxOffice::new(history.clone(), replicas, house.token.clone(), performances.clone())?;
    let (pool, db) = (house.pool.clone(), house.db.clone());
    Ok(World::new(history.clone(), office, pool, db, house.site.clone(), performances))
}

/// Books again and again until a booking is taken, and waits for its mail; nobody helps, but for whoever resumes the
/// queues once the login is mended.
async fn recover(house: &House, world: &World, injected: &Injected, mended: Duration) -> Result<Recovery, Trouble> {
    let (last, evening) = (injected.happened.last().map(|fault| fault.what), house.performances.len() - 1);
    let deadline = mended + WATCHED;
    let mut draw = 0;
    while world.history.time() < deadline {
        let who = world.history.number();
        draw += 1;
        let at = At { client: WATCHER, draw };
        let (answer, _) = world.office.ask(at, evening, Op::Request { who, party: 1, key: None }, None).await;
        if !matches!(answer, Outcome::Ok(_)) {
            sleep(LOOK_EVERY).await;
            continue;
        }
        while world.history.time() < deadline {
            resume(house).await?;
            let sent: bool = sqlx::query_scalar(
                "SELECT EXISTS (SELECT FROM email_deliveries d JOIN reservations r ON r.id = d.reservation_id \
                 WHERE r.email = $1 AND d.status = 'sent')",
            )
            .bind(address(who))
            .fetch_one(&house.pool)
            .await?;
            if sent {
                return Ok(Recovery { last, took: Some(world.history.time().saturating_sub(mended)) });
            }
            sleep(LOOK_EVERY / 2).await;
        }
    }
    Ok(Recovery { last, took: None })
}

/// Waits until no job is due, running, or stuck; answers how long after the last fault that was. An impatient round has
/// its retries made due and its dead workers known for dead, so that all mails are out at its end; a patient one does so
/// only when it has seen that everything waits for its time.
async fn settle(
    house: &mut House,
    history: &History,
    mended: Duration,
    patient: bool,
) -> Result<Option<Duration>, Trouble> {
    let dead: Vec<u32> = house.replicas().flat_map(|replica| replica.dead.clone()).collect();
    let mut settled = None;
    let began = Instant::now();
    while began.elapsed() < SETTLES_WITHIN {
        resume(house).await?;
        if settled.is_some() || !patient {
            take_for_dead(&house.pool, &dead).await?;
            make_due(house).await?;
        }
        let (at_work, waiting) = unfinished(house).await?;
        if at_work == 0 && settled.is_none() && (patient || waiting == 0) {
            settled = Some(history.time().saturating_sub(mended));
        }
        if at_work + waiting == 0 {
            break;
        }
        sleep(LOOK_EVERY).await;
    }
    Ok(settled)
}

/// Makes every retry due, as if its time had come.
async fn make_due(house: &House) -> Result<(), Trouble> {
    sqlx::query("UPDATE apalis.jobs SET run_at = now() - interval '1 millisecond' WHERE run_at > now()")
        .execute(&house.pool)
        .await?;
    Ok(())
}

/// Jobs that are due, running or stuck; and jobs that wait for their time.
async fn unfinished(house: &House) -> Result<(i64, i64), Trouble> {
    Ok(sqlx::query_as(
        "SELECT count(*) FILTER (WHERE run_at <= now() OR status IN ('Queued', 'Running')), \
            count(*) FILTER (WHERE run_at > now() AND status NOT IN ('Queued', 'Running')) \
         FROM apalis.jobs WHERE status IN ('Pending', 'Queued', 'Running') \
            OR (status = 'Failed' AND attempts < max_attempts)",
    )
    .fetch_one(&house.pool)
    .await?)
}

/// Asks each API how many seats are left, and the door about each reservation: what is so in the end is part of the
/// history.
async fn look_at_the_end(house: &House, world: &World) -> Result<(), Trouble> {
    for evening in 0..house.performances.len() {
        for draw in 0..2 {
            world.office.ask(At { client: WATCHER, draw }, evening, Op::Look, None).await;
        }
    }
    world.verify_all(WATCHER).await;
    Ok(())
}
