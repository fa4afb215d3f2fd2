//! The database: reached, current, and fit.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use platform::clock::{Clock as _, SystemClock};
use platform::database::{self, DatabaseError};
use platform::settings::DatabaseSettings;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TryGetable};

use super::report::{Check, Outcome, Report};
use super::settings::{CheckSettings, given};

/// Longer than this nobody waits for a database that is well.
const PATIENCE: Duration = Duration::from_secs(8);
/// The oldest series that the schema works on, as PostgreSQL counts its versions.
const OLDEST: i32 = 150_000;
/// Clocks that differ by more let tokens and bookings lapse at the wrong time, seconds.
const SKEW: i64 = 2;

const REACHABLE: Check = Check::new(
    "azl.E030",
    "the database answers",
    "look at DATABASE_URL, its password, and whether the server runs: docker compose ps db",
);
const CURRENT: Check =
    Check::new("azl.E031", "the schema is the one of this program", "docker compose run --rm migrate");
const EXTENSIONS: Check = Check::new(
    "azl.E032",
    "the extensions hstore, pgcrypto and pg_trgm are there",
    "docker compose run --rm migrate makes them; a managed server must offer them",
);
const VERSION: Check = Check::new("azl.E033", "PostgreSQL is 15 or newer", "docs/operations/upgrade-postgresql.md");
const ENCODING: Check = Check::new(
    "azl.E034",
    "the database holds UTF-8",
    "make it anew with ENCODING UTF8, and restore: docs/operations/backup-and-restore.md",
);
const CLOCK: Check = Check::new(
    "azl.E035",
    "this machine and the database agree on the time",
    "let both machines keep the time by NTP: timedatectl set-ntp true",
);
const ENCRYPTED: Check = Check::new(
    "azl.W030",
    "a database elsewhere is reached encrypted",
    "add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL: docs/scaling.md",
);
const ROOM: Check = Check::new(
    "azl.W031",
    "the database has connections for all programs",
    "raise DB_MAX_CONNECTIONS, or lower API_POOL_SIZE and WORKER_POOL_SIZE",
);

/// One value.
pub(super) async fn ask<T: TryGetable>(db: &DatabaseConnection, sql: &str) -> Result<T, DbErr> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("no row".to_owned()))?.try_get_by_index(0)
}

/// Looks at the database; answers with it where more can be asked.
pub(super) async fn check(settings: &CheckSettings, report: &mut Report) -> Option<DatabaseConnection> {
    let opened = open(settings);
    let opened = match opened {
        Ok(opened) => opened,
        Err(why) => {
            report.note(REACHABLE, Outcome::Bad(why));
            return None;
        }
    };
    let schema = tokio::time::timeout(PATIENCE, database::require_current_schema(&opened.pool)).await;
    match schema {
        Err(_) => report.note(REACHABLE, Outcome::Bad("it keeps silent".to_owned())),
        Ok(Err(DatabaseError::Unreachable(error))) => report.note(REACHABLE, Outcome::Bad(reason(&error))),
        Ok(outcome) => {
            report.note(REACHABLE, Outcome::Fine);
            let current = outcome.err().map_or(Outcome::Fine, |error| Outcome::Bad(error.to_string()));
            let usable = current == Outcome::Fine;
            report.note(CURRENT, current);
            server(&opened.connection, settings, report).await;
            return usable.then_some(opened.connection);
        }
    }
    None
}

fn open(settings: &CheckSettings) -> Result<database::Database, String> {
    let url = settings.database_url.clone().ok_or("DATABASE_URL is not set")?;
    let settings = DatabaseSettings {
        database_url: url,
        database_password_file: settings.database_password_file.clone(),
        database_pool_size: 2,
    };
    database::open(&settings, "azionelab-check").map_err(|error| error.to_string())
}

/// A driver's text names hosts and roles, but no password.
fn reason(error: &dyn std::error::Error) -> String {
    platform::telemetry::chain(error).to_string()
}

