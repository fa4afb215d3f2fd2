//! Tickets are scanned at the door, all at once.

use serde_json::json;

use crate::floor::statements;
use crate::suite::case::{Case, Target};
use crate::suite::client::Ask;
use crate::suite::crowd::crowd;
use crate::suite::house::Prepared;
use crate::suite::stage::{CLIENTS, Stage, Told};

/// Tickets of a round.
const TICKETS: usize = 800;

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = stage.house().await?;
    let api = stage.programs.api("door", house.url(), None).await?;
    let count = stage.work(TICKETS);
    let prepare = async |count: usize| {
        let performance = house.performances(1).await?[0];
        house.for_floor(performance, Prepared::Confirmed, count).await
    };
    house.settle().await?;
    let best = stage.pgbench.best(house.url(), &[statements::admission(house.user)], count, prepare).await?;
    let product = async || {
        let performance = house.performances(1).await?[0];
        let tickets = house.for_product(performance, Prepared::Confirmed, count).await?;
        let bearer = house.bearer.clone();
        let asks = move |number: usize| {
            let body = json!({"token": tickets[number], "performance_id": performance});
            Ask::post("/api/check-in/confirm", &body).by(&bearer)
        };
        Ok(crowd(api.address, CLIENTS, count, asks).await?.rate)
    };
    let rounds = stage.beside_pgbench(house.url(), &best, count, "door", product, prepare).await?;
    let name = "check-ins of one performance, 32 scanners";
    Ok(vec![Case::beside("door", name, "/s", &rounds, Target::AtLeast(0.8)).noted(best.words())])
}
