//! The delivery logs and the job table: what waits in one has what it needs in the other.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use super::{Finding, LIVE, MOST, Of, find};
use crate::Failure;
use crate::job::payload::Known;

/// The schedule frees stranded jobs each minute; after so long it stands still.
const FREED_WITHIN: TimeDelta = TimeDelta::minutes(10);

#[derive(FromQueryResult)]
struct Job {
    id: String,
}

#[derive(FromQueryResult)]
struct Bytes {
    id: String,
    queue: String,
    job: Vec<u8>,
}

pub(super) async fn check<C: ConnectionTrait>(conn: &C, now: DateTime<Utc>) -> Result<Vec<Finding>, Failure> {
    let mut findings = find(
        conn,
        &format!(
            "SELECT d.id FROM email_deliveries d WHERE d.status = 'queued' AND NOT EXISTS (SELECT FROM apalis.jobs j \
                WHERE j.job_type = 'emails' AND j.idempotency_key = 'delivery:' || d.id AND {LIVE}) ORDER BY d.id"
        ),
        vec![],
        |row: Of| Finding::DeliveryWithoutJob { delivery_id: row.id },
    )
    .await?;
    findings.extend(
        find(
            conn,
            &format!(
                "SELECT m.id FROM staff_mails m WHERE m.status = 'queued' AND NOT EXISTS (SELECT FROM apalis.jobs j \
                    WHERE j.job_type = 'staff_emails' AND j.idempotency_key = 'staff_mail:' || m.id AND {LIVE}) \
                 ORDER BY m.id"
            ),
            vec![],
            |row: Of| Finding::StaffMailWithoutJob { staff_mail_id: row.id },
        )
        .await?,
    );
    findings.extend(
        find(
            conn,
            &format!(
                "SELECT j.id FROM apalis.jobs j WHERE j.job_type = 'emails' AND {LIVE} AND NOT EXISTS \
                    (SELECT FROM email_deliveries d WHERE 'delivery:' || d.id = j.idempotency_key) \
                 UNION ALL SELECT j.id FROM apalis.jobs j WHERE j.job_type = 'staff_emails' AND {LIVE} AND NOT EXISTS \
                    (SELECT FROM staff_mails m WHERE 'staff_mail:' || m.id = j.idempotency_key) ORDER BY 1"
            ),
            vec![],
            |row: Job| Finding::JobWithoutDelivery { job_id: row.id },
        )
        .await?,
    );
    findings.extend(
        find(
            conn,
            "SELECT id FROM apalis.jobs WHERE status = 'Running' AND done_at < $1 ORDER BY id",
            vec![(now - FREED_WITHIN).into()],
            |row: Job| Finding::JobStranded { job_id: row.id },
        )
        .await?,
    );
    findings.extend(unreadable(conn).await?);
    Ok(findings)
}

async fn unreadable<C: ConnectionTrait>(conn: &C) -> Result<Vec<Finding>, Failure> {
    let live = format!("SELECT j.id, j.job_type AS queue, j.job FROM apalis.jobs j WHERE {LIVE} ORDER BY j.id");
    let rows = Bytes::find_by_statement(Statement::from_string(DbBackend::Postgres, live)).all(conn).await?;
    Ok(rows
        .into_iter()
        .filter(|row| Known::decode(&row.queue, &row.job).is_err())
        .take(MOST)
        .map(|row| Finding::JobUnreadable { job_id: row.id })
        .collect())
}
