//! What tests ask of metrics: that they keep Prometheus' conventions, that they are documented, and that alerts and the
//! dashboard in `docs/operations` use none that does not exist.
//!
//! Where `promtool` is installed it has a say too; the rules it would apply are kept here as well, since it mostly is not.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "for tests alone: what cannot be read has failed")]

mod exposition;
mod operators;
pub mod promtool;

pub use exposition::{Exposition, Family};
pub use operators::{Documented, documented, used};

use std::path::PathBuf;

/// The directory of what operators read and load.
#[must_use]
pub fn operations() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/operations")
}

/// Everything there is to ask of the metrics of one program, after each of them was caused once.
///
/// `program` begins the names of its own metrics.
///
/// # Panics
/// With all that is wrong.
pub fn check(text: &str, program: &str) {
    let shown = Exposition::read(text);
    let mut faults = shown.faults();
    let documented = documented();
    for (name, family) in shown.families() {
        match documented.get(name) {
            None => faults.push(format!("{name} is not in metrics.md")),
            Some(told) if told.kind != family.kind => {
                faults.push(format!("{name} is no {} but a {}", told.kind, family.kind));
            }
            Some(told) if told.labels != family.labels => {
                faults
                    .push(format!("{name} has the labels {:?}, and metrics.md says {:?}", family.labels, told.labels));
            }
            Some(_) => {}
        }
    }
    let own = format!("{program}_");
    for name in documented.keys().filter(|name| name.starts_with(&own) && !shown.families().contains_key(*name)) {
        faults.push(format!("{name} is in metrics.md and not shown"));
    }
    if let Some(Err(said)) = promtool::check_metrics(text) {
        faults.push(said);
    }
    assert!(faults.is_empty(), "{faults:#?}\n{text}");
}
