//! The files for operators: the table of metrics, the alerts, the dashboard.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::operations;

/// What `metrics.md` says of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Documented {
    /// Its type.
    pub kind: String,
    /// Names of its labels.
    pub labels: BTreeSet<String>,
}

/// The table of `metrics.md`, by name.
///
/// # Panics
/// When it cannot be read.
#[must_use]
pub fn documented() -> BTreeMap<String, Documented> {
    let text = fs::read_to_string(operations().join("metrics.md")).unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(name, rest)| {
        let cells: Vec<&str> = rest.split('|').map(str::trim).collect();
        let labels = cells[2].split(',').map(|label| label.trim().trim_matches('`').to_owned());
        let labels = labels.filter(|label| !label.is_empty() && label != "–").collect();
        (name.to_owned(), Documented { kind: cells[1].to_owned(), labels })
    })
    .collect()
}

/// Metrics of ours that alerts and the dashboard ask for, by file.
///
/// # Panics
/// When a file cannot be read.
#[must_use]
pub fn used() -> BTreeMap<&'static str, BTreeSet<String>> {
    let alerts = fs::read_to_string(operations().join("alerts.yml")).unwrap();
    let dashboard = fs::read_to_string(operations().join("dashboard.json")).unwrap();
    let mut questions = String::new();
    collect_questions(&serde_json::from_str(&dashboard).unwrap(), &mut questions);
    BTreeMap::from([("alerts.yml", names_in(&alerts)), ("dashboard.json", names_in(&questions))])
}

fn collect_questions(value: &Value, questions: &mut String) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name == "expr" || name == "query" => {
                        questions.push_str(text);
                        questions.push('\n');
                    }
                    other => collect_questions(other, questions),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect_questions(value, questions)),
        _ => {}
    }
}

/// Words that begin as our metrics do.
fn names_in(text: &str) -> BTreeSet<String> {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    let ours = words.filter(|word| {
        ["api_", "worker_", "azionelab_", "process_"].iter().any(|beginning| word.starts_with(beginning))
    });
    ours.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::{documented, names_in, used};
    use crate::operations;

    #[test]
    fn a_question_is_taken_apart_into_names() {
        let asked = "histogram_quantile(0.99, sum by (le) (rate(api_wait_seconds_bucket{route!~\"/api/x\"}[5m]))) > worker_seats";
        assert_eq!(names_in(asked), BTreeSet::from(["api_wait_seconds_bucket".to_owned(), "worker_seats".to_owned()]));
    }

    #[test]
    fn alerts_and_dashboard_ask_for_metrics_that_exist() {
        let documented = documented();
        for (file, names) in used() {
            assert!(names.len() > 5, "{file} asks for {names:?}");
            for name in names {
                let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
                let is_part =
                    histogram.is_some_and(|base| documented.get(base).is_some_and(|told| told.kind == "histogram"));
                let is_whole = documented.get(&name).is_some_and(|told| told.kind != "histogram");
                assert!(is_part || is_whole, "{file} asks for {name}, which does not exist");
            }
        }
    }

    #[test]
    fn every_alert_leads_to_a_page_that_is_there() {
        let alerts = fs::read_to_string(operations().join("alerts.yml")).unwrap();
        let count = |what: &str| alerts.lines().filter(|line| line.trim_start().starts_with(what)).count();
        let links: Vec<&str> = alerts.lines().filter_map(|line| line.trim().strip_prefix("runbook_url: ")).collect();
        assert_eq!(
            (links.len(), count("summary: "), count("severity: ")),
            (count("- alert: "), links.len(), links.len())
        );
        for link in links {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let page = fs::read_to_string(operations().join("../..").join(path));
            let page = page.unwrap_or_else(|error| panic!("{link}: {error}"));
            let anchor = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
            let has_it = page.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading);
            assert!(heading.is_empty() || has_it, "{path} has no {heading}");
        }
    }
}
