//! The house that stories play in: [`TestHouse`] opens one, [`Client`]s knock at its door, builders furnish it.

mod answer;
mod client;
mod contract;
mod furnish;

pub use answer::Answer;
pub use client::Client;
pub use contract::Contract;
pub use furnish::{Evening, reservation};

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use api::house::House;
use api::server;
use api::settings::{FrontSettings, Switch};
use booking::staff::account::{self, NewUser};
use booking::staff::password;
use booking::token::{self, Token};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{DeliveryKind, StaffRole, TokenPurpose};
use entity::{performance, reservation as row, staff_user};
use platform::clock::{Clock as _, StoppedClock};
use platform::database;
use platform::settings::{DatabaseSettings, Secret, SiteSettings};
use platform::shutdown::Shutdown;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use test_database::TestDatabase;

/// Where browsers believe the house to be.
pub const ORIGIN: &str = "https://theatre.example";
/// Of every user in stories.
pub const PASSWORD: &str = "correct horse battery";
/// Keys of the tickets.
pub const TOKEN_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// A Saturday evening, two hours before the curtain.
pub fn evening() -> DateTime<Utc> {
    "2026-05-16T16:30:00Z".parse().unwrap()
}

/// An open house.
pub struct TestHouse {
    pub database: TestDatabase,
    pub db: DatabaseConnection,
    pub house: Arc<House>,
    pub clock: Arc<StoppedClock>,
    pub address: SocketAddr,
    contract: Arc<Contract>,
    shutdown: Shutdown,
}

/// How a story wants its house.
pub struct Wishes<'a> {
    pub rate_limits: Switch,
    pub trusted_proxies: &'a str,
    pub web_app: Option<&'a Path>,
    pub pool_size: u32,
}

impl Default for Wishes<'_> {
    fn default() -> Self {
        Self { rate_limits: Switch::Off, trusted_proxies: "", web_app: None, pool_size: 8 }
    }
}

impl TestHouse {
    /// Opens a house as most stories want it: without limits, at [`evening`].
    pub async fn open() -> Self {
        Self::open_with(Wishes::default()).await
    }

    pub async fn open_with(wishes: Wishes<'_>) -> Self {
        let test = TestDatabase::create().await;
        let settings = DatabaseSettings {
            database_url: Secret::from(test.url().to_owned()),
            database_password_file: None,
            database_pool_size: wishes.pool_size,
        };
        let opened = database::open_for_watched(&settings, "api under test").unwrap();
        let front = FrontSettings {
            trusted_proxies: wishes.trusted_proxies.parse().unwrap(),
            rate_limits: wishes.rate_limits,
            static_dir: None,
        };
        let clock = Arc::new(StoppedClock::at(evening()));
        let house = Arc::new(House::open(&site(), &front, opened, clock.clone()).unwrap());
        let shutdown = Shutdown::new();
        let any_port = "127.0.0.1:0".parse().unwrap();
        let listening = server::start(Arc::clone(&house), wishes.web_app, any_port, &shutdown).await.unwrap();
        let db = test.connection();
        let contract = Contract::as_written();
        Self { database: test, db, house, clock, address: listening.address, contract, shutdown }
    }

    /// A browser, or a program, that nobody knows.
    pub fn visitor(&self) -> Client {
        Client::new(self.address, Arc::clone(&self.contract))
    }

    /// A user of the house, logged in by the API.
    pub async fn logged_in(&self, username: &str, role: StaffRole) -> Client {
        self.user(username, role).await;
        self.log_in(username).await
    }

    /// Somebody at the door.
    pub async fn staff(&self) -> Client {
        self.logged_in("berto", StaffRole::Staff).await
    }

    /// Somebody who manages everything.
    pub async fn admin(&self) -> Client {
        self.logged_in("ada", StaffRole::Admin).await
    }

    pub async fn log_in(&self, username: &str) -> Client {
        let mut client = self.visitor();
        let answer =
            client.post("/api/auth/login", json!({"username": username, "password": PASSWORD})).await.expect(200);
        client.keep_cookies_of(&answer);
        client
    }

