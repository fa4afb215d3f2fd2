//! A migrated PostgreSQL database of its own for each test.
//!
//! `TEST_DATABASE_URL` names a server and a role that may create databases. The first test of a process migrates a
//! template; each test gets a copy, which is dropped with the [`TestDatabase`].
#![expect(clippy::expect_used, reason = "a test without its database cannot go on")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{DatabaseConnection, SqlxPostgresConnector};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, PgPool};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// One test's database.
pub struct TestDatabase {
    name: String,
    url: String,
    pool: PgPool,
}

fn server() -> String {
    std::env::var("TEST_DATABASE_URL").expect(
        "TEST_DATABASE_URL must name a PostgreSQL server for tests, such as postgres://postgres@127.0.0.1:5433/postgres; `make test` starts one",
    )
}

fn with_database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).expect("TEST_DATABASE_URL is a URL");
    url.set_path(name);
    url.into()
}

/// Makes the template once a server and schema version, guarded by an advisory lock since test processes run at once.
async fn template(server: &str) -> String {
    let mut admin = PgConnection::connect(server).await.expect("the test server answers");
    let mut hasher = DefaultHasher::new();
    migration::fingerprint().hash(&mut hasher);
    let name = format!("template_{:016x}", hasher.finish());
    admin.execute("SELECT pg_advisory_lock(727001)").await.expect("an advisory lock");
    let exists: bool =
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)")
            .bind(&name)
            .fetch_one(&mut admin)
            .await
            .expect("the catalogue is readable");
    if !exists {
        admin
            .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name}")))
            .await
            .expect("a half-made template goes");
        admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("the role may create databases");
        let pool = PgPoolOptions::new()
            .max_connections(2)
            .connect(&with_database(server, &name))
            .await
            .expect("the template answers");
        migration::up(&pool).await.expect("the migrations apply");
        pool.close().await;
        admin
            .execute(AssertSqlSafe(format!("ALTER DATABASE {name} IS_TEMPLATE true")))
            .await
            .expect("the template can be marked");
    }
    admin.execute("SELECT pg_advisory_unlock(727001)").await.expect("the lock goes");
    name
}

impl TestDatabase {
    /// A new database with the current schema and no rows.
    ///
    /// # Panics
    /// When `TEST_DATABASE_URL` is missing or its server does not answer.
    pub async fn create() -> Self {
        let template = template(&server()).await;
        Self::copy(&template).await
    }

    /// A new database without any schema.
    ///
    /// # Panics
    /// As [`TestDatabase::create`].
    pub async fn create_empty() -> Self {
        Self::copy("template1").await
    }

    async fn copy(template: &str) -> Self {
        let server = server();
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect(&server).await.expect("the test server answers");
        admin
            .execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")))
            .await
            .expect("a leftover of the same name goes");
        admin
            .execute(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}")))
            .await
            .expect("the template can be copied");
        let url = with_database(&server, &name);
        let pool = PgPoolOptions::new()
            .max_connections(16)
            // As the programs' own connections (platform::database).
            .connect_lazy_with(
                PgConnectOptions::from_str(&url).expect("a valid address").options([("lock_timeout", "3s")]),
            );
        Self { name, url, pool }
    }

    /// The pool, for statements beside SeaORM and for apalis.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// A SeaORM connection on the same pool.
    #[must_use]
    pub fn connection(&self) -> DatabaseConnection {
        SqlxPostgresConnector::from_sqlx_postgres_pool(self.pool.clone())
    }

    /// The address, for programs started by a test.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let name = std::mem::take(&mut self.name);
        // Drop runs outside of async code; a thread with a small runtime of its own drops the database.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a small runtime");
            runtime.block_on(async {
                let mut admin = PgConnection::connect(&server()).await?;
                admin.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))).await
            })
        })
        .join();
        drop(done);
    }
}
