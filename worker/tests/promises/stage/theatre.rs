//! A theatre with one evening, and what its guests do, by the rules of the box office.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use booking::Site;
use booking::audit::Actor;
use booking::reservation::{self, Confirmed, Request, RequestError};
use booking::token::{self, Keys, Token};
use booking::values::{EmailAddress, GuestName, Notes, PartySize};
use chrono::{DateTime, TimeDelta, Utc};
use entity::value::{DeliveryKind, DeliveryStatus, Locale, TokenPurpose};
use entity::{email_delivery, performance, reservation as reservation_row, show, venue};
use platform::clock::{Clock as _, SystemClock, randomness};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, SqlxPostgresConnector};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use test_database::TestDatabase;

use super::{Job, Secrets, WorkerProcess, until};

/// Key of all tickets here.
pub const FIRST_KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// The machine's time, which is the workers', too.
pub fn now() -> DateTime<Utc> {
    SystemClock.now()
}

static GUESTS: AtomicU32 = AtomicU32::new(1);

/// Somebody who wants seats.
#[derive(Debug, Clone)]
pub struct Guest {
    pub name: String,
    pub address: String,
}

impl Guest {
    /// A guest whom no other test knows.
    pub fn new() -> Self {
        Self::at("example.test")
    }

    /// One whose mailbox is in `domain`; the mail server has views on some.
    pub fn at(domain: &str) -> Self {
        let number = GUESTS.fetch_add(1, Ordering::Relaxed);
        Self { name: format!("Zenobia Quattrocchi{number}"), address: format!("zenobia.q{number}@{domain}") }
    }
}

impl Guest {
    fn number(&self) -> &str {
        self.name.trim_start_matches(|character: char| !character.is_ascii_digit())
    }

    /// The id that the guest's request has in logs.
    pub fn request_id(&self) -> String {
        format!("request-of-guest-{}", self.number())
    }
}

/// What a guest's request left behind.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The mail that was queued, in the delivery log.
    pub id: i64,
    /// When the transaction was over.
    pub committed_at: DateTime<Utc>,
}

/// A theatre.
pub struct Theatre {
    /// Removed with the theatre; none where somebody else gave the server.
    _database: Option<TestDatabase>,
    url: String,
    pub pool: PgPool,
    pub db: DatabaseConnection,
    pub site: Site,
    performance_id: i64,
    pub secrets: Secrets,
}

impl Theatre {
    pub async fn open() -> Self {
        let database = TestDatabase::create().await;
        let (url, pool) = (database.url().to_owned(), database.pool().clone());
        Self { _database: Some(database), ..Self::on(url, pool).await }
    }

    /// A theatre on a server of its own.
    pub async fn open_at(url: &str) -> Self {
        let pool = PgPoolOptions::new().max_connections(4).connect(url).await.unwrap();
        migration::up(&pool).await.unwrap();
        Self::on(url.to_owned(), pool).await
    }

