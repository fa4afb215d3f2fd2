//! A sale begins: visitors arrive at a rate of their own, whether or not those before them were answered (an open model),
//! each of them reads the season, a show and a performance through nginx, and every second one books and confirms by the
//! link in his mail.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;

use super::confirm::confirming;
use super::hot::asking;
use crate::suite::case::{Case, Target, percentile};
use crate::suite::client::{Ask, Client};
use crate::suite::house::House;
use crate::suite::sink::Sink;
use crate::suite::stage::{Stage, Told};
use crate::{Broken, say};

/// Visitors a second, one step after the other until one is too much.
const RATES: [u32; 10] = [10, 20, 30, 45, 60, 80, 100, 130, 170, 220];
/// Seconds of a step.
const SECONDS: usize = 8;
/// Performances on sale.
const PERFORMANCES: i32 = 6;
/// Questions that each hundredth visitor may wait longer for are too many visitors.
const LIMIT: f64 = 250.0;
/// A mail that takes longer is an error.
const PATIENCE: Duration = Duration::from_secs(20);
/// A token as it stands in a link.
const TOKEN: usize = 43;

/// What a step was like.
struct Step {
    questions: usize,
    bookings: usize,
    p99: f64,
    failures: usize,
}

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = House::new(&stage.keys).await?;
    let performances: Arc<[i64]> = house.performances(PERFORMANCES).await?.into();
    house.settle().await?;
    let sink = Sink::open().await?;
    let _api = stage.programs.api("rush-api", house.url(), Some(stage.api_port)).await?;
    let _worker = stage.programs.worker("rush-worker", house.url(), sink.address).await?;
    let mut highest: Option<(u32, Step)> = None;
    let mut stopped = "every step went well".to_owned();
    for (round, rate) in RATES.into_iter().enumerate() {
        let step = step(stage, &sink, &performances, rate, round).await;
        say(&format!(
            "  {rate} visitors/s: {} questions, {} bookings, p99 {:.0} ms, {} failures",
            step.questions, step.bookings, step.p99, step.failures
        ));
        if step.failures > 0 || step.p99 >= LIMIT {
            stopped = format!("at {rate}/s: p99 {:.0} ms, {} failures", step.p99, step.failures);
            break;
        }
        highest = Some((rate, step));
    }
    let (rate, step) = highest.map_or((0, None), |(rate, step)| (rate, Some(step)));
    let seconds = stage.work(SECONDS);
    let note = step.map_or_else(
        || stopped.clone(),
        |step| {
            let a_second = |count: usize| count / seconds;
            format!(
                "{} questions/s, {} bookings confirmed/s, p99 {:.0} ms; {stopped}",
                a_second(step.questions),
                a_second(step.bookings),
                step.p99
            )
        },
    );
    let name = "rush: most visitors with p99 < 250 ms and no error";
    Ok(vec![Case::alone("rush", name, "visitors/s", rate.into(), Target::Told).noted(note)])
}

async fn step(stage: &Stage, sink: &Sink, performances: &Arc<[i64]>, rate: u32, round: usize) -> Step {
    sink.forget();
    let latencies = Arc::new(Mutex::new(Vec::new()));
    let mut visitors = JoinSet::new();
    let mut every = tokio::time::interval(Duration::from_secs(1) / rate);
    let count = usize::try_from(rate).unwrap_or(0) * stage.work(SECONDS);
    for number in 0..count {
        every.tick().await;
        let (sink, performances, latencies) = (sink.clone(), Arc::clone(performances), Arc::clone(&latencies));
        let (site, number) = (stage.site, round * 1_000_000 + number);
        visitors.spawn(async move {
            let mut visitor = Visitor { client: Client::of(site), latencies };
            visitor.comes(&sink, &performances, number).await
        });
    }
    let (mut bookings, mut failures) = (0, 0);
    while let Some(ended) = visitors.join_next().await {
        match ended {
            Ok(Ok(true)) => bookings += 1,
            Ok(Ok(false)) => {}
            Ok(Err(error)) => {
                failures += 1;
                if failures == 1 {
                    say(&format!("  {}", platform::telemetry::chain(&error)));
                }
            }
            Err(_) => failures += 1,
        }
    }
    let mut latencies = std::mem::take(&mut *latencies.lock().unwrap_or_else(PoisonError::into_inner));
    latencies.sort_by(f64::total_cmp);
    Step { questions: latencies.len(), bookings, p99: percentile(&latencies, 0.99), failures }
}

struct Visitor {
    client: Client,
    latencies: Arc<Mutex<Vec<f64>>>,
}

impl Visitor {
    /// Whether he booked and confirmed.
    async fn comes(&mut self, sink: &Sink, performances: &[i64], number: usize) -> Result<bool, Broken> {
        let performance = performances[number % performances.len()];
        self.ask(&Ask::get("/api/shows")).await?;
        self.ask(&Ask::get("/api/shows/show-1")).await?;
        self.ask(&Ask::get(format!("/api/performances/{performance}"))).await?;
        if number % 2 == 1 {
            return Ok(false);
        }
        self.ask(&asking(performance, number)).await?;
        let mail = sink.mail_to(&format!("anna.{number}@example.org"), PATIENCE).await?;
        self.ask(&confirming(&token_in(&mail.message).ok_or(Broken::Mail)?)).await?;
        Ok(true)
    }

    async fn ask(&mut self, ask: &Ask) -> Result<(), Broken> {
        let answer = self.client.well(ask).await?;
        let took = answer.took.as_secs_f64() * 1000.0;
        self.latencies.lock().unwrap_or_else(PoisonError::into_inner).push(took);
        Ok(())
    }
}

/// The token of the link in a mail, whose lines may be folded (RFC 2045, section 6.7).
fn token_in(mail: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(mail).replace("=\r\n", "").replace("=3D", "=");
    let (_, link) = text.split_once("/confirm")?;
    let (_, token) = link.split_once('#')?;
    token.get(..TOKEN).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::token_in;

    #[test]
    fn a_folded_link_gives_its_token() {
        let token = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
        let mail = format!("Text\r\nhttp://localhost/con=\r\nfirm#{}=\r\n{}\r\nmore", &token[..9], &token[9..]);
        assert_eq!(token_in(mail.as_bytes()).as_deref(), Some(token));
        assert_eq!(token_in(b"nothing"), None);
    }
}
