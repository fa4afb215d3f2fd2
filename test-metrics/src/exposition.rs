//! Prometheus text (exposition format 0.0.4), and the conventions of <https://prometheus.io/docs/practices/naming/> as
//! `promtool check metrics` applies them.

use std::collections::{BTreeMap, BTreeSet};

/// Units that have a base unit.
const NO_BASE_UNITS: [&str; 14] = [
    "milliseconds",
    "microseconds",
    "nanoseconds",
    "minutes",
    "hours",
    "days",
    "ms",
    "us",
    "ns",
    "kilobytes",
    "megabytes",
    "gigabytes",
    "percent",
    "celsius_degrees",
];

/// Beginnings that Prometheus and its own libraries share among programs.
const SHARED: [&str; 2] = ["process_", "azionelab_"];

/// One metric with all its labels.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Family {
    /// `counter`, `gauge` or `histogram`.
    pub kind: String,
    /// What it means.
    pub help: String,
    /// Names of its labels, but for a histogram's own `le`.
    pub labels: BTreeSet<String>,
}

/// Metrics, as scrapers see them.
#[derive(Debug, Default)]
pub struct Exposition {
    families: BTreeMap<String, Family>,
    strays: Vec<String>,
}

impl Exposition {
    /// Reads what `/metrics` answers.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut read = Self::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some((name, help)) = line.strip_prefix("# HELP ").and_then(|rest| rest.split_once(' ')) {
                help.clone_into(&mut read.families.entry(name.to_owned()).or_default().help);
            } else if let Some((name, kind)) = line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' ')) {
                kind.clone_into(&mut read.families.entry(name.to_owned()).or_default().kind);
            } else if !line.starts_with('#') {
                read.sample(line);
            }
        }
        read
    }

    fn sample(&mut self, line: &str) {
        let series = line.rsplit_once(' ').map_or(line, |(series, _)| series);
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        let Some(family) = self.families.get_mut(&family_of(name, &self.families)) else {
            self.strays.push(line.to_owned());
            return;
        };
        family.labels.extend(label_names(labels.trim_end_matches('}')).filter(|label| label != "le"));
    }

    /// All metrics by name.
    #[must_use]
    pub fn families(&self) -> &BTreeMap<String, Family> {
        &self.families
    }

    /// What goes against the conventions, each in a sentence.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults: Vec<String> = self.strays.iter().map(|line| format!("no TYPE goes before: {line}")).collect();
        for (name, family) in &self.families {
            let mut fault = |what: &str| faults.push(format!("{name} {what}"));
            if family.help.is_empty() {
                fault("has no HELP");
            }
            match family.kind.as_str() {
                "counter" if !name.ends_with("_total") => fault("is a counter and does not end in _total"),
                "gauge" | "histogram" if name.ends_with("_total") => fault("ends in _total and is no counter"),
                "counter" | "gauge" if ["_count", "_sum", "_bucket"].iter().any(|end| name.ends_with(end)) => {
                    fault("ends as the parts of a histogram do");
                }
                "histogram" if !name.ends_with("_seconds") && !name.ends_with("_bytes") => fault("has no base unit"),
                "counter" | "gauge" | "histogram" => {}
                other => fault(&format!("is of the type {other:?}")),
            }
            let words: Vec<&str> = name.split('_').collect();
            if let Some(unit) = words.iter().find(|word| NO_BASE_UNITS.contains(*word)) {
                fault(&format!("counts {unit}, which is no base unit"));
            }
            if words.contains(&family.kind.as_str()) {
                fault("has its type in its name");
            }
            if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_') {
                fault("is not in snake_case");
            }
            if family.labels.contains("quantile") {
                fault("has a reserved label");
            }
            if !SHARED.iter().any(|beginning| name.starts_with(beginning)) && words.len() < 2 {
                fault("does not begin with the name of its program");
            }
        }
        faults
    }
}

/// The metric that a sample belongs to: a histogram's samples have endings of their own.
fn family_of(sample: &str, families: &BTreeMap<String, Family>) -> String {
    let histogram = ["_bucket", "_sum", "_count"].iter().find_map(|end| sample.strip_suffix(end));
    match histogram.filter(|name| families.get(*name).is_some_and(|family| family.kind == "histogram")) {
        Some(name) => name.to_owned(),
        None => sample.to_owned(),
    }
}

/// The names in `a="x",b="y"`; values may hold anything that is escaped.
fn label_names(labels: &str) -> impl Iterator<Item = String> {
    let (mut names, mut name, mut quoted, mut escaped) = (Vec::new(), String::new(), false, false);
    for character in labels.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '=' => names.push(std::mem::take(&mut name)),
            ',' => {}
            other => name.push(other),
        }
    }
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use super::Exposition;

    fn faults(text: &str) -> Vec<String> {
        Exposition::read(text).faults()
    }

    #[test]
    fn what_keeps_the_conventions_is_taken() {
        let text = "# HELP api_requests_total Requests answered\n# TYPE api_requests_total counter\n\
            api_requests_total{method=\"GET\",route=\"/a\\\"b,{id}=\"} 3\n\n\
            # HELP api_wait_seconds Waits\n# TYPE api_wait_seconds histogram\n\
            api_wait_seconds_bucket{step=\"x\",le=\"0.1\"} 1\napi_wait_seconds_sum{step=\"x\"} 0.2\n\
            api_wait_seconds_count{step=\"x\"} 1\n";
        assert_eq!(faults(text), [""; 0]);
        let read = Exposition::read(text);
        let labels = |name: &str| read.families()[name].labels.iter().cloned().collect::<Vec<_>>();
        assert_eq!(
            (labels("api_requests_total"), labels("api_wait_seconds")),
            (vec!["method".into(), "route".into()], vec!["step".into()])
        );
    }

    #[test]
    fn each_convention_is_asked_for() {
        for (metric, kind, fault) in [
            ("api_requests", "counter", "does not end in _total"),
            ("api_requests_total", "gauge", "is no counter"),
            ("api_requests_count", "gauge", "parts of a histogram"),
            ("api_wait_milliseconds", "gauge", "no base unit"),
            ("api_wait", "histogram", "no base unit"),
            ("api_gauge_of_seats", "gauge", "type in its name"),
            ("api_openSeats", "gauge", "snake_case"),
            ("seats", "gauge", "name of its program"),
        ] {
            let found = faults(&format!("# HELP {metric} Some\n# TYPE {metric} {kind}\n{metric} 1\n"));
            assert!(found.iter().any(|told| told.contains(fault)), "{metric}: {found:?}");
        }
        assert!(faults("# TYPE api_seats gauge\napi_seats 1\n")[0].contains("no HELP"));
        assert!(faults("api_seats 1\n")[0].contains("no TYPE"));
    }
}
