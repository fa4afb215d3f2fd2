//! `local/crashing-database.mjs`: a durable PostgreSQL of our own, that crashes and comes back when told. Each round has a
//! database of its own in it.

use std::path::Path;

use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::child::Script;
use crate::trouble::Trouble;

const TEMPLATE: &str = "chaos_template";

/// The server.
pub struct Postgres {
    script: Script,
    url: String,
}

impl Postgres {
    /// Starts it, with the schema in a template.
    pub async fn start(logs: &Path) -> Result<Self, Trouble> {
        let (script, greeting) = Script::start("local/crashing-database.mjs", &logs.join("postgres.log"), true)?;
        let url = greeting["url"].as_str().ok_or_else(|| Trouble::stage("the database has no address"))?.to_owned();
        let server = Self { script, url };
        server.administer(&format!("CREATE DATABASE {TEMPLATE}")).await?;
        let pool = PgPoolOptions::new().max_connections(2).connect(&server.address_of(TEMPLATE)?).await?;
        migration::up(&pool).await.map_err(|error| Trouble::stage(format!("the schema: {error}")))?;
        pool.close().await;
        Ok(server)
    }

    async fn administer(&self, statement: &str) -> Result<(), Trouble> {
        let mut admin = PgConnection::connect(&self.url).await?;
        admin.execute(AssertSqlSafe(statement.to_owned())).await?;
        admin.close().await?;
        Ok(())
    }

    fn address_of(&self, name: &str) -> Result<String, Trouble> {
        let mut url = url::Url::parse(&self.url).map_err(|error| Trouble::stage(error.to_string()))?;
        url.set_path(name);
        Ok(url.into())
    }

    /// A new database with the current schema and no rows; answers its address.
    pub async fn database(&self, name: &str) -> Result<String, Trouble> {
        self.forget(name).await?;
        self.administer(&format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}")).await?;
        self.address_of(name)
    }

    /// Removes a database.
    pub async fn forget(&self, name: &str) -> Result<(), Trouble> {
        self.administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    }

    /// Ends the server at once, as `pg_ctl stop -m immediate` does.
    pub fn crash(&mut self) -> Result<(), Trouble> {
        self.script.tell("crash").map(drop)
    }

    /// Starts it again on the same data; it answers when this returns.
    pub fn come_back(&mut self) -> Result<(), Trouble> {
        self.script.tell("return").map(drop)
    }
}
