//! Everybody confirms for one performance: here seats are taken, one party after the other.

use serde_json::json;

use crate::floor::statements;
use crate::suite::case::{Case, Target};
use crate::suite::client::Ask;
use crate::suite::crowd::crowd;
use crate::suite::house::Prepared;
use crate::suite::stage::{CLIENTS, Stage, Told};

/// Confirmations of a round: a large house, since the database counts its seats anew with each of them.
const CONFIRMATIONS: usize = 600;

/// The click that confirms.
pub fn confirming(token: &str) -> Ask {
    Ask::post("/api/reservations/confirm", &json!({"token": token}))
}

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = stage.house().await?;
    let api = stage.programs.api("confirm", house.url(), None).await?;
    let count = stage.work(CONFIRMATIONS);
    house.settle().await?;
    // A house of its own for each round, or each would count more seats than the one before.
    let prepare = async |count: usize| {
        let performance = house.performances(1).await?[0];
        house.for_floor(performance, Prepared::Pending, count).await
    };
    let scripts = [statements::confirmation()];
    let best = stage.pgbench.best(house.url(), &scripts, count, prepare).await?;
    let product = async || {
        let performance = house.performances(1).await?[0];
        let tokens = house.for_product(performance, Prepared::Pending, count).await?;
        Ok(crowd(api.address, CLIENTS, count, move |number| confirming(&tokens[number])).await?.rate)
    };
    let rounds = stage.beside_pgbench(house.url(), &best, count, "confirm", product, prepare).await?;
    let name = "confirmations of one performance, 32 clients";
    Ok(vec![Case::beside("confirm", name, "/s", &rounds, Target::AtLeast(0.8)).noted(best.words())])
}
