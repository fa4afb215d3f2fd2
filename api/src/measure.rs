//! What the API counts and times. Labels are from closed sets: no address, no id.

use std::time::Duration;

use booking::check_in::Outcome;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};

const REQUESTS: &str = "api_requests_total";
const REQUEST_SECONDS: &str = "api_request_duration_seconds";
const RESERVATIONS: &str = "api_reservations_requested_total";
const CONFIRMATIONS: &str = "api_reservations_confirmed_total";
const LACKED: &str = "api_seats_lacked_total";
const HONEYPOT: &str = "api_honeypot_total";
const CHECK_INS: &str = "api_check_ins_total";
const UNDONE: &str = "api_check_ins_undone_total";

/// Steps at which somebody may be refused for lack of seats.
const STEPS: [&str; 5] = ["request", "confirm", "desk", "edit", "walk_in"];

/// What becomes of a party at the door, and of a ticket that is none.
const OUTCOMES: [&str; 6] = [
    Outcome::CheckedIn.as_str(),
    Outcome::AlreadyCheckedIn.as_str(),
    Outcome::WrongPerformance.as_str(),
    Outcome::NotConfirmed.as_str(),
    Outcome::Cancelled.as_str(),
    UNKNOWN,
];
const UNKNOWN: &str = "unknown";

/// Whose act it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A visitor, on the site.
    Guest,
    /// A user of the house, for a guest.
    Staff,
}

impl By {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Staff => "staff",
        }
    }
}

/// Tells scrapers what the figures mean. What may be counted is shown as nought until then: a counter that appears with
/// its first event hides that event from whoever asks for its increase.
pub fn describe() {
    describe_counter!(REQUESTS, Unit::Count, "Requests answered, by method, route and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "Time until a request was answered, by method and route");
    describe_counter!(RESERVATIONS, Unit::Count, "Requests for seats that were recorded, by whose act");
    describe_counter!(
        CONFIRMATIONS,
        Unit::Count,
        "Reservations that were confirmed, by whose act; walk-ins are counted as check-ins"
    );
    describe_counter!(LACKED, Unit::Count, "Refusals for lack of seats, by step");
    describe_counter!(HONEYPOT, Unit::Count, "Requests for seats by programs that fill in hidden fields");
    describe_counter!(CHECK_INS, Unit::Count, "Presentations at the door, by outcome");
    describe_counter!(UNDONE, Unit::Count, "Admissions that were taken back");
    for by in [By::Guest, By::Staff] {
        counter!(RESERVATIONS, "by" => by.as_str()).increment(0);
        counter!(CONFIRMATIONS, "by" => by.as_str()).increment(0);
    }
    for step in STEPS {
        counter!(LACKED, "step" => step).increment(0);
    }
    for outcome in OUTCOMES {
        counter!(CHECK_INS, "outcome" => outcome).increment(0);
    }
    counter!(HONEYPOT).increment(0);
    counter!(UNDONE).increment(0);
}

/// A request was answered. `route` is the template of its path.
pub fn request(method: &'static str, route: &str, status: u16, took: Duration) {
    let labels = [("method", method.to_owned()), ("route", route.to_owned())];
    histogram!(REQUEST_SECONDS, &labels).record(took);
    let [method, route] = labels;
    counter!(REQUESTS, &[method, route, ("status", status.to_string())]).increment(1);
}

/// A request for seats was recorded.
pub fn reservation_requested(by: By) {
    counter!(RESERVATIONS, "by" => by.as_str()).increment(1);
}

/// A reservation was confirmed.
pub fn reservation_confirmed(by: By) {
    counter!(CONFIRMATIONS, "by" => by.as_str()).increment(1);
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

/// Somebody showed a ticket, or named a reference, that nobody knows.
pub fn check_in_unknown() {
    counter!(CHECK_INS, "outcome" => UNKNOWN).increment(1);
}

/// An admission was taken back.
pub fn check_in_undone() {
    counter!(UNDONE).increment(1);
}
