//! A house for one round: two APIs, two workers, a database of its own, two evenings with few seats.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use booking::Site;
use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::staff::{api_token, password};
use booking::token::Keys;
use booking::values::TokenName;
use chrono::TimeDelta;
use entity::value::{ApiTokenScope, StaffRole};
use entity::{performance, show, venue};
use platform::clock::{Clock as _, SystemClock, randomness};
use rand::RngExt as _;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseConnection, EntityTrait, SqlxPostgresConnector};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use super::mail_server::LOGIN;
use super::replica::{Parts, clock_library};
use super::{MailServer, Program, Replica, Wire};
use crate::plan::Evening;
use crate::trouble::Trouble;

/// Key of all tickets here.
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// Origin of the site.
const ORIGIN: &str = "https://theatre.example";
/// Replicas of each program.
const REPLICAS: usize = 2;
/// What a start may take on a busy machine.
const READY: Duration = Duration::from_secs(90);

/// The house.
pub struct House {
    /// The trial's own way to the database, past all wires.
    pub pool: PgPool,
    pub db: DatabaseConnection,
    pub site: Site,
    pub apis: Vec<Replica>,
    pub workers: Vec<Replica>,
    /// Row ids of the evenings, in the order of the plan.
    pub performances: Vec<i64>,
    /// Opens `/admin` and the door.
    pub token: String,
}

impl House {
    /// Opens a house on an empty database with the current schema.
    pub async fn open(
        url: &str,
        evenings: &[Evening],
        programs: &Path,
        mail: &MailServer,
        logs: &Path,
    ) -> Result<Self, Trouble> {
        let pool =
            PgPoolOptions::new().max_connections(12).acquire_timeout(Duration::from_secs(20)).connect(url).await?;
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        let keys = Keys::parse(KEY).map_err(|error| Trouble::stage(error.to_string()))?;
        let origin = ORIGIN.parse().map_err(|_| Trouble::stage("an origin"))?;
        let site = Site::new(keys, &origin);
        let performances = fill(&db, evenings).await?;
        let token = administrator(&db).await?;
        let mut house = Self { pool, db, site, apis: Vec::new(), workers: Vec::new(), performances, token };
        for number in 1..=REPLICAS {
            house.apis.push(api(number, url, programs, logs).await?);
            house.workers.push(worker(number, url, programs, mail, logs).await?);
        }
        for replica in house.replicas() {
            replica.start()?;
        }
        house.until_ready().await?;
        Ok(house)
    }

    /// All processes.
    pub fn replicas(&mut self) -> impl Iterator<Item = &mut Replica> {
        self.apis.iter_mut().chain(self.workers.iter_mut())
    }

