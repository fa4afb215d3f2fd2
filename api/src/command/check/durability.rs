//! Whether PostgreSQL keeps what it has promised to keep, and keeps to itself what its logs should not tell.

use sea_orm::DatabaseConnection;

use super::database::ask;
use super::report::{Check, Outcome, Report};

/// A setting, the values that are fine, and what to look at.
const SETTINGS: [(Check, &str, &[&str]); 7] = [
    (
        Check::new(
            "azl.E040",
            "fsync is on",
            "ALTER SYSTEM SET fsync = on: without it a power cut destroys the database",
        ),
        "fsync",
        &["on"],
    ),
    (
        Check::new(
            "azl.E041",
            "full_page_writes is on",
            "ALTER SYSTEM SET full_page_writes = on: without it a power cut leaves torn pages",
        ),
        "full_page_writes",
        &["on"],
    ),
    (
        Check::new(
            "azl.E042",
            "a commit waits for the disk",
            "ALTER SYSTEM SET synchronous_commit = on: without it confirmed bookings vanish in a power cut",
        ),
        "synchronous_commit",
        &["on", "remote_write", "remote_apply", "local"],
    ),
    (
        Check::new(
            "azl.W040",
            "data checksums are on",
            "pg_checksums --enable on a stopped server: a failing disk is noticed then",
        ),
        "data_checksums",
        &["on"],
    ),
    (
        Check::new(
            "azl.W041",
            "autovacuum is on",
            "ALTER SYSTEM SET autovacuum = on: tables swell and lists get slow without it",
        ),
        "autovacuum",
        &["on"],
    ),
    (
        Check::new(
            "azl.W042",
            "statements are not logged with what visitors typed",
            "ALTER SYSTEM SET log_statement = none",
        ),
        "log_statement",
        &["none", "ddl"],
    ),
    (
        Check::new(
            "azl.W043",
            "a slow statement is logged without its values",
            "ALTER SYSTEM SET log_parameter_max_length = 0",
        ),
        "log_parameter_max_length",
        &["0"],
    ),
];

pub(super) async fn check(db: &DatabaseConnection, report: &mut Report) {
    for (check, name, fine) in SETTINGS {
        let value = ask::<String>(db, &format!("SELECT setting FROM pg_settings WHERE name = '{name}'")).await;
        report.note(check, Outcome::of(value, |value| judge(name, &value, fine)));
    }
}

fn judge(name: &str, value: &str, fine: &[&str]) -> Outcome {
    Outcome::unless(!fine.contains(&value), || format!("{name} is {value}"))
}

#[cfg(test)]
mod tests {
    use super::super::report::Outcome;
    use super::{SETTINGS, judge};

    #[test]
    fn each_setting_that_is_careless_is_told_by_its_name() {
        for (id, careless, careful) in [
            ("azl.E040", "off", "on"),
            ("azl.E041", "off", "on"),
            ("azl.E042", "off", "remote_apply"),
            ("azl.W040", "off", "on"),
            ("azl.W041", "off", "on"),
            ("azl.W042", "mod", "ddl"),
            ("azl.W043", "-1", "0"),
        ] {
            let (_, name, fine) = SETTINGS.into_iter().find(|(check, _, _)| check.id == id).unwrap();
            assert_eq!(judge(name, careless, fine), Outcome::Bad(format!("{name} is {careless}")));
            assert_eq!(judge(name, careful, fine), Outcome::Fine, "{name}");
        }
    }
}
