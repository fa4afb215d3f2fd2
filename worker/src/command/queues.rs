//! `worker queues`.

use std::collections::BTreeMap;

use booking::job::monitor::{self, Pause, QueueDepth, QueueRate, WorkerSign};
use chrono::{DateTime, Utc};
use clap::Args;
use platform::table::Table;
use serde_json::{Value, json};

use super::ago::lasting;
use super::operator::{Operator, OperatorError, OperatorSettings, say};

/// How to tell it.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: OperatorSettings,

    /// For machines: the JSON of `/admin/queue`.
    #[arg(long)]
    json: bool,
}

/// What the job table tells.
struct Glance {
    depths: Vec<QueueDepth>,
    rates: Vec<QueueRate>,
    pauses: Vec<Pause>,
    workers: Vec<WorkerSign>,
}

impl Glance {
    fn rate(&self, queue: &str) -> (f64, f64) {
        let rate = self.rates.iter().find(|rate| rate.name == queue);
        rate.map_or((0.0, 0.0), |rate| (rate.done_per_minute_5, rate.done_per_minute_60))
    }

    fn pause(&self, queue: &str) -> Option<&Pause> {
        self.pauses.iter().find(|pause| pause.queue == queue)
    }
}

pub(super) async fn run(arguments: &Arguments) -> Result<(), OperatorError> {
    let operator = Operator::open(&arguments.settings).await?;
    let glance = Glance {
        depths: monitor::queues(&operator.db).await?,
        rates: monitor::rates(&operator.db).await?,
        pauses: monitor::pauses(&operator.db).await?,
        workers: monitor::workers(&operator.db).await?,
    };
    if arguments.json {
        say(json_of(&glance, &operator));
        return Ok(());
    }
    say(queues(&glance));
    for pause in &glance.pauses {
        say(format_args!(
            "\n{} is paused since {} by {}: {}",
            pause.queue,
            operator.show(pause.since),
            paused_by(pause),
            pause.reason
        ));
    }
    if glance.workers.is_empty() {
        say("\nNo worker gave a sign of life in the last hour.");
    } else {
        say(format_args!("\n{}", workers(&glance.workers, operator.now)));
    }
    Ok(())
}

fn paused_by(pause: &Pause) -> &str {
    pause.by.as_deref().unwrap_or("the worker itself")
}

fn queues(glance: &Glance) -> Table {
    let mut table = Table::new(&[
        "QUEUE",
        ">PENDING",
        ">RUNNING",
        ">FAILED",
        ">DONE 24H",
        ">OLDEST DUE",
        ">A MINUTE (5)",
        ">A MINUTE (60)",
        "STATE",
    ]);
    for depth in &glance.depths {
        let (last_five, last_hour) = glance.rate(&depth.name);
        table.row([
            depth.name.clone(),
            depth.pending.to_string(),
            depth.running.to_string(),
            depth.failed.to_string(),
            depth.done_24h.to_string(),
            lasting(whole(depth.oldest_pending_seconds)),
            format!("{last_five:.1}"),
            format!("{last_hour:.1}"),
            if depth.paused { "paused" } else { "runs" }.to_owned(),
        ]);
    }
    table
}

#[expect(clippy::cast_possible_truncation, reason = "a cast of floats keeps to the bounds")]
const fn whole(seconds: f64) -> i64 {
    seconds as i64
}

/// The processes, each with its slots: a name is of machine, process, queue, slot and a random part.
fn workers(signs: &[WorkerSign], now: DateTime<Utc>) -> Table {
    let mut processes: BTreeMap<&str, Vec<&WorkerSign>> = BTreeMap::new();
    for sign in signs {
        let process = sign.id.rfind(&format!("-{}-", sign.queue)).map_or(sign.id.as_str(), |end| &sign.id[..end]);
        processes.entry(process).or_default().push(sign);
    }
    let mut table = Table::new(&["WORKER", ">SLOTS", ">LAST SIGN OF LIFE", "STATE"]);
    for (process, signs) in processes {
        let age = |sign: &&&WorkerSign| (now - sign.last_seen_at).num_seconds();
        let alive = signs.iter().filter(|sign| age(sign) < monitor::SILENT_AFTER.num_seconds()).count();
        let last = signs.iter().map(|sign| age(&sign)).min().unwrap_or_default();
        table.row([
            process.to_owned(),
            alive.to_string(),
            format!("{} ago", lasting(last)),
            if alive > 0 { "alive" } else { "gone" }.to_owned(),
        ]);
    }
    table
}

fn json_of(glance: &Glance, operator: &Operator) -> Value {
    let queues: Vec<Value> = glance
        .depths
        .iter()
        .map(|depth| {
            let (last_five, last_hour) = glance.rate(&depth.name);
            let pause = glance.pause(&depth.name);
            json!({
                "name": depth.name,
                "pending": depth.pending,
                "running": depth.running,
                "failed": depth.failed,
                "done_24h": depth.done_24h,
                "oldest_pending_seconds": depth.oldest_pending_seconds,
                "done_per_minute_5": last_five,
                "done_per_minute_60": last_hour,
                "paused": depth.paused,
                "paused_at": operator.tell_if(pause.map(|pause| pause.since)),
                "paused_reason": pause.map(|pause| &pause.reason).filter(|reason| !reason.is_empty()),
                "paused_by": pause.and_then(|pause| pause.by.as_deref()),
            })
        })
        .collect();
    let workers: Vec<Value> = glance
        .workers
        .iter()
        .map(|sign| json!({"id": sign.id, "queue": sign.queue, "last_seen_at": operator.tell(sign.last_seen_at)}))
        .collect();
    json!({"queues": queues, "workers": workers})
}
