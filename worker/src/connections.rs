//! Watches whether connections to the database come back to their pool.
//!
//! The pool asks a connection for a sign of life when it is given back, and waits for the answer without a limit. One
//! that dies in that moment, without a word, is lost to the pool until the network notices. A pool that has lost all of
//! them would keep the worker idle for a quarter of an hour, though the database answers.

use std::time::Duration;

use platform::shutdown::Shutdown;
use sqlx::{ConnectOptions as _, Connection as _, PgPool};

/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// A database that is there answers a new connection within this time.
const ANSWER: Duration = Duration::from_secs(3);

/// Ends `stint` at once when the pool has no connection to give though the database answers a new one.
pub async fn watch(pool: &PgPool, stint: &Shutdown) {
    let lost = async {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            // Whoever waits here waits as long as everybody else, and then knows that nothing came back meanwhile.
            if matches!(pool.acquire().await, Err(sqlx::Error::PoolTimedOut)) && answers(pool).await {
                return;
            }
        }
    };
    tokio::select! {
        () = stint.soft().cancelled() => {}
        () = lost => {
            tracing::warn!("the database answers, but no connection to it comes back: all of them are made anew");
            stint.insist();
        }
    }
}

async fn answers(pool: &PgPool) -> bool {
    let options = pool.connect_options();
    let asking = async {
        let mut connection = options.connect().await?;
        connection.ping().await?;
        connection.close().await
    };
    matches!(tokio::time::timeout(ANSWER, asking).await, Ok(Ok(())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use platform::shutdown::Shutdown;
    use sqlx::postgres::PgPoolOptions;
    use test_database::TestDatabase;

    use super::watch;

    #[tokio::test]
    async fn a_pool_whose_connections_never_come_back_ends_the_stint_and_not_the_program() {
        let database = TestDatabase::create_empty().await;
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_millis(200));
        let pool = pool.connect(database.url()).await.unwrap();
        let program = Shutdown::new();
        let stint = program.child();
        let lost = pool.acquire().await.unwrap();
        tokio::time::timeout(Duration::from_mins(1), watch(&pool, &stint)).await.unwrap();
        assert!(stint.hard().is_cancelled() && !program.has_begun());
        drop(lost);
    }

    #[tokio::test]
    async fn a_database_that_is_away_is_waited_for() {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(Duration::from_millis(200));
        let pool = pool.connect_lazy("postgres://nobody@127.0.0.1:9/nowhere").unwrap();
        let stint = Shutdown::new();
        tokio::time::timeout(Duration::from_secs(7), watch(&pool, &stint)).await.unwrap_err();
        assert!(!stint.has_begun());
    }
}
