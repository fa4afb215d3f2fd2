//! The table, for a terminal, for a document, and for machines.

use std::fmt::Write as _;

use platform::table::Table;
use serde_json::json;

use super::case::{Case, Target};

/// For a terminal.
#[must_use]
pub fn terminal(cases: &[Case]) -> String {
    let mut table =
        Table::new(&["SCENARIO", "CASE", ">PRODUCT", ">FLOOR", "UNIT", ">RATIO", "ROUNDS", "TARGET", "", "NOTE"]);
    for case in cases {
        let [product, floor, ratio, rounds] = figures(case);
        table.row([
            case.scenario.to_owned(),
            case.name.clone(),
            product,
            floor,
            case.unit.to_owned(),
            ratio,
            rounds,
            target(case.target),
            mark(case).to_owned(),
            case.note.clone(),
        ]);
    }
    table.to_string()
}

/// For a document.
#[must_use]
pub fn markdown(cases: &[Case]) -> String {
    let mut text = "| scenario | case | product | floor | unit | ratio (rounds) | target | | note |\n\
                    | --- | --- | ---: | ---: | --- | ---: | --- | --- | --- |\n"
        .to_owned();
    for case in cases {
        let [product, floor, ratio, rounds] = figures(case);
        let ratio = if rounds.is_empty() { ratio } else { format!("{ratio} ({rounds})") };
        let (name, target, mark) = (&case.name, target(case.target), mark(case));
        // Writing into a string does not fail.
        let _ = writeln!(
            text,
            "| {} | {name} | {product} | {floor} | {} | {ratio} | {target} | {mark} | {} |",
            case.scenario, case.unit, case.note
        );
    }
    text
}

/// For machines.
#[must_use]
pub fn machine(cases: &[Case], conditions: &serde_json::Value) -> String {
    let hit: Vec<_> = cases.iter().map(|case| json!({"case": case, "hit": case.is_hit()})).collect();
    format!("{:#}\n", json!({"conditions": conditions, "cases": hit}))
}

fn figures(case: &Case) -> [String; 4] {
    match case.beside {
        Some(beside) => [
            short(case.product),
            short(beside.floor),
            format!("{:.2}", beside.ratio),
            format!("{:.2}–{:.2}", beside.least, beside.most),
        ],
        None => [short(case.product), String::new(), String::new(), String::new()],
    }
}

/// Three digits are more than the machine promises.
fn short(figure: f64) -> String {
    match figure.abs() {
        size if size >= 100.0 => format!("{figure:.0}"),
        size if size >= 10.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

fn target(target: Target) -> String {
    match target {
        Target::AtLeast(least) => format!("≥ {least}"),
        Target::AtMost(most) => format!("≤ {most}"),
        Target::Told => String::new(),
    }
}

fn mark(case: &Case) -> &'static str {
    match case.is_hit() {
        Some(true) => "✓",
        Some(false) => "✗",
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::{markdown, terminal};
    use crate::suite::case::{Case, Target};

    #[test]
    fn a_line_tells_both_figures_their_ratio_and_whether_it_is_enough() {
        let cases = [
            Case::beside("hot", "bookings", "/s", &[(90.0, 100.0)], Target::AtLeast(0.8)),
            Case::alone("memory", "API", "MB", 41.25, Target::AtMost(40.0)).noted("at rest"),
        ];
        let table = markdown(&cases);
        assert!(table.contains("| hot | bookings | 90.0 | 100 | /s | 0.90 (0.90–0.90) | ≥ 0.8 | ✓ |  |"), "{table}");
        assert!(table.contains("| memory | API | 41.2 |  | MB |  | ≤ 40 | ✗ | at rest |"), "{table}");
        assert_eq!(terminal(&cases).lines().count(), 3);
    }
}
