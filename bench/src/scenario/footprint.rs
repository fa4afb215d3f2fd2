//! Memory, sizes of the programs, and how soon they are there.

use std::time::Duration;

use super::hot::asking;
use crate::suite::case::{Case, Target, median};
use crate::suite::client::Ask;
use crate::suite::crowd::crowd;
use crate::suite::house::House;
use crate::suite::sink::Sink;
use crate::suite::stage::{CLIENTS, Stage, Told};

/// Programs are at rest when they have done nothing for so long.
const REST: Duration = Duration::from_secs(3);
/// Starts that are measured.
const STARTS: usize = 7;
/// Requests of the load under which memory is looked at.
const REQUESTS: usize = 4_000;
/// Megabytes that a program may hold at rest.
const MOST_AT_REST: f64 = 40.0;
/// Milliseconds until a program answers.
const MOST_UNTIL_READY: f64 = 300.0;

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = House::new(&stage.keys).await?;
    let performance = house.performances(1).await?[0];
    house.settle().await?;
    let sink = Sink::open().await?;
    let mut cases = Vec::new();
    let (mut api_ready, mut worker_ready) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let api = stage.programs.api("footprint-api", house.url(), None).await?;
        api_ready.push(api.ready_in.as_secs_f64() * 1000.0);
        let worker = stage.programs.worker("footprint-worker", house.url(), sink.address).await?;
        worker_ready.push(worker.ready_in.as_secs_f64() * 1000.0);
    }
    let api = stage.programs.api("footprint-api", house.url(), None).await?;
    let worker = stage.programs.worker("footprint-worker", house.url(), sink.address).await?;
    tokio::time::sleep(REST).await;
    let at_rest = [api.memory()?, worker.memory()?];
    let count = stage.work(REQUESTS);
    crowd(api.address, CLIENTS, count, move |number| {
        if number % 4 == 0 { asking(performance, number) } else { Ask::get("/api/shows/show-1") }
    })
    .await?;
    sink.times(count.div_ceil(4), Duration::from_mins(2)).await?;
    let under_load = [api.most_memory()?, worker.most_memory()?];
    let named = ["API", "worker"];
    for (name, megabytes) in named.iter().zip(at_rest) {
        let name = format!("memory at rest, {name}");
        cases.push(Case::alone("footprint", &name, "MB", megabytes, Target::AtMost(MOST_AT_REST)));
    }
    for (name, megabytes) in named.iter().zip(under_load) {
        let name = format!("most memory under load, {name}");
        cases.push(Case::alone("footprint", &name, "MB", megabytes, Target::Told));
    }
    for (name, ready) in named.iter().zip([api_ready, worker_ready]) {
        let name = format!("from start to ready, {name}");
        cases.push(Case::alone("footprint", &name, "ms", median(ready), Target::AtMost(MOST_UNTIL_READY)));
    }
    for program in ["api", "worker", "migration"] {
        let name = format!("size of the program {program}");
        cases.push(Case::alone("footprint", &name, "MB", megabytes(stage.programs.size(program)?), Target::Told));
    }
    Ok(cases)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1024.0 / 1024.0
}
