//! Sweeps over old and overdue rows. Each works from state, so it may run late, twice or at once.

use std::sync::Arc;

use booking::Failure;
use booking::integrity::{self, history};
use booking::job::payload::{Maintain, Sweep};
use booking::job::run_log;
use booking::{idempotency, privacy, reservation, staff};

use super::{Done, Job, JobError};
use crate::workshop::Workshop;

/// Done jobs are kept so long, for whoever looks for one.
const DONE_JOBS_DAYS: i32 = 7;

/// More findings of one check tell nothing new in a log; `api integrity` shows all.
const LOGGED_FINDINGS: usize = 20;

/// Runs one sweep.
#[derive(Debug)]
pub struct Maintenance;

impl Job for Maintenance {
    type Payload = Maintain;

    async fn run(workshop: &Arc<Workshop>, payload: &Maintain, _: Option<&str>) -> Result<Done, JobError> {
        let swept = match payload.sweep {
            Sweep::ExpireRequests => expire(workshop).await?,
            Sweep::Purge => purge(workshop).await?,
            Sweep::Remind => remind(workshop).await?,
            Sweep::Anonymise => anonymise(workshop).await?,
            Sweep::SummariseFailures => summarise(workshop).await?,
            Sweep::CheckIntegrity => check_integrity(workshop).await?,
        };
        Ok(if swept > 0 { Done::Now } else { Done::Nothing })
    }

    /// The next tick's sweep does what this one did not.
    async fn abandon(_: &Workshop, _: &Maintain, _: &str) -> Result<(), Failure> {
        Ok(())
    }
}

async fn expire(workshop: &Workshop) -> Result<u64, Failure> {
    let expired = reservation::expire_overdue(&workshop.db, workshop.clock.now()).await?;
    let freed = run_log::free_stranded(&workshop.db).await?;
    if expired + freed > 0 {
        tracing::info!(expired_requests = expired, freed_jobs = freed, "swept");
    }
    Ok(expired + freed)
}

async fn purge(workshop: &Workshop) -> Result<u64, Failure> {
    let (db, now) = (&workshop.db, workshop.clock.now());
    let sessions = staff::session::purge(db, now).await?;
    let logins = staff::login::purge(db, now).await?;
    let resets = staff::reset::purge(db, now).await?;
    let staff_mails = staff::mail::purge(db, now).await?;
    let keys = idempotency::purge(db, now).await?;
    let jobs = run_log::purge_done(db, DONE_JOBS_DAYS).await?;
    let workers = run_log::purge_workers(db).await?;
    let checks = history::purge(db, now).await?;
    tracing::info!(sessions, logins, resets, staff_mails, idempotency_keys = keys, jobs, workers, checks, "purged");
    Ok(sessions + logins + resets + staff_mails + keys + jobs + workers + checks)
}

async fn remind(workshop: &Workshop) -> Result<u64, Failure> {
    let (now, ahead) = (workshop.clock.now(), workshop.manners.remind_before);
    let reminded = reservation::remind_due(&workshop.db, &workshop.site, now, ahead).await?;
    if reminded > 0 {
        tracing::info!(reminded, "guests are reminded");
    }
    Ok(reminded)
}

async fn anonymise(workshop: &Workshop) -> Result<u64, Failure> {
    let (db, now, kept) = (&workshop.db, workshop.clock.now(), workshop.manners.retention);
    let guests = privacy::anonymise_past(db, now, kept).await?;
    let addresses = privacy::forget_addresses(db, now, kept).await?;
    if guests + addresses > 0 {
        tracing::info!(guests, addresses, "personal data past their retention are removed");
    }
    Ok(guests + addresses)
}

async fn summarise(workshop: &Workshop) -> Result<u64, Failure> {
    staff::mail::summarise_failures(&workshop.db, &workshop.site, workshop.clock.now()).await
}

/// Differences are told in the log, by kind, and as a metric; the check itself has gone well then, too.
async fn check_integrity(workshop: &Workshop) -> Result<u64, Failure> {
    let now = workshop.clock.now();
    let findings = integrity::check(&workshop.db, workshop.site.keys(), now).await?;
    history::note(&workshop.db, now, &findings).await?;
    for finding in findings.iter().take(LOGGED_FINDINGS) {
        tracing::error!(?finding, "the tables do not agree");
    }
    Ok(findings.len() as u64)
}