async fn server(db: &DatabaseConnection, settings: &CheckSettings, report: &mut Report) {
    let missing = "SELECT coalesce(string_agg(name, ', '), '') FROM unnest(ARRAY['hstore', 'pgcrypto', 'pg_trgm']) AS name \
         WHERE name NOT IN (SELECT extname FROM pg_extension)";
    report.note(
        EXTENSIONS,
        Outcome::of(ask::<String>(db, missing).await, |missing| {
            Outcome::unless(!missing.is_empty(), || format!("missing: {missing}"))
        }),
    );
    let version = ask::<i32>(db, "SELECT current_setting('server_version_num')::integer").await;
    report.note(VERSION, Outcome::of(version, recent));
    let encoding = ask::<String>(db, "SELECT current_setting('server_encoding')").await;
    report.note(ENCODING, Outcome::of(encoding, |encoding| universal(&encoding)));
    let asked = SystemClock.now();
    let theirs = ask::<DateTime<Utc>>(db, "SELECT clock_timestamp()").await;
    report.note(
        CLOCK,
        Outcome::of(theirs, |theirs| {
            let ours = asked + (SystemClock.now() - asked) / 2;
            skewed((theirs - ours).num_seconds())
        }),
    );
    report.note(ENCRYPTED, Outcome::of(line(db).await, |(encrypted, server)| sheltered(encrypted, server)));
    let pool: i32 = given(settings.database_pool_size.as_ref()).and_then(|size| size.parse().ok()).unwrap_or(8);
    let connections = ask::<i32>(db, "SELECT current_setting('max_connections')::integer").await;
    report.note(ROOM, Outcome::of(connections, |connections| room(connections, pool)));
}

/// Whether our own connection is encrypted, and where it leads; a socket of this machine leads nowhere.
async fn line(db: &DatabaseConnection) -> Result<(bool, Option<IpAddr>), DbErr> {
    let encrypted = ask::<bool>(db, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").await?;
    let server = ask::<String>(db, "SELECT coalesce(host(inet_server_addr()), '')").await?;
    Ok((encrypted, server.parse().ok()))
}

fn recent(version: i32) -> Outcome {
    Outcome::unless(version < OLDEST, || format!("it is {}", version / 10_000))
}

fn universal(encoding: &str) -> Outcome {
    Outcome::unless(encoding != "UTF8", || format!("it holds {encoding}"))
}

/// What crosses a network that is not private (RFC 1918, RFC 4193) is encrypted.
fn sheltered(encrypted: bool, server: Option<IpAddr>) -> Outcome {
    let private = server.is_none_or(|server| match server {
        IpAddr::V4(server) => server.is_private() || server.is_loopback(),
        IpAddr::V6(server) => server.is_unique_local() || server.is_loopback(),
    });
    Outcome::unless(!encrypted && !private, || "what is asked and answered can be read on its way".to_owned())
}

fn skewed(seconds: i64) -> Outcome {
    Outcome::unless(seconds.abs() > SKEW, || format!("they differ by {} s", seconds.abs()))
}

/// Two APIs, two workers while one replaces the other, and a few for operators.
fn room(connections: i32, pool: i32) -> Outcome {
    let wanted = pool * 4 + 10;
    Outcome::unless(connections < wanted, || format!("it allows {connections}, and {wanted} may be wanted"))
}

#[cfg(test)]
mod tests {
    use super::super::report::Outcome;
    use super::{recent, room, sheltered, skewed, universal};

    #[test]
    fn clocks_may_differ_by_two_seconds_and_no_more() {
        assert_eq!([skewed(2), skewed(-2)], [Outcome::Fine, Outcome::Fine]);
        assert!(matches!((skewed(3), skewed(-3)), (Outcome::Bad(_), Outcome::Bad(_))));
    }

    #[test]
    fn there_must_be_connections_for_two_of_each_program() {
        assert_eq!(room(100, 8), Outcome::Fine);
        assert!(matches!(room(40, 8), Outcome::Bad(_)));
    }

    #[test]
    fn an_old_postgresql_and_another_encoding_are_told() {
        assert_eq!([recent(150_000), recent(170_006), universal("UTF8")], [const { Outcome::Fine }; 3]);
        assert_eq!(recent(140_019), Outcome::Bad("it is 14".to_owned()));
        assert_eq!(universal("SQL_ASCII"), Outcome::Bad("it holds SQL_ASCII".to_owned()));
    }

    #[test]
    fn what_leaves_a_private_network_must_be_encrypted() {
        let at = |address: &str| Some(address.parse().unwrap());
        for private in
            [None, at("127.0.0.1"), at("10.1.2.3"), at("172.31.0.2"), at("192.168.1.9"), at("::1"), at("fd00::7")]
        {
            assert_eq!(sheltered(false, private), Outcome::Fine, "{private:?}");
        }
        for public in [at("203.0.113.7"), at("172.32.0.1"), at("2001:db8::7")] {
            assert!(matches!(sheltered(false, public), Outcome::Bad(_)), "{public:?}");
            assert_eq!(sheltered(true, public), Outcome::Fine);
        }
    }
}
