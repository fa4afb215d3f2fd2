//! The mail server misbehaves.

use std::time::Duration;

use booking::job::payload::{EMAILS, STAFF_EMAILS};
use booking::job::queue_state;
use platform::clock::Clock as _;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::Injector;
use crate::plan::{Break, Fault};
use crate::stage::House;
use crate::trouble::Trouble;

/// A slow server's answer to a mail takes so long; not so long that the worker gives it up.
const SLOW: Duration = Duration::from_secs(6);
/// So many mails wait for a slow server, if they come in time.
const PILE: usize = 16;
const PILES_UP_WITHIN: Duration = Duration::from_secs(6);
/// Eight slots together are done after 12 s or 18 s. One that has taken all of them for itself shows no sign of life
/// between two mails, and is taken for dead meanwhile.
const GONE_WITHIN: Duration = Duration::from_secs(45);
const LOOK_EVERY: Duration = Duration::from_millis(200);

impl Injector<'_> {
    pub(super) async fn mail(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let manners = match fault.what {
            Break::MailRefused => json!({"line": "down"}),
            Break::MailStalled => json!({"line": "frozen"}),
            Break::MailDropped => json!({"drop": true}),
            Break::MailGreylisted => {
                json!({"message_reply": {"code": 451, "text": "4.7.1 Greylisted, try again later"}})
            }
            _ => json!({"login": "refused"}),
        };
        self.mail.behave(manners).await?;
        sleep(fault.lasts).await;
        self.mail.behave_well().await?;
        if fault.what == Break::MailLoginRejected {
            resume(self.house).await?;
        }
        Ok(())
    }
}

impl Injector<'_> {
    /// Mails wait, since an operator paused them, and are let go when the server takes its time for each. All of them are out,
    /// or had the time in which one worker after the other would have come to them, when it is quick again.
    pub(super) async fn slow_mail(&mut self, fault: &Fault) -> Result<(), Trouble> {
        let (house, mail) = (&self.house, self.mail);
        let now = platform::clock::SystemClock.now();
        queue_state::pause(&house.db, EMAILS, now, "many mails are to wait").await?;
        sleep(fault.lasts).await;
        let until = Instant::now() + PILES_UP_WITHIN;
        while waiting(house).await?.len() < PILE && Instant::now() < until {
            sleep(LOOK_EVERY).await;
        }
        mail.behave(json!({"delay_ms": SLOW.as_millis()})).await?;
        let pile = waiting(house).await?;
        resume(house).await?;
        let until = Instant::now() + GONE_WITHIN;
        while waiting(house).await?.iter().any(|id| pile.contains(id)) && Instant::now() < until {
            sleep(LOOK_EVERY).await;
        }
        mail.behave_well().await?;
        // What was sent last has its answer too.
        sleep(SLOW).await;
        Ok(())
    }
}

/// Jobs of mails that are due or in hand.
async fn waiting(house: &House) -> Result<Vec<String>, Trouble> {
    Ok(sqlx::query_scalar(
        "SELECT id FROM apalis.jobs WHERE job_type = $1 AND run_at <= now() \
         AND (status IN ('Pending', 'Queued', 'Running') OR (status = 'Failed' AND attempts < max_attempts))",
    )
    .bind(EMAILS)
    .fetch_all(&house.pool)
    .await?)
}

/// Does what whoever mended the login does; `true` when mails had been paused.
pub async fn resume(house: &House) -> Result<bool, Trouble> {
    let paused = queue_state::paused(&house.db).await?;
    for queue in [EMAILS, STAFF_EMAILS] {
        if paused.contains(queue) {
            queue_state::resume(&house.db, queue).await?;
        }
    }
    Ok(!paused.is_empty())
}