    /// Makes a user with [`PASSWORD`].
    pub async fn user(&self, username: &str, role: StaffRole) -> staff_user::Model {
        let password_hash = password::hash(PASSWORD, &mut platform::clock::randomness()).unwrap();
        let user =
            NewUser { username: username.into(), display_name: format!("{username} at the door"), role, password_hash };
        account::create(&self.db, self.now(), user, &::booking::audit::Actor::SYSTEM).await.unwrap()
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// A published performance with so many seats, in two hours.
    pub async fn performance(&self, seats: i32) -> i64 {
        self.furnish(Evening::with_seats(seats)).await
    }

    pub async fn furnish(&self, evening: Evening) -> i64 {
        evening.furnish(&self.db).await
    }

    pub async fn performance_row(&self, id: i64) -> performance::Model {
        performance::Entity::find_by_id(id).one(&self.db).await.unwrap().unwrap()
    }

    pub async fn reservation_row(&self, reference: &str) -> row::Model {
        self.find_reservation(reference).await.expect("the reservation is there")
    }

    pub async fn find_reservation(&self, reference: &str) -> Option<row::Model> {
        row::Entity::find().filter(row::Column::Reference.eq(reference)).one(&self.db).await.unwrap()
    }

    /// The token that the mail to a guest carries.
    pub async fn token(&self, purpose: TokenPurpose, reference: &str) -> String {
        let row = self.reservation_row(reference).await;
        let token: Token = token::of_reservation(&self.db, self.house.site.keys(), purpose, &row).await.unwrap();
        token.expose().to_owned()
    }

    /// Asks for seats as a visitor; the reference.
    pub async fn request(&self, performance: i64, people: i64) -> String {
        let path = format!("/api/performances/{performance}/reservations");
        let accepted = self.visitor().post(&path, reservation(people)).await.expect(201);
        accepted.text("reference")
    }

    /// Asks for seats and confirms, as a visitor with his mail.
    pub async fn book(&self, performance: i64, people: i64) -> Booked {
        let reference = self.request(performance, people).await;
        let confirmation_token = self.token(TokenPurpose::Confirmation, &reference).await;
        let confirmed = self.confirm(&confirmation_token).await.expect(200);
        Booked { ticket: confirmed.text("ticket_token"), reference, confirmation_token }
    }

    pub async fn confirm(&self, token: &str) -> Answer {
        self.visitor().post("/api/reservations/confirm", json!({"token": token})).await
    }

    /// What the audit log has of an act: which user did it to which record, newest last.
    pub async fn acts(&self, action: &str) -> Vec<(Option<i64>, i64)> {
        use entity::audit_entry::{Column, Entity};
        let entries = Entity::find().filter(Column::Action.eq(action)).order_by_asc(Column::Id).all(&self.db).await;
        entries.unwrap().into_iter().map(|entry| (entry.user_id, entry.subject_id)).collect()
    }

    /// The number of a user.
    pub async fn user_id(&self, username: &str) -> i64 {
        account::by_username(&self.db, username).await.unwrap().expect("the user is there").id
    }

    /// Kinds of mails that wait or went to guests, oldest first.
    pub async fn mails(&self) -> Vec<DeliveryKind> {
        use entity::email_delivery::{Column, Entity};
        let mails = Entity::find().order_by_asc(Column::Id).all(&self.db).await.unwrap();
        mails.into_iter().map(|mail| mail.kind).collect()
    }

    /// Runs a statement as `psql` would.
    pub async fn sql(&self, statement: &str) -> Result<(), DbErr> {
        self.db.execute_unprepared(statement).await.map(|_| ())
    }

    /// Every job's queue and payload, oldest first.
    pub async fn jobs(&self) -> Vec<(String, Value)> {
        let statement = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Postgres,
            "SELECT job_type, convert_from(job, 'UTF8') AS job FROM apalis.jobs ORDER BY id",
        );
        let rows = self.db.query_all_raw(statement).await.unwrap();
        rows.iter()
            .map(|row| {
                let job: String = row.try_get("", "job").unwrap();
                (row.try_get("", "job_type").unwrap(), serde_json::from_str(&job).unwrap())
            })
            .collect()
    }
}

impl Drop for TestHouse {
    fn drop(&mut self) {
        self.shutdown.begin();
    }
}

/// A confirmed booking and what its guest holds.
pub struct Booked {
    pub reference: String,
    pub confirmation_token: String,
    pub ticket: String,
}

fn site() -> SiteSettings {
    SiteSettings {
        public_url: ORIGIN.parse().unwrap(),
        site_time_zone: chrono_tz::Europe::Rome,
        company_name: "Compagnia del Faro".to_owned(),
        token_keys: Some(Secret::from(TOKEN_KEY.to_owned())),
        token_keys_file: None,
    }
}
