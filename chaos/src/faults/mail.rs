//! The mail server misbehaves.

use booking::job::payload::{EMAILS, STAFF_EMAILS};
use booking::job::queue_state;
use serde_json::json;
use tokio::time::sleep;

use super::Injector;
use crate::plan::{Break, Fault};
use crate::stage::House;
use crate::trouble::Trouble;

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
