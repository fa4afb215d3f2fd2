//! Any story that two evenings can have, told to the rules on a real PostgreSQL and to a ledger that fits on a few pages:
//! after each act both must say the same, and the tables must agree with each other.
//!
//! `PROPTEST_CASES=500` tells more stories than a run of all tests does.
#![expect(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

mod act;
#[path = "../box_office/mod.rs"]
mod box_office;
mod ledger;
mod season;

use act::{Act, act};
use ledger::{Evening, LARGEST_PARTY, Ledger};
use proptest::prelude::*;
use season::Season;

/// One in two and a half hours, one in three days.
fn evenings() -> Vec<Evening> {
    let evening = |starts_at| Evening { starts_at, room: 12, additional: 0, kept: 0, open: true, called_off: false };
    vec![evening(150), evening(3 * 24 * 60)]
}

async fn tell(story: &[Act]) {
    let mut ledger = Ledger::new(evenings());
    let mut season = Season::open(&ledger.evenings, LARGEST_PARTY).await;
    for act in story {
        let who = ledger.who(act);
        let before = ledger.parties.len();
        let expected = ledger.act(act);
        let told = season.act(act, who, ledger.clock).await;
        assert_eq!(told, expected, "{act:?} of {who:?}");
        if ledger.parties.len() > before {
            season.welcome(before).await;
        }
        season.agrees_with(&ledger, act).await;
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_the_rules_say_what_the_ledger_says(story in prop::collection::vec(act(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(tell(&story));
    }
}
