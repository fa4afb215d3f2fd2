//! A theatre to measure: a database of its own with a season, and rows prepared for the product and for its floor.

use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::staff::{api_token, password};
use booking::values::TokenName;
use booking::{Site, token};
use chrono::TimeDelta;
use entity::reservation;
use entity::value::{ApiTokenScope, StaffRole, TokenPurpose};
use futures_util::{StreamExt as _, TryStreamExt as _};
use platform::clock::{Clock as _, SystemClock, randomness};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use sqlx::PgPool;
use test_database::TestDatabase;

use crate::floor::statements::NEXT;
use crate::lists::season;
use crate::{Broken, refused, say};

/// Tokens that are read back at once.
const AT_ONCE: usize = 8;

/// A performance has seats for everybody who comes in a run.
const SEATS: i32 = 1_000_000;

/// A theatre.
pub struct House {
    test: TestDatabase,
    site: Site,
    /// API token of its administrator.
    pub bearer: String,
    /// Row id of its administrator.
    pub user: i64,
}

/// What a reservation is prepared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prepared {
    /// To be confirmed.
    Pending,
    /// To be let in.
    Confirmed,
}

impl Prepared {
    const fn status(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
        }
    }

    const fn purpose(self) -> TokenPurpose {
        match self {
            Self::Pending => TokenPurpose::Confirmation,
            Self::Confirmed => TokenPurpose::Ticket,
        }
    }
}

impl House {
    /// Opens one that has had so many reservations in ten years.
    pub async fn with_history(site: &Site, reservations: i32) -> Result<Self, Broken> {
        let test = TestDatabase::create().await;
        season::fill(test.pool(), reservations).await?;
        say(&format!("  a house with {}", season::sizes(test.pool()).await?));
        Self::of(test, site).await
    }

    /// Opens one without a past: eight shows in one venue.
    pub async fn new(site: &Site) -> Result<Self, Broken> {
        let test = TestDatabase::create().await;
        sqlx::raw_sql(
            "INSERT INTO shows (slug, title, summary, is_published) \
             SELECT 'show-' || n, 'Il gabbiano ' || n, 'Una produzione della compagnia', true FROM generate_series(1, 8) n; \
             INSERT INTO venues (slug, name, address, city) VALUES ('venue', 'Teatro', 'Via Po 1', 'Torino')",
        )
        .execute(test.pool())
        .await?;
        Self::of(test, site).await
    }

