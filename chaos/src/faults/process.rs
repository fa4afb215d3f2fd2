//! Programs that are killed, frozen, started anew, or have the wrong time.

use std::time::Duration;

use booking::job::payload::{EMAILS, TICKETS};
use tokio::time::{Instant, sleep};

use super::{Injector, take_for_dead};
use crate::plan::Fault;
use crate::stage::MailServer;
use crate::stage::{Ended, House};
use crate::trouble::Trouble;
use serde_json::json;

/// A mail, or a ticket to draw, is waited for so long.
const COMES_WITHIN: Duration = Duration::from_secs(4);
/// One that is frozen no longer is not taken for dead.
const BRIEFLY: Duration = Duration::from_millis(600);
/// A frozen worker that is known for dead is taken for dead by the other one's next sign of life, and its job is done
/// twice then.
const UNTIL_OVERTAKEN: Duration = Duration::from_secs(7);
/// The same where nobody is told, but the silence is waited for.
const UNTIL_DEAD: Duration = Duration::from_secs(32);
/// A row that a sleeping API keeps is looked at for so long.
const KEPT_AT_MOST: Duration = Duration::from_secs(75);
const MOVED_MINUTES: i32 = 10;

impl Injector<'_> {
    pub(super) async fn kill_api(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let api = &mut self.house.apis[fault.which];
        api.kill()?;
        sleep(fault.lasts).await;
        api.start()
    }

    pub(super) async fn freeze_api(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let api = &self.house.apis[fault.which];
        api.freeze()?;
        sleep(fault.lasts).await;
        api.thaw()
    }

    /// Somebody with a database client holds a performance; the API falls asleep while it waits for it, is given the row in
    /// its sleep, and keeps it from all others. It wakes up when the database has taken the row away from it.
    pub(super) async fn freeze_api_under_lock(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let performance = self.house.performances[fault.which];
        let mut outside = self.house.pool.begin().await?;
        sqlx::query("SELECT FROM performances WHERE id = $1 FOR UPDATE")
            .bind(performance)
            .execute(&mut *outside)
            .await?;
        sleep(Duration::from_millis(700)).await;
        self.house.apis[fault.which].freeze()?;
        sleep(fault.lasts / 2).await;
        outside.commit().await?;
        let kept = self.until_free(performance).await?;
        self.injected.longest_kept = self.injected.longest_kept.max(kept);
        self.house.apis[fault.which].thaw()
    }

    /// Waits until nobody holds the row of a performance; says how long that took.
    async fn until_free(&self, performance: i64) -> Result<Duration, Trouble> {
        let began = Instant::now();
        while began.elapsed() < KEPT_AT_MOST {
            sleep(Duration::from_millis(200)).await;
            let mut look = self.house.pool.begin().await?;
            let row = sqlx::query("SELECT FROM performances WHERE id = $1 FOR UPDATE NOWAIT").bind(performance);
            let free = row.execute(&mut *look).await.is_ok();
            look.rollback().await?;
            // Others have it for a moment at a time; a sleeper has it at each look.
            if free {
                break;
            }
        }
        Ok(began.elapsed())
    }

    pub(super) async fn restart_api(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let api = &mut self.house.apis[fault.which];
        if let Ended::Badly(how) = api.end().await? {
            self.injected.bad_ends.push(how);
        }
        self.house.apis[fault.which].start()
    }

    pub(super) async fn move_clock(&mut self, fault: &Fault) -> Result<bool, Trouble> {
        let ahead = fault.lasts.as_millis().is_multiple_of(2);
        let minutes = if ahead { MOVED_MINUTES } else { -MOVED_MINUTES };
        let api = &self.house.apis[fault.which];
        if !api.move_clock(minutes)? {
            return Ok(false);
        }
        sleep(fault.lasts).await;
        api.move_clock(0)
    }

    pub(super) async fn kill_worker(&mut self, fault: &Fault, which: usize) -> Result<(), Trouble> {
        let worker = &mut self.house.workers[which];
        worker.kill()?;
        sleep(fault.lasts).await;
        worker.start()
    }

    /// The mail server thinks for a while after the last byte; whoever waits for its answer dies.
    pub(super) async fn kill_worker_in_mid_mail(&mut self, fault: &Fault) -> Result<(), Trouble> {
        self.mail.behave(json!({"delay_ms": 1500})).await?;
        let sending = sender(self.house, self.mail).await?;
        let killed = self.kill_worker(fault, sending.unwrap_or(fault.which)).await;
        self.mail.behave(json!({"delay_ms": 0})).await?;
        killed
    }

    pub(super) async fn freeze_worker(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let worker = &self.house.workers[fault.which];
        worker.freeze()?;
        sleep(fault.lasts).await;
        if self.patient {
            sleep(UNTIL_DEAD).await;
        } else if fault.lasts > BRIEFLY {
            take_for_dead(&self.house.pool, worker.pid().as_slice()).await?;
            sleep(UNTIL_OVERTAKEN).await;
        }
        worker.thaw()
    }

    pub(super) async fn restart_worker(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let worker = &mut self.house.workers[fault.which];
        if let Ended::Badly(how) = worker.end().await? {
            self.injected.bad_ends.push(how);
        }
        self.house.workers[fault.which].start()
    }
}

/// The worker that waits for an answer to a mail; none when no mail comes.
async fn sender(house: &House, mail: &MailServer) -> Result<Option<usize>, Trouble> {
    let before = mail.recipients().await?;
    let until = Instant::now() + COMES_WITHIN;
    while mail.recipients().await? == before {
        if Instant::now() > until {
            return Ok(None);
        }
        sleep(Duration::from_millis(30)).await;
    }
    sleep(Duration::from_millis(80)).await;
    holder(house, EMAILS).await
}

/// The worker that draws a ticket, or has just drawn one; none when nobody wants a ticket.
pub async fn at_a_ticket(house: &House) -> Result<Option<usize>, Trouble> {
    let until = Instant::now() + COMES_WITHIN;
    while Instant::now() < until {
        if let Some(which) = holder(house, TICKETS).await? {
            return Ok(Some(which));
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(None)
}

/// The worker that holds a job of the queue; of several the one that took the newest.
async fn holder(house: &House, queue: &str) -> Result<Option<usize>, Trouble> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT lock_by FROM apalis.jobs WHERE job_type = $1 AND status IN ('Queued', 'Running') \
         AND lock_by IS NOT NULL ORDER BY lock_at DESC",
    )
    .bind(queue)
    .fetch_all(&house.pool)
    .await?;
    let bears = |name: &String| {
        let of = |pid: u32| name.contains(&format!("-{pid}-"));
        house.workers.iter().position(|worker| worker.pid().is_some_and(of))
    };
    Ok(names.iter().find_map(bears))
}
