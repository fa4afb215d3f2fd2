//! A small theatre for tests: one database, one site, and the acts of guests and staff in a line each.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::unused_self,
    clippy::allow_attributes,
    reason = "each story uses its own part of it"
)]

use booking::audit::Actor;
use booking::reservation::{self, Confirmed, Request, Requested};
use booking::staff::account::{self, NewUser};
use booking::token::{self, Keys, Token};
use booking::values::{EmailAddress, GuestName, Notes, PartySize};
use booking::{Failure, Site};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{Locale, StaffRole, TokenPurpose};
use entity::{performance, reservation as row, show, staff_user, venue};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter};
use test_database::TestDatabase;

/// A Saturday evening, two hours before the curtain.
pub fn now() -> DateTime<Utc> {
    "2026-05-16T16:30:00Z".parse().unwrap()
}

pub fn rng() -> StdRng {
    StdRng::seed_from_u64(std::sync::atomic::AtomicU64::fetch_add(&SEED, 1, std::sync::atomic::Ordering::Relaxed))
}

static SEED: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);

pub struct BoxOffice {
    pub database: TestDatabase,
    pub db: DatabaseConnection,
    pub site: Site,
}

pub fn site_with(keys: &str) -> Site {
    Site::new(Keys::parse(keys).unwrap(), &"https://theatre.example".parse().unwrap())
}

pub const FIRST_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
pub const SECOND_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

impl BoxOffice {
    pub async fn open() -> Self {
        let database = TestDatabase::create().await;
        let db = database.connection();
        Self { database, db, site: site_with(FIRST_KEY) }
    }

    /// A performance with so many seats, in two hours.
    pub async fn performance(&self, seats: i32) -> i64 {
        self.performance_with(seats, |_| {}).await
    }

    pub async fn performance_with(&self, seats: i32, change: impl FnOnce(&mut performance::ActiveModel)) -> i64 {
        let slug = format!("n{}", SEED.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        let show = show::ActiveModel {
            slug: Set(slug.clone()),
            title: Set("Il gabbiano".into()),
            is_published: Set(true),
            ..Default::default()
        };
        let show_id = show::Entity::insert(show).exec(&self.db).await.unwrap().last_insert_id;
        let venue = venue::ActiveModel { slug: Set(slug), name: Set("Teatro".into()), ..Default::default() };
        let venue_id = venue::Entity::insert(venue).exec(&self.db).await.unwrap().last_insert_id;
        let mut row = performance::ActiveModel {
            show_id: Set(show_id),
            venue_id: Set(venue_id),
            starts_at: Set(now() + TimeDelta::hours(2)),
            room_capacity: Set(seats),
            ..Default::default()
        };
        change(&mut row);
        performance::Entity::insert(row).exec(&self.db).await.unwrap().last_insert_id
    }

    pub fn ask(&self, performance_id: i64, people: i64) -> Request {
        Request {
            performance_id,
            name: GuestName::parse("Anna Bianchi").unwrap(),
            email: EmailAddress::parse("anna@example.org").unwrap(),
            phone: None,
            party_size: PartySize::new(people).unwrap(),
            notes: Notes::none(),
            locale: Locale::Italian,
        }
    }

    pub async fn request(&self, performance: i64, people: i64) -> Result<Requested, reservation::RequestError> {
        let request = self.ask(performance, people);
        reservation::request(&self.db, &self.site, now(), &mut rng(), request, None, &Actor::VISITOR).await
    }

    pub async fn row(&self, reference: &str) -> row::Model {
        row::Entity::find().filter(row::Column::Reference.eq(reference)).one(&self.db).await.unwrap().unwrap()
    }

    pub async fn token(&self, purpose: TokenPurpose, reference: &str) -> Token {
        let row = self.row(reference).await;
        token::of_reservation(&self.db, self.site.keys(), purpose, &row).await.unwrap()
    }

    /// Asks and confirms.
    pub async fn book(&self, performance: i64, people: i64) -> Confirmed {
        let requested = self.request(performance, people).await.unwrap();
        let token = self.token(TokenPurpose::Confirmation, &requested.reference).await;
        reservation::confirm(&self.db, &self.site, now(), &token, &Actor::VISITOR).await.unwrap()
    }

    pub async fn performance_row(&self, id: i64) -> performance::Model {
        booking::seats::read(&self.db, id).await.unwrap().unwrap()
    }

    pub async fn user(&self, username: &str) -> staff_user::Model {
        let user = NewUser {
            username: username.into(),
            display_name: format!("{username} at the door"),
            role: StaffRole::Staff,
            password_hash: "$argon2id$none".into(),
        };
        account::create(&self.db, now(), user, &Actor::SYSTEM).await.unwrap()
    }

    /// Every job's queue and payload, oldest first.
    pub async fn jobs(&self) -> Vec<(String, serde_json::Value)> {
        let rows: Vec<(String, Vec<u8>)> = sqlx::query_as("SELECT job_type, job FROM apalis.jobs ORDER BY id")
            .fetch_all(self.database.pool())
            .await
            .unwrap();
        rows.into_iter().map(|(queue, job)| (queue, serde_json::from_slice(&job).unwrap())).collect()
    }

    /// Runs a statement as `psql` would, and returns the constraint that refused it.
    pub async fn refused_by(&self, sql: &'static str) -> Option<String> {
        match sqlx::raw_sql(sql).execute(self.database.pool()).await {
            Ok(_) => None,
            Err(error) => Some(error.as_database_error().and_then(|e| e.constraint()).unwrap_or("(none)").to_owned()),
        }
    }
}

/// Shortens assertions on failures below the rules.
pub fn is_busy(failure: &Failure) -> bool {
    matches!(failure, Failure::Busy(_))
}
