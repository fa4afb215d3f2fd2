//! Everybody asks for seats of one performance.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;

use crate::Broken;
use crate::floor::statements;
use crate::suite::case::{Case, Target};
use crate::suite::client::Ask;
use crate::suite::crowd::crowd;
use crate::suite::house::House;
use crate::suite::stage::{CLIENTS, Stage, Told};

/// Requests of a round.
const REQUESTS: usize = 2_000;

/// Requests so far: each has an idempotency key of its own, as the web app gives it one.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// The request for two seats that the web app sends; `number` makes it somebody's own.
pub fn asking(performance: i64, number: usize) -> Ask {
    let body = json!({
        "name": format!("Anna Bianchi {number}"),
        "email": format!("anna.{number}@example.org"),
        "party_size": 2,
        "locale": "it",
        "privacy_accepted": true,
    });
    let key = format!("bench-{}-{}", std::process::id(), ASKED.fetch_add(1, Ordering::Relaxed));
    Ask::post(format!("/api/performances/{performance}/reservations"), &body).under(&key)
}

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = stage.house().await?;
    let performances = house.performances(1).await?;
    let name = "bookings of one performance, 32 clients";
    Ok(vec![beside(stage, house, "hot", name, &performances).await?])
}

/// Requests spread evenly over performances whose ids follow each other.
pub async fn beside(
    stage: &Stage,
    house: &House,
    scenario: &'static str,
    name: &str,
    performances: &[i64],
) -> Result<Case, Broken> {
    let (first, last) = (performances[0], performances[performances.len() - 1]);
    let api = stage.programs.api(scenario, house.url(), None).await?;
    house.settle().await?;
    let count = stage.work(REQUESTS);
    let nothing = async |_| Ok(());
    let best = stage.pgbench.best(house.url(), &statements::bookings(first, last), count / 2, nothing).await?;
    let product = async || {
        let performances = performances.to_vec();
        let asks = move |number: usize| asking(performances[number % performances.len()], number);
        Ok(crowd(api.address, CLIENTS, count, asks).await?.rate)
    };
    let rounds = stage.beside_pgbench(house.url(), &best, count, scenario, product, nothing).await?;
    Ok(Case::beside(scenario, name, "/s", &rounds, Target::AtLeast(0.8)).noted(best.words()))
}
