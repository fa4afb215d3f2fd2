//! What breaks: one fault after the other, as planned. Each is over, and mended, before the next one begins; what it left
//! behind need not be.

mod database;
mod mail;
mod process;

pub use mail::resume;

use std::sync::Arc;
use std::time::Duration;

use sqlx::PgPool;
use tokio::task::JoinHandle;

use crate::clients::World;
use crate::history::History;
use crate::plan::{Break, Fault};
use crate::stage::{House, Line, MailServer, Postgres};
use crate::trouble::Trouble;

/// A fault that was.
#[derive(Debug, Clone)]
pub struct Happened {
    pub what: Break,
    /// Which replica, from 1, or none in particular.
    pub which: usize,
    pub from: Duration,
    pub to: Duration,
}

impl std::fmt::Display for Happened {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (from, until) = (self.from.as_secs_f64(), self.to.as_secs_f64());
        write!(to, "{from:>8.3} – {until:>8.3}  {} ({})", self.what.name(), self.which)
    }
}

/// What the injector did, and what it saw that should not be.
#[derive(Debug, Default)]
pub struct Injected {
    pub happened: Vec<Happened>,
    /// Processes that did not end as they were asked to.
    pub bad_ends: Vec<String>,
    /// How long the row of a performance was kept from everybody by an API that slept.
    pub longest_kept: Duration,
    /// Planned faults for which this machine lacks something.
    pub left_out: usize,
}

/// Breaks things.
pub struct Injector<'a> {
    pub house: &'a mut House,
    pub postgres: &'a mut Postgres,
    pub mail: &'a MailServer,
    pub history: &'a History,
    pub world: &'a Arc<World>,
    /// Clients at work, whoever comes in a rush among them.
    pub clients: &'a mut Vec<JoinHandle<()>>,
    pub patient: bool,
    pub injected: Injected,
}

impl Injector<'_> {
    /// Goes through the planned faults.
    pub async fn play(mut self, faults: &[Fault]) -> Result<Injected, Trouble> {
        for fault in faults {
            tokio::time::sleep(fault.pause).await;
            let fault = &self.in_a_rush(fault.clone()).await?;
            let from = self.history.time();
            if self.inflict(fault).await? {
                let (what, which, to) = (fault.what, fault.which + 1, self.history.time());
                self.injected.happened.push(Happened { what, which, from, to });
            } else {
                self.injected.left_out += 1;
            }
        }
        Ok(self.injected)
    }

    /// Waits for the moment at which the fault strikes something: some people have come all at once, and a worker, if it is
    /// one that is to be struck, has a ticket in hand.
    async fn in_a_rush(&mut self, fault: Fault) -> Result<Fault, Trouble> {
        if !fault.what.comes_in_a_rush() {
            return Ok(fault);
        }
        let to = fault.what.strikes_an_api().then_some(fault.which);
        self.clients.extend(self.world.rush(&fault.rush, to));
        if !fault.what.strikes_a_worker() {
            tokio::time::sleep(fault.lead).await;
            return Ok(fault);
        }
        let which = process::at_a_ticket(self.house).await?.unwrap_or(fault.which);
        tokio::time::sleep(fault.lead / 4).await;
        Ok(Fault { which, ..fault })
    }

    /// Breaks something for a while; `false` where that cannot be done here.
    async fn inflict(&mut self, fault: &Fault) -> Result<bool, Trouble> {
        let slow = Line::Slow(Duration::from_millis(200));
        match fault.what {
            Break::ApiKilled => self.kill_api(fault).await?,
            Break::ApiFrozen => self.freeze_api(fault).await?,
            Break::ApiFrozenUnderLock => self.freeze_api_under_lock(fault).await?,
            Break::ApiRestarted => self.restart_api(fault).await?,
            Break::ApiClockMoved => return self.move_clock(fault).await,
            Break::WorkerKilled => self.kill_worker(fault, fault.which).await?,
            Break::WorkerKilledInMidMail => self.kill_worker_in_mid_mail(fault).await?,
            Break::WorkerFrozen => self.freeze_worker(fault).await?,
            Break::WorkerRestarted => self.restart_worker(fault).await?,
            Break::PostgresCrashed => self.crash_postgres(fault).await?,
            Break::ClientsCut => self.clients(fault, Line::Cut).await,
            Break::ClientsDelayed => self.clients(fault, slow).await,
            Break::ApiDatabaseCut => self.database_of_api(fault, Line::Cut).await,
            Break::ApiDatabaseDelayed => self.database_of_api(fault, Line::Slow(Duration::from_millis(60))).await,
            Break::WorkerDatabaseCut => self.database_of_worker(fault, Line::Cut).await,
            Break::WorkerDatabaseSilent => self.database_of_worker(fault, Line::Silent).await,
            Break::MailRefused
            | Break::MailStalled
            | Break::MailDropped
            | Break::MailGreylisted
            | Break::MailLoginRejected => self.mail(fault).await?,
            Break::MailSlow => self.slow_mail(fault).await?,
        }
        Ok(true)
    }
}

/// Makes known at once that the workers with these process ids are dead or asleep, as the real silence of half a minute
/// would: their signs of life become old.
pub async fn take_for_dead(pool: &PgPool, pids: &[u32]) -> Result<(), Trouble> {
    for pid in pids {
        sqlx::query(
            "UPDATE apalis.workers SET last_seen = last_seen - interval '1 hour' \
             WHERE position($1 IN id) > 0 AND last_seen > now() - interval '30 minutes'",
        )
        .bind(format!("-{pid}-"))
        .execute(pool)
        .await?;
    }
    Ok(())
}