    async fn on(url: String, pool: PgPool) -> Self {
        let db = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
        let site = Site::new(Keys::parse(FIRST_KEY).unwrap(), &"https://theatre.example".parse().unwrap());
        let performance_id = evening(&db).await;
        let secrets = Secrets::default();
        secrets.keep(FIRST_KEY);
        Self { _database: None, url, pool, db, site, performance_id, secrets }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// A guest asks for two seats, unless the box office refuses.
    pub async fn try_request(&self, guest: &Guest) -> Result<Asked, RequestError> {
        for part in guest.name.split(' ').chain([guest.address.as_str(), guest.address.split('@').next().unwrap()]) {
            self.secrets.keep(part);
        }
        let request = Request {
            performance_id: self.performance_id,
            name: GuestName::parse(&guest.name).unwrap(),
            email: EmailAddress::parse(&guest.address).unwrap(),
            phone: None,
            party_size: PartySize::new(2).unwrap(),
            notes: Notes::none(),
            locale: Locale::Italian,
        };
        let actor = Actor { request_id: Some(guest.request_id()), ..Actor::VISITOR };
        let mut rng = randomness();
        let requested = reservation::request(&self.db, &self.site, now(), &mut rng, request, None, &actor).await?;
        let committed_at = now();
        let row = self.reservation(&requested.reference).await;
        self.token(TokenPurpose::Confirmation, &row).await;
        let delivery = self.delivery_of(&row, DeliveryKind::ConfirmationRequest).await.unwrap();
        Ok(Asked { id: delivery.id, committed_at })
    }

    /// A guest asks for two seats.
    pub async fn request(&self, guest: &Guest) -> Asked {
        self.try_request(guest).await.unwrap()
    }

    /// A guest asks for two seats and confirms.
    pub async fn book(&self, guest: &Guest) -> Confirmed {
        let asked = self.request(guest).await;
        let delivery = self.delivery(asked.id).await;
        let row = reservation_row::Entity::find_by_id(delivery.reservation_id).one(&self.db).await.unwrap().unwrap();
        let token = self.token(TokenPurpose::Confirmation, &row).await;
        let confirmed = reservation::confirm(&self.db, &self.site, now(), &token, &Actor::VISITOR).await.unwrap();
        self.secrets.keep(confirmed.ticket_token.expose());
        confirmed
    }

    async fn reservation(&self, reference: &str) -> reservation_row::Model {
        reservation_row::Entity::find()
            .filter(reservation_row::Column::Reference.eq(reference))
            .one(&self.db)
            .await
            .unwrap()
            .unwrap()
    }

    async fn token(&self, purpose: TokenPurpose, row: &reservation_row::Model) -> Token {
        let token = token::of_reservation(&self.db, self.site.keys(), purpose, row).await.unwrap();
        self.secrets.keep(token.expose());
        token
    }

    /// The newest mail of one kind to a guest, as the delivery log has it.
    pub async fn delivery_of(
        &self,
        reservation: &reservation_row::Model,
        kind: DeliveryKind,
    ) -> Option<email_delivery::Model> {
        email_delivery::Entity::find()
            .filter(email_delivery::Column::ReservationId.eq(reservation.id))
            .filter(email_delivery::Column::Kind.eq(kind))
            .order_by_desc(email_delivery::Column::Generation)
            .one(&self.db)
            .await
            .unwrap()
    }

    /// A mail as the delivery log has it now.
    pub async fn delivery(&self, id: i64) -> email_delivery::Model {
        email_delivery::Entity::find_by_id(id).one(&self.db).await.unwrap().unwrap()
    }

    /// Waits until a mail is in a state.
    pub async fn until_delivery(&self, id: i64, status: DeliveryStatus, within: Duration) -> email_delivery::Model {
        let what = format!("delivery {id} is {status}");
        until(&what, within, async || Some(self.delivery(id).await).filter(|row| row.status == status)).await
    }

    /// The job of a mail.
    pub async fn job_of(&self, delivery_id: i64) -> Job {
        self.job("emails", &format!("delivery:{delivery_id}")).await
    }

    /// A job by its queue and key.
    pub async fn job(&self, queue: &str, key: &str) -> Job {
        Job::by_key(&self.pool, queue, key).await.unwrap()
    }

    /// Waits until a mail's job is in one of some states.
    pub async fn until_job(&self, delivery_id: i64, states: &[&str], within: Duration) -> Job {
        let what = format!("the job of delivery {delivery_id} is {states:?}");
        until(&what, within, async || {
            Some(self.job_of(delivery_id).await).filter(|job| states.contains(&job.status.as_str()))
        })
        .await
    }

    /// Makes every retry due, as if its time had come.
    pub async fn let_time_pass(&self) {
        self.run("UPDATE apalis.jobs SET run_at = now() - interval '1 millisecond' WHERE run_at > now()").await;
    }

    /// So many jobs are in a state.
    pub async fn jobs_in(&self, status: &str) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM apalis.jobs WHERE status = $1")
            .bind(status)
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// How often a slot of a worker has begun to work, restarts included.
    pub async fn starts_of(&self, worker: &WorkerProcess) -> i64 {
        sqlx::query_scalar("SELECT count(*) FROM apalis.workers WHERE position($1 IN id) > 0")
            .bind(worker.name_part())
            .fetch_one(&self.pool)
            .await
            .unwrap()
    }

    /// How many slots of a worker gave a sign of life lately.
    pub async fn slots_alive(&self, worker: &WorkerProcess) -> i64 {
        sqlx::query_scalar(
            "SELECT count(*) FROM apalis.workers \
             WHERE position($1 IN id) > 0 AND last_seen > now() - interval '8 seconds'",
        )
        .bind(worker.name_part())
        .fetch_one(&self.pool)
        .await
        .unwrap()
    }

    /// Runs a statement as an operator with `psql` would.
    pub async fn run(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(&self.pool).await.unwrap();
    }
}

/// A show at a venue in two days, with more seats than any test wants.
async fn evening(db: &DatabaseConnection) -> i64 {
    let show = show::ActiveModel {
        slug: Set("il-gabbiano".into()),
        title: Set("Il gabbiano".into()),
        is_published: Set(true),
        ..Default::default()
    };
    let show_id = show::Entity::insert(show).exec(db).await.unwrap().last_insert_id;
    let venue = venue::ActiveModel { slug: Set("teatro".into()), name: Set("Teatro".into()), ..Default::default() };
    let venue_id = venue::Entity::insert(venue).exec(db).await.unwrap().last_insert_id;
    let evening = performance::ActiveModel {
        show_id: Set(show_id),
        venue_id: Set(venue_id),
        starts_at: Set(now() + TimeDelta::days(2)),
        room_capacity: Set(500),
        ..Default::default()
    };
    performance::Entity::insert(evening).exec(db).await.unwrap().last_insert_id
}