    /// Waits until each API answers and each worker has signed on.
    async fn until_ready(&mut self) -> Result<(), Trouble> {
        let client = reqwest::Client::new();
        let began = tokio::time::Instant::now();
        loop {
            let mut ready = true;
            for api in &self.apis {
                let Some(address) = api.address() else { continue };
                let answer = client.get(format!("http://{address}/api/ready")).send().await;
                ready &= answer.is_ok_and(|answer| answer.status().is_success());
            }
            for worker in &self.workers {
                let name = format!("-{}-", worker.pid().unwrap_or_default());
                let slots: i64 = sqlx::query_scalar("SELECT count(*) FROM apalis.workers WHERE position($1 IN id) > 0")
                    .bind(name)
                    .fetch_one(&self.pool)
                    .await?;
                // A planted worker names itself otherwise; then its being alive has to do.
                ready &= slots > 0 || began.elapsed() > READY / 18;
            }
            if ready {
                return Ok(());
            }
            for replica in self.replicas() {
                if let Some(status) = replica.ended() {
                    return Err(Trouble::stage(format!("{} ended at its start: {status}", replica.name())));
                }
            }
            if began.elapsed() > READY {
                return Err(Trouble::stage("the house did not open"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends everything at once.
    pub async fn close(mut self) -> Result<(), Trouble> {
        for replica in self.replicas() {
            replica.kill()?;
        }
        self.pool.close().await;
        Ok(())
    }
}

async fn wire_to_database(url: &str) -> Result<(Wire, OsString), Trouble> {
    let mut url = url::Url::parse(url).map_err(|error| Trouble::stage(error.to_string()))?;
    let server = url.socket_addrs(|| Some(5432)).map_err(Trouble::io("the database's address"))?;
    let wire = Wire::to(*server.first().ok_or_else(|| Trouble::stage("the database has no address"))?).await?;
    url.set_port(Some(wire.address().port())).map_err(|()| Trouble::stage("the database has no port"))?;
    Ok((wire, String::from(url).into()))
}

/// An address that nobody listens at. Its port is not one of those that the kernel gives to whoever makes a connection
/// (ip(7), `ip_local_port_range`), or it would be gone before the API has it, or while the API is down.
fn free_address() -> Result<SocketAddr, Trouble> {
    let mut draws = (0..100).map(|_| SocketAddr::from(([127, 0, 0, 1], randomness().random_range(10_000..32_768))));
    draws
        .find(|address| TcpListener::bind(address).is_ok())
        .ok_or_else(|| Trouble::stage("no port is free between 10000 and 32767"))
}

fn setting(name: &str, value: impl Into<OsString>) -> (String, OsString) {
    (name.to_owned(), value.into())
}

async fn api(number: usize, url: &str, programs: &Path, logs: &Path) -> Result<Replica, Trouble> {
    let (database, url) = wire_to_database(url).await?;
    let address = free_address()?;
    let mut settings = vec![
        setting("DATABASE_URL", url),
        setting("DATABASE_POOL_SIZE", "6"),
        setting("PUBLIC_URL", ORIGIN),
        setting("TOKEN_KEYS", KEY),
        setting("RATE_LIMITS", "off"),
        setting("API_INTERNAL_LISTEN", "127.0.0.1:0"),
        setting("API_LISTEN", address.to_string()),
        setting("RUST_LOG", "warn"),
        setting("NO_COLOR", "1"),
    ];
    let clock = clock_library().map(|library| clock_of(number, logs, &library, &mut settings)).transpose()?;
    Ok(Replica::new(Parts {
        program: Program::Api,
        number,
        file: programs.join("api"),
        settings,
        log: logs.join(format!("api-{number}.log")),
        database,
        clients: Some(Wire::to(address).await?),
        clock,
    }))
}

/// A clock that a file moves. Only the time of day: what measures durations goes on as it did.
fn clock_of(
    number: usize,
    logs: &Path,
    library: &Path,
    settings: &mut Vec<(String, OsString)>,
) -> Result<PathBuf, Trouble> {
    let file = logs.join(format!("clock-{number}"));
    std::fs::write(&file, "+0m\n").map_err(Trouble::io("a clock"))?;
    settings.extend([
        setting("LD_PRELOAD", library),
        setting("FAKETIME_TIMESTAMP_FILE", &file),
        setting("FAKETIME_NO_CACHE", "1"),
        setting("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        setting("DONT_FAKE_MONOTONIC", "1"),
    ]);
    Ok(file)
}

async fn worker(number: usize, url: &str, programs: &Path, mail: &MailServer, logs: &Path) -> Result<Replica, Trouble> {
    let (database, url) = wire_to_database(url).await?;
    let settings = vec![
        setting("DATABASE_URL", url),
        setting("DATABASE_POOL_SIZE", "5"),
        setting("PUBLIC_URL", ORIGIN),
        setting("TOKEN_KEYS", KEY),
        setting("COMPANY_NAME", "Compagnia del Faro"),
        setting("SMTP_HOST", "127.0.0.1"),
        setting("SMTP_PORT", mail.port.to_string()),
        setting("SMTP_TLS", "none"),
        setting("SMTP_USERNAME", LOGIN.0),
        setting("SMTP_PASSWORD", LOGIN.1),
        setting("MAIL_FROM", "Compagnia del Faro <biglietteria@theatre.example>"),
        setting("WORKER_INTERNAL_LISTEN", "127.0.0.1:0"),
        setting("RUST_LOG", "info"),
        setting("NO_COLOR", "1"),
    ];
    Ok(Replica::new(Parts {
        program: Program::Worker,
        number,
        file: programs.join("worker"),
        settings,
        log: logs.join(format!("worker-{number}.log")),
        database,
        clients: None,
        clock: None,
    }))
}

async fn fill(db: &DatabaseConnection, evenings: &[Evening]) -> Result<Vec<i64>, Trouble> {
    let show = show::ActiveModel {
        slug: Set("il-gabbiano".into()),
        title: Set("Il gabbiano".into()),
        is_published: Set(true),
        ..Default::default()
    };
    let show_id = show::Entity::insert(show).exec(db).await?.last_insert_id;
    let venue = venue::ActiveModel { slug: Set("teatro".into()), name: Set("Teatro".into()), ..Default::default() };
    let venue_id = venue::Entity::insert(venue).exec(db).await?.last_insert_id;
    let mut ids = Vec::new();
    for evening in evenings {
        // Further away than any reminder, so that only what guests do causes mails.
        let row = performance::ActiveModel {
            show_id: Set(show_id),
            venue_id: Set(venue_id),
            starts_at: Set(SystemClock.now() + TimeDelta::days(20)),
            room_capacity: Set(evening.seats),
            ..Default::default()
        };
        ids.push(performance::Entity::insert(row).exec(db).await?.last_insert_id);
    }
    Ok(ids)
}

async fn administrator(db: &DatabaseConnection) -> Result<String, Trouble> {
    let now = SystemClock.now();
    let hash = password::hash("una sedia vuota in fondo", &mut randomness())
        .map_err(|error| Trouble::stage(error.to_string()))?;
    let user = NewUser {
        username: "ada".into(),
        display_name: "Ada Lovelace".into(),
        role: StaffRole::Admin,
        password_hash: hash,
    };
    let stage = |error: &dyn std::error::Error| Trouble::stage(error.to_string());
    let ada = account::create(db, now, user, &Actor::SYSTEM).await.map_err(|error| stage(&error))?;
    let token = api_token::NewToken {
        name: TokenName::parse("chaos").map_err(|_| Trouble::stage("the name of a token"))?,
        scope: ApiTokenScope::Admin,
        lives: TimeDelta::hours(12),
    };
    let issued = api_token::issue(db, now, &mut randomness(), ada.id, token, &Actor::SYSTEM)
        .await
        .map_err(|error| stage(&error))?;
    Ok(issued.token.expose().to_owned())
}
