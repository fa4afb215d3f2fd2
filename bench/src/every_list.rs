//! How long each list of the administration takes over HTTP when the house has two hundred thousand reservations, and
//! whether a query of it reads a big table from end to end. Ends with 1 when a median is over the limit or a table was
//! read so. `make bench-lists` gives it a database.

mod lists {
    pub mod cases;
    pub mod house;
    pub mod plans;
    pub mod season;
}
#[expect(dead_code, reason = "lists are only read")]
mod suite {
    pub mod client;
}

use std::process::ExitCode;
use std::time::{Duration, Instant};

use platform::table::Table;

use lists::cases::{self, Case};
use lists::house::House;
use lists::plans::Plans;
use lists::season;
use suite::client::AskError;

/// Reservations of the house.
const RESERVATIONS: i32 = 200_000;
/// Requests of each case that are measured; a few before them warm caches.
const MEASURED: usize = 25;
const WARMING: usize = 3;
/// What the median of each list must stay under.
const LIMIT: Duration = Duration::from_millis(50);

/// Why there is nothing to tell.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The database.
    #[error("the database")]
    Database(#[from] sqlx::Error),
    /// The rules.
    #[error("the rules")]
    Failure(#[from] booking::Failure),
    /// The API does not come up.
    #[error("the API does not come up: {0}")]
    House(String),
    /// A list is not answered, or with something else.
    #[error(transparent)]
    Ask(#[from] AskError),
}

/// What one case took.
struct Measured {
    case: Case,
    rows: u64,
    median: Duration,
    p95: Duration,
    /// Big tables that a query of it read from end to end.
    swept: Vec<&'static str>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("lists: {}", platform::telemetry::chain(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<bool, BenchError> {
    let plans = Plans::listen();
    let house = House::open().await?;
    say(&format!("Filling the house with {RESERVATIONS} reservations …"));
    let began = Instant::now();
    season::fill(house.pool(), RESERVATIONS).await?;
    say(&format!("filled in {:.0} s: {}", began.elapsed().as_secs_f64(), season::sizes(house.pool()).await?));

    let mut all = Vec::new();
    for case in cases::all(house.pool()).await? {
        all.push(measure(&house, &plans, case).await?);
    }
    let mut table = Table::new(&["LIST", ">ROWS", ">MEDIAN MS", ">P95 MS", "READ FROM END TO END"]);
    for measured in &all {
        table.row([
            measured.case.path.clone(),
            measured.rows.to_string(),
            milliseconds(measured.median),
            milliseconds(measured.p95),
            measured.swept.join(", "),
        ]);
    }
    say(&table.to_string());
    let slow = all.iter().filter(|measured| measured.median > LIMIT).count();
    let swept = all.iter().filter(|measured| !measured.swept.is_empty()).count();
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    say(&format!(
        "{} lists ({profile} build), {MEASURED} requests each: {slow} with a median over {} ms, {swept} that read a big table \
         from end to end",
        all.len(),
        LIMIT.as_millis()
    ));
    let began = Instant::now();
    let findings = house.integrity().await?;
    say(&format!("integrity check of it all: {:.1} s, {findings} findings", began.elapsed().as_secs_f64()));
    Ok(slow == 0 && swept == 0)
}

async fn measure(house: &House, plans: &Plans, case: Case) -> Result<Measured, BenchError> {
    let mut rows = 0;
    for _ in 0..WARMING {
        rows = house.get(&case.path).await?.rows;
    }
    let mut times = Vec::with_capacity(MEASURED);
    plans.forget();
    house.explain(&case.path).await?;
    if !plans.any() {
        return Err(BenchError::House(format!("PostgreSQL tells no plan of {}", case.path)));
    }
    let swept = plans.swept();
    for _ in 0..MEASURED {
        times.push(house.get(&case.path).await?.took);
    }
    times.sort();
    let at = |share: f64| times[share_of(times.len(), share)];
    Ok(Measured { case, rows, median: at(0.5), p95: at(0.95), swept })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a short list"
)]
fn share_of(count: usize, share: f64) -> usize {
    (((count - 1) as f64) * share).round() as usize
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

#[expect(clippy::print_stdout, reason = "what the measurement tells goes to standard output")]
fn say(text: &str) {
    println!("{text}");
}
