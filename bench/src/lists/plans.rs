//! How PostgreSQL goes about the API's own statements: it is asked to tell the plan of each as a notice, which the driver
//! writes to the log, which is read here.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Tables that nobody may read from end to end for a list. The job table is none: done jobs go after a week.
const BIG: [&str; 5] = ["reservations", "email_deliveries", "audit_log", "check_ins", "reservation_tokens"];

/// The plans told so far.
#[derive(Clone, Default)]
pub struct Plans(Arc<Mutex<Vec<String>>>);

impl Plans {
    /// Begins to listen to the driver.
    pub fn listen() -> Self {
        let plans = Self::default();
        tracing_subscriber::registry().with(Ear(plans.clone())).init();
        plans
    }

    /// Forgets what was told.
    pub fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether anything was told: where not, nobody was listened to.
    pub fn any(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The big tables that the plans read from end to end.
    pub fn swept(&self) -> Vec<&'static str> {
        let plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        BIG.into_iter()
            .filter(|table| {
                let scan = format!("Seq Scan on {table} ");
                plans.iter().any(|plan| plan.contains(&scan))
            })
            .collect()
    }
}

struct Ear(Plans);

impl<S: Subscriber> Layer<S> for Ear {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "sqlx::postgres::notice" {
            return;
        }
        let mut words = Words(String::new());
        event.record(&mut words);
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push(words.0);
    }
}

struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
