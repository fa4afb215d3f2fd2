//! What the API counts and times. Labels are from closed sets: no address, no id.

use std::time::Duration;

use booking::check_in::Outcome;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use platform::database::Database;
use tokio_util::sync::CancellationToken;

/// Pause between two looks at the pool.
const SAMPLE_EVERY: Duration = Duration::from_secs(5);

const REQUESTS: &str = "api_requests_total";
const REQUEST_SECONDS: &str = "api_request_duration_seconds";
const RESERVATIONS: &str = "api_reservations_requested_total";
const CONFIRMATIONS: &str = "api_reservations_confirmed_total";
const LACKED: &str = "api_seats_lacked_total";
const HONEYPOT: &str = "api_honeypot_total";
const CHECK_INS: &str = "api_check_ins_total";
const UNDONE: &str = "api_check_ins_undone_total";
const POOL_SIZE: &str = "api_database_pool_connections";
const POOL_USED: &str = "api_database_pool_used_connections";

/// Tells scrapers what the figures mean.
pub fn describe() {
    describe_counter!(REQUESTS, Unit::Count, "Requests answered, by method, route and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "Time until a request was answered, by method and route");
    describe_counter!(RESERVATIONS, Unit::Count, "Requests for seats that were recorded");
    describe_counter!(CONFIRMATIONS, Unit::Count, "Reservations that were confirmed");
    describe_counter!(LACKED, Unit::Count, "Refusals for lack of seats, by step");
    describe_counter!(HONEYPOT, Unit::Count, "Requests for seats by programs that fill in hidden fields");
    describe_counter!(CHECK_INS, Unit::Count, "Presentations at the door, by outcome");
    describe_counter!(UNDONE, Unit::Count, "Admissions that were taken back");
    describe_gauge!(POOL_SIZE, Unit::Count, "Connections to the database");
    describe_gauge!(POOL_USED, Unit::Count, "Connections to the database that are in use");
}

/// A request was answered. `route` is the template of its path.
pub fn request(method: &'static str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned())];
    histogram!(REQUEST_SECONDS, &labels).record(took);
    let [method, route] = labels;
    counter!(REQUESTS, &[method, route, ("status", status.to_string())]).increment(1);
}

/// A request for seats was recorded.
pub fn reservation_requested() {
    counter!(RESERVATIONS).increment(1);
}

/// A reservation was confirmed.
pub fn reservation_confirmed() {
    counter!(CONFIRMATIONS).increment(1);
}

/// Somebody was refused for lack of seats, at this step.
pub fn seats_lacked(step: &'static str) {
    counter!(LACKED, "step" => step).increment(1);
}

/// A program filled in the field that people do not see.
pub fn honeypot() {
    counter!(HONEYPOT).increment(1);
}

/// A party was let in, or not.
pub fn check_in(outcome: Outcome) {
    counter!(CHECK_INS, "outcome" => outcome.as_str()).increment(1);
}

/// An admission was taken back.
pub fn check_in_undone() {
    counter!(UNDONE).increment(1);
}

/// Looks at the pool now and then, until the end.
pub async fn watch_pool(database: Database, end: CancellationToken) {
    loop {
        let size = database.pool.size();
        let idle = u32::try_from(database.pool.num_idle()).unwrap_or(size);
        gauge!(POOL_SIZE).set(size);
        gauge!(POOL_USED).set(size.saturating_sub(idle));
        tokio::select! {
            () = tokio::time::sleep(SAMPLE_EVERY) => {}
            () = end.cancelled() => return,
        }
    }
}
