//! What a booking, a confirmation and the office's lists take when the tables have grown.

use std::time::Instant;

use super::confirm::confirming;
use super::hot::asking;
use crate::suite::ages;
use crate::suite::case::{Case, Target};
use crate::suite::client::Ask;
use crate::suite::crowd::crowd;
use crate::suite::house::{House, Prepared};
use crate::suite::program::Program;
use crate::suite::stage::{CLIENTS, Stage, Told};
use crate::{Broken, say};

/// Reservations of the houses.
const SIZES: [i32; 3] = [1_000, 100_000, 2_000_000];
/// In a quick run.
const QUICK_SIZES: [i32; 3] = [1_000, 20_000, 200_000];
/// Bookings of a round.
const BOOKINGS: usize = 800;
/// Confirmations of a round.
const CONFIRMATIONS: usize = 200;
/// Reads of a list, one after the other.
const READS: usize = 60;
/// How much longer it may take.
const MOST: f64 = 1.15;

/// Lists of the office that everybody opens.
const LISTS: [(&str, &str); 3] = [
    ("list of reservations", "/admin/reservations"),
    ("search for an address", "/admin/reservations?q=giulia.romano17@example.org"),
    ("list of mails", "/admin/emails"),
];

struct Grown {
    house: House,
    api: Program,
}

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let sizes = if stage.is_quick() { QUICK_SIZES } else { SIZES };
    let mut houses = Vec::new();
    for size in sizes {
        let began = Instant::now();
        let house = House::new(&stage.keys).await?;
        ages::pass(house.pool(), size).await?;
        house.settle().await?;
        say(&format!("  {size} reservations in {:.0} s", began.elapsed().as_secs_f64()));
        let api = stage.programs.api(&format!("growth-{size}"), house.url(), None).await?;
        houses.push(Grown { house, api });
    }
    let mut cases = Vec::new();
    let booking = async |grown: &Grown| {
        let performance = grown.house.performances(1).await?[0];
        let count = stage.work(BOOKINGS);
        let taken = crowd(grown.api.address, CLIENTS, count, move |number| asking(performance, number)).await?;
        Ok(1000.0 / taken.rate)
    };
    cases.extend(compare(stage, &houses, sizes, "booking", booking).await?);
    let confirmation = async |grown: &Grown| {
        let performance = grown.house.performances(1).await?[0];
        let count = stage.work(CONFIRMATIONS);
        let tokens = grown.house.for_product(performance, Prepared::Pending, count).await?;
        let taken = crowd(grown.api.address, CLIENTS, count, move |number| confirming(&tokens[number])).await?;
        Ok(1000.0 / taken.rate)
    };
    cases.extend(compare(stage, &houses, sizes, "confirmation", confirmation).await?);
    for (name, path) in LISTS {
        let list = async |grown: &Grown| {
            let bearer = grown.house.bearer.clone();
            let taken = crowd(grown.api.address, 1, stage.work(READS), move |_| Ask::get(path).by(&bearer)).await?;
            Ok(crate::suite::case::percentile(&taken.latencies, 0.5))
        };
        cases.extend(compare(stage, &houses, sizes, name, list).await?);
    }
    Ok(cases)
}

/// What takes how long in the larger houses, beside the smallest one.
async fn compare(
    stage: &Stage,
    houses: &[Grown],
    sizes: [i32; 3],
    name: &str,
    mut takes: impl AsyncFnMut(&Grown) -> Result<f64, Broken>,
) -> Told {
    let mut rounds = [Vec::new(), Vec::new()];
    for round in 0..=stage.rounds() {
        let mut times = Vec::new();
        for grown in houses {
            times.push(takes(grown).await?);
        }
        if round > 0 {
            rounds[0].push((times[1], times[0]));
            rounds[1].push((times[2], times[0]));
        }
    }
    let case = |size: i32, rounds: &[(f64, f64)], target| {
        let name = format!("{name}, {size} reservations beside {}", sizes[0]);
        Case::beside("growth", &name, "ms", rounds, target)
    };
    Ok(vec![case(sizes[1], &rounds[0], Target::Told), case(sizes[2], &rounds[1], Target::AtMost(MOST))])
}
