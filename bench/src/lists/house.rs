//! The API in this process, on a database of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use api::server;
use api::settings::{FrontSettings, Switch};
use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::staff::{api_token, password};
use booking::values::TokenName;
use booking::{Failure, integrity};
use chrono::TimeDelta;
use entity::value::{ApiTokenScope, StaffRole};
use platform::clock::{Clock as _, SystemClock, randomness};
use platform::database::{self, Database};
use platform::settings::{DatabaseSettings, Secret, SiteSettings};
use platform::shutdown::Shutdown;
use sqlx::{AssertSqlSafe, PgPool};
use test_database::TestDatabase;

use crate::BenchError;
use crate::suite::client::{Ask, Client};

/// An open house, with two doors: behind the second one PostgreSQL tells the plan of each statement, which takes time.
pub struct House {
    test: TestDatabase,
    quick: Door,
    explained: Door,
    token: String,
}

/// A server of the API.
struct Door {
    house: Arc<api::house::House>,
    database: Database,
    address: SocketAddr,
    _shutdown: Shutdown,
}

/// An answer.
pub struct Answered {
    /// Until its last byte was there.
    pub took: Duration,
    /// `total`, where it is a list.
    pub rows: u64,
}

fn refused(error: impl std::error::Error + 'static) -> BenchError {
    BenchError::House(platform::telemetry::chain(&error).to_string())
}

impl House {
    /// Opens it, with one administrator.
    pub async fn open() -> Result<Self, BenchError> {
        let test = TestDatabase::create().await;
        let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(test.pool()).await?;
        let preload = format!("ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain'");
        sqlx::raw_sql(AssertSqlSafe(preload)).execute(test.pool()).await?;
        let quick = Door::open(test.url().to_owned()).await?;
        let telling = "options[auto_explain.log_min_duration]=0&options[auto_explain.log_level]=notice";
        let explained = Door::open(format!("{}?{telling}", test.url())).await?;
        let token = administrator(&quick.database).await?;
        Ok(Self { test, quick, explained, token })
    }

    /// Connections beside the API's.
    pub fn pool(&self) -> &PgPool {
        self.test.pool()
    }

    /// Asks as an administrator, and reads all of the answer.
    pub async fn get(&self, path: &str) -> Result<Answered, BenchError> {
        self.ask(&self.quick, path).await
    }

    /// As [`House::get`], while the plans are told.
    pub async fn explain(&self, path: &str) -> Result<Answered, BenchError> {
        self.ask(&self.explained, path).await
    }

    async fn ask(&self, door: &Door, path: &str) -> Result<Answered, BenchError> {
        let answer = Client::of(door.address).well(&Ask::get(path).by(&self.token)).await?;
        let rows = serde_json::from_slice::<serde_json::Value>(&answer.body).ok();
        let rows = rows.and_then(|told| told["total"].as_u64()).unwrap_or_default();
        Ok(Answered { took: answer.took, rows })
    }

    /// Looks through all tables once; says how much does not agree.
    pub async fn integrity(&self) -> Result<usize, Failure> {
        let keys = self.quick.house.site.keys();
        Ok(integrity::check(&self.quick.database.connection, keys, SystemClock.now()).await?.len())
    }
}

impl Door {
    async fn open(url: String) -> Result<Self, BenchError> {
        let settings =
            DatabaseSettings { database_url: Secret::from(url), database_password_file: None, database_pool_size: 8 };
        let site = SiteSettings {
            public_url: "https://theatre.example".parse().map_err(refused)?,
            site_time_zone: chrono_tz::Europe::Rome,
            company_name: "Compagnia del Faro".to_owned(),
            token_keys: Some(Secret::from("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned())),
            token_keys_file: None,
        };
        let front = FrontSettings {
            trusted_proxies: "".parse().unwrap_or_default(),
            rate_limits: Switch::Off,
            static_dir: None,
        };
        let database = database::open(&settings, "lists").map_err(refused)?;
        let house = api::house::House::open(&site, &front, database.clone(), Arc::new(SystemClock)).map_err(refused)?;
        let house = Arc::new(house);
        let shutdown = Shutdown::new();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listening = server::start(Arc::clone(&house), None, any, &shutdown).await.map_err(refused)?;
        Ok(Self { house, database, address: listening.address, _shutdown: shutdown })
    }
}

async fn administrator(database: &Database) -> Result<String, BenchError> {
    let user = NewUser {
        username: "ada".into(),
        display_name: "Ada".into(),
        role: StaffRole::Admin,
        password_hash: password::hash("una sedia vuota in fondo", &mut randomness()).map_err(refused)?,
    };
    let (db, now) = (&database.connection, SystemClock.now());
    let ada = account::create(db, now, user, &Actor::SYSTEM).await.map_err(refused)?;
    let name = TokenName::parse("lists").map_err(refused)?;
    let token = api_token::NewToken { name, scope: ApiTokenScope::Admin, lives: TimeDelta::days(1) };
    let issued = api_token::issue(db, now, &mut randomness(), ada.id, token, &Actor::SYSTEM).await.map_err(refused)?;
    Ok(issued.token.expose().to_owned())
}
