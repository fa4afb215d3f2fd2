//! The worker's mails, beside a bare loop that sends mails written before; and how long a guest waits for his.

use std::time::{Duration, Instant};

use lettre::Address;
use lettre::address::Envelope;

use super::hot::asking;
use crate::Broken;
use crate::floor::letters;
use crate::suite::case::{Case, Target, median, percentile};
use crate::suite::client::Client;
use crate::suite::house::House;
use crate::suite::sink::Sink;
use crate::suite::stage::{Stage, Told};

/// Mails of a round.
const MAILS: usize = 1_000;
/// Mails at once: the worker's own number, and more for a loop that may be faster with more.
const CONNECTIONS: usize = 4;
/// How long a relay elsewhere takes to answer for a mail.
const RELAY: Duration = Duration::from_millis(20);
/// Bookings a second while guests' waiting is measured.
const BOOKINGS_A_SECOND: u32 = 50;
/// For so many seconds.
const SECONDS: usize = 12;
/// No mail takes longer.
const PATIENCE: Duration = Duration::from_mins(2);

/// Measures it.
pub async fn measure(stage: &Stage) -> Told {
    let house = House::new(&stage.keys).await?;
    let performance = house.performances(1).await?[0];
    let sink = Sink::open().await?;
    let mut cases = vec![throughput(stage, &house, performance, &sink, Duration::ZERO).await?];
    cases.push(throughput(stage, &house, performance, &sink, RELAY).await?);
    sink.answer_after(Duration::ZERO);
    cases.extend(waiting(stage, &house, performance, &sink).await?);
    Ok(cases)
}

async fn throughput(
    stage: &Stage,
    house: &House,
    performance: i64,
    sink: &Sink,
    delay: Duration,
) -> Result<Case, Broken> {
    let count = stage.work(MAILS);
    sink.answer_after(delay);
    let worker = async || {
        sink.forget();
        house.queue_mails(performance, count).await?;
        house.settle().await?;
        let _worker = stage.programs.worker("mails-worker", house.url(), sink.address).await?;
        let times = sink.times(count, PATIENCE).await?;
        let took = times[times.len() - 1] - times[0];
        #[expect(clippy::cast_precision_loss, reason = "some thousands")]
        let after_the_first = (count - 1) as f64;
        Ok(after_the_first / took.as_secs_f64())
    };
    let address = |text: &str| text.parse::<Address>().map_err(|error| Broken::Refused(error.to_string()));
    let envelope =
        Envelope::new(Some(address("biglietteria@compagnia-del-faro.example")?), vec![address("carla@example.org")?])
            .map_err(|error| Broken::Refused(error.to_string()))?;
    let bare = async || {
        let message = sink.any()?;
        letters::rate(sink.address, CONNECTIONS, count, &envelope, &message).await
    };
    let name = match delay.as_millis() {
        0 => "mails, a server that answers at once".to_owned(),
        milliseconds => format!("mails, a server that answers after {milliseconds} ms"),
    };
    let rounds = stage.in_turn(&name, worker, bare).await?;
    Ok(Case::beside("mails", &name, "/s", &rounds, Target::AtLeast(0.8))
        .noted(format!("{CONNECTIONS} connections each")))
}

/// From the click that books to the mail's last byte at the mail server: the booking itself is in it.
async fn waiting(stage: &Stage, house: &House, performance: i64, sink: &Sink) -> Told {
    let api = stage.programs.api("mails-api", house.url(), None).await?;
    let _worker = stage.programs.worker("mails-worker", house.url(), sink.address).await?;
    let (mut p50, mut p99) = (Vec::new(), Vec::new());
    let count = usize::try_from(BOOKINGS_A_SECOND).unwrap_or(0) * stage.work(SECONDS);
    for round in 0..=stage.rounds() {
        sink.forget();
        let mut every = tokio::time::interval(Duration::from_secs(1) / BOOKINGS_A_SECOND);
        let mut bookings = tokio::task::JoinSet::new();
        for number in 0..count {
            every.tick().await;
            let number = round * count + number;
            bookings.spawn(async move {
                let began = Instant::now();
                Client::of(api.address).well(&asking(performance, number)).await?;
                Ok::<_, Broken>((number, began, began.elapsed()))
            });
        }
        let mut began = Vec::with_capacity(count);
        while let Some(booked) = bookings.join_next().await {
            began.push(booked??);
        }
        // Each by its address: a mail that the worker before was cut off in comes once more, and counts for nobody.
        let mut waited = Vec::with_capacity(count);
        for (number, began, _) in began {
            let at = sink.mail_to(&format!("anna.{number}@example.org"), PATIENCE).await?.at;
            waited.push(at.duration_since(began).as_secs_f64() * 1000.0);
        }
        waited.sort_by(f64::total_cmp);
        if round > 0 {
            p50.push(percentile(&waited, 0.5));
            p99.push(percentile(&waited, 0.99));
        }
    }
    let note = format!("at {BOOKINGS_A_SECOND} bookings/s, the booking included; median of {} rounds", stage.rounds());
    Ok(vec![
        Case::alone("mails", "from the click to the mail server, p50", "ms", median(p50), Target::Told).noted(&note),
        Case::alone("mails", "from the click to the mail server, p99", "ms", median(p99), Target::AtMost(100.0))
            .noted(&note),
    ])
}
