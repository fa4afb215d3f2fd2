//! The house itself: somebody can manage it, with a second step, and its tables agree.

use booking::integrity::history;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::DatabaseConnection;

use super::database::ask;
use super::report::{Check, Outcome, Report};

/// The tables are looked through each hour; so late somebody should know.
const OLDEST_CHECK: TimeDelta = TimeDelta::hours(3);

const MANAGED: Check = Check::new(
    "azl.E070",
    "somebody can manage the house",
    "docker compose run --rm -e PASSWORD api create-user --username … --display-name … --role admin",
);
const SECOND_STEP: Check = Check::new(
    "azl.W070",
    "every administrator has a second step at login",
    "each sets it up under /manage, my account: a stolen password opens everything without it",
);
const AGREES: Check = Check::new("azl.E071", "the tables agree", "docs/operations/integrity.md");
const LOOKED: Check = Check::new(
    "azl.W071",
    "the tables were looked through lately",
    "a worker does it each hour: docs/operations/queue-grows.md. At once: api integrity",
);

pub(super) async fn check(db: &DatabaseConnection, now: DateTime<Utc>, report: &mut Report) {
    let administrators = "SELECT count(*) FROM staff_users WHERE role = 'admin' AND disabled_at IS NULL";
    report.note(
        MANAGED,
        Outcome::of(ask::<i64>(db, administrators).await, |count| {
            Outcome::unless(count == 0, || "there is no administrator".to_owned())
        }),
    );
    let without = "SELECT count(*) FROM staff_users u WHERE role = 'admin' AND disabled_at IS NULL AND NOT EXISTS \
         (SELECT FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)";
    report.note(
        SECOND_STEP,
        Outcome::of(ask::<i64>(db, without).await, |count| Outcome::unless(count > 0, || format!("{count} without"))),
    );
    match history::last(db).await {
        Err(_) => report.note(AGREES, Outcome::Untold("the database does not tell".to_owned())),
        Ok(None) => report.note(LOOKED, Outcome::Bad("never".to_owned())),
        Ok(Some(last)) => {
            let late = now - last.checked_at > OLDEST_CHECK;
            report.note(LOOKED, Outcome::unless(late, || format!("last on {}", last.checked_at.format("%F %R UTC"))));
            let differences = last.differences;
            report.note(AGREES, Outcome::unless(differences > 0, || format!("{differences} differences")));
        }
    }
}
