//! The house itself: somebody can manage it, with a second step, and its tables agree.

use booking::integrity::history;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{DatabaseConnection, DbErr};

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
    "a worker does it each hour: docs/operations/queue-grows.md. To look at once: docker compose run --rm check integrity",
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
        Ok(None) => report.note(LOOKED, Outcome::of(made_at(db).await, |made| never(made, now))),
        Ok(Some(last)) => {
            let late = now - last.checked_at > OLDEST_CHECK;
            report.note(LOOKED, Outcome::unless(late, || format!("last on {}", last.checked_at.format("%F %R UTC"))));
            let differences = last.differences;
            report.note(AGREES, Outcome::unless(differences > 0, || format!("{differences} differences")));
        }
    }
}

/// When the schema was made.
async fn made_at(db: &DatabaseConnection) -> Result<Option<DateTime<Utc>>, DbErr> {
    let seconds = ask::<i64>(db, "SELECT coalesce(min(applied_at), 0) FROM seaql_migrations").await?;
    Ok(DateTime::from_timestamp(seconds, 0))
}

/// A house that has just opened is not late: the first look is at the next full hour.
fn never(made: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Outcome {
    if made.is_some_and(|made| now - made < OLDEST_CHECK) {
        return Outcome::Untold("the first look is at the next full hour".to_owned());
    }
    Outcome::Bad("never".to_owned())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::super::report::Outcome;
    use super::never;

    #[test]
    fn a_house_that_has_just_opened_is_not_late() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(matches!(never(Some(now - TimeDelta::hours(2)), now), Outcome::Untold(_)));
        for made in [None, Some(now - TimeDelta::hours(3))] {
            assert_eq!(never(made, now), Outcome::Bad("never".to_owned()));
        }
    }
}