    async fn of(test: TestDatabase, site: &Site) -> Result<Self, Broken> {
        let sequence = format!("CREATE SEQUENCE {NEXT}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sequence)).execute(test.pool()).await?;
        let (db, now) = (test.connection(), SystemClock.now());
        let ada = NewUser {
            username: "ada".into(),
            display_name: "Ada".into(),
            role: StaffRole::Admin,
            password_hash: password::hash("una sedia vuota in fondo", &mut randomness()).map_err(refused)?,
        };
        let ada = account::create(&db, now, ada, &Actor::SYSTEM).await.map_err(refused)?;
        let name = TokenName::parse("bench").map_err(refused)?;
        let wanted = api_token::NewToken { name, scope: ApiTokenScope::Admin, lives: TimeDelta::days(1) };
        let issued = api_token::issue(&db, now, &mut randomness(), ada.id, wanted, &Actor::SYSTEM).await;
        let bearer = issued.map_err(refused)?.token.expose().to_owned();
        Ok(Self { test, site: site.clone(), bearer, user: ada.id })
    }

    /// Connections beside the product's.
    pub fn pool(&self) -> &PgPool {
        self.test.pool()
    }

    /// Its database, for programs.
    pub fn url(&self) -> &str {
        self.test.url()
    }

    /// New performances of the first show in the first venue, from ten days ahead, one a day; their ids follow each other.
    pub async fn performances(&self, count: i32) -> Result<Vec<i64>, Broken> {
        let ids = sqlx::query_scalar(
            "INSERT INTO performances (show_id, venue_id, starts_at, room_capacity) \
             SELECT 1, 1, date_trunc('hour', now()) + interval '10 days' + n * interval '1 day', $2 \
             FROM generate_series(1, $1) n RETURNING id",
        )
        .bind(count)
        .bind(SEATS)
        .fetch_all(self.pool())
        .await?;
        Ok(ids)
    }

    /// New reservations for two.
    async fn reservations(&self, performance: i64, state: Prepared, count: usize) -> Result<Vec<i64>, Broken> {
        let ids = sqlx::query_scalar(
            "INSERT INTO reservations (performance_id, reference, status, source, name, email, party_size, locale, \
                privacy_accepted_at, expires_at, confirmed_at, created_at, updated_at) \
             SELECT $1, left(md5(random()::text || n), 12), $2, 'online', 'Carla Russo ' || n, \
                'carla.' || $1 || '.' || n || '@example.org', 2, 'it', now(), now() + interval '24 hours', \
                CASE $2 WHEN 'confirmed' THEN now() END, now(), now() \
             FROM generate_series(1, $3) n RETURNING id",
        )
        .bind(performance)
        .bind(state.status())
        .bind(i32::try_from(count).unwrap_or(i32::MAX))
        .fetch_all(self.pool())
        .await?;
        Ok(ids)
    }

    /// Prepares reservations for the product, and gives their tokens.
    pub async fn for_product(&self, performance: i64, state: Prepared, count: usize) -> Result<Vec<String>, Broken> {
        let ids = self.reservations(performance, state, count).await?;
        self.tokens(&ids, state.purpose()).await
    }

    async fn tokens(&self, ids: &[i64], purpose: TokenPurpose) -> Result<Vec<String>, Broken> {
        let (db, keys, now) = (self.test.connection(), self.site.keys(), SystemClock.now());
        let mut tokens = Vec::with_capacity(ids.len());
        for ids in ids.chunks(1000) {
            let column = reservation::Column::Id;
            let rows = reservation::Entity::find().filter(column.is_in(ids.iter().copied())).all(&db).await?;
            let issued: Vec<_> = rows.iter().map(|row| (row, now)).collect();
            token::issue_all(&db, keys, purpose, &issued).await?;
            let again = futures_util::stream::iter(&rows)
                .map(|row| token::of_reservation(&db, keys, purpose, row))
                .buffer_unordered(AT_ONCE)
                .map_ok(|token| token.expose().to_owned());
            tokens.extend(again.try_collect::<Vec<_>>().await.map_err(refused)?);
        }
        Ok(tokens)
    }

    /// Prepares reservations for the floor, which takes them in order.
    pub async fn for_floor(&self, performance: i64, state: Prepared, count: usize) -> Result<(), Broken> {
        let ids = self.reservations(performance, state, count).await?;
        sqlx::query(
            "INSERT INTO reservation_tokens (token_sha256, reservation_id, purpose, generation, key_id, created_at) \
             SELECT sha256(('floor' || (used.number + place))::bytea), id, $2, 1, 'bench', now() \
             FROM (SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS number FROM bench_next) used, \
                unnest($1::bigint[]) WITH ORDINALITY AS prepared (id, place)",
        )
        .bind(ids)
        .bind(state.purpose().as_str())
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Queues the mails that ask to confirm new requests: what a worker finds when it starts.
    pub async fn queue_mails(&self, performance: i64, count: usize) -> Result<(), Broken> {
        let ids = self.reservations(performance, Prepared::Pending, count).await?;
        self.tokens(&ids, TokenPurpose::Confirmation).await?;
        sqlx::query(
            "WITH delivery AS (\
                INSERT INTO email_deliveries (reservation_id, kind, generation, status, attempts, message_id, queued_at) \
                SELECT id, 'confirmation_request', 1, 'queued', 0, md5(id::text) || '@localhost', now() \
                FROM unnest($1::bigint[]) id RETURNING id) \
             INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, \
                idempotency_key) \
             SELECT apalis.generate_ulid(), 'emails', convert_to('{\"v\":1,\"delivery_id\":' || id || '}', 'UTF8'), \
                'Pending', 0, 100, now(), 10, '', 'delivery:' || id FROM delivery",
        )
        .bind(ids)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// What autovacuum does now and then, done now: the planner knows what is there.
    pub async fn settle(&self) -> Result<(), Broken> {
        sqlx::raw_sql("VACUUM ANALYZE").execute(self.pool()).await?;
        sqlx::raw_sql("CHECKPOINT").execute(self.pool()).await?;
        Ok(())
    }
}
