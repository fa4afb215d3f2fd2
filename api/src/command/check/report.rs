//! What was looked at, and what was found.

use std::fmt;

use platform::table::Table;
use sea_orm::DbErr;
use serde_json::{Value, json};

/// Something to look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Check {
    /// By this it is known: `azl.E…` must not be, `azl.W…` should not be.
    pub id: &'static str,
    /// How it should be.
    pub title: &'static str,
    /// What to do where it is not.
    pub remedy: &'static str,
}

impl Check {
    pub const fn new(id: &'static str, title: &'static str, remedy: &'static str) -> Self {
        Self { id, title, remedy }
    }

    fn is_error(&self) -> bool {
        self.id.starts_with("azl.E")
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is as it should be.
    Fine,
    /// It is not, for this reason.
    Bad(String),
    /// It could not be told, for this reason.
    Untold(String),
}

impl Outcome {
    /// Fine, unless something is `wrong`.
    pub fn unless(wrong: bool, detail: impl FnOnce() -> String) -> Self {
        if wrong { Self::Bad(detail()) } else { Self::Fine }
    }

    /// As `judge` finds what the database answered.
    pub fn of<T>(answer: Result<T, DbErr>, judge: impl FnOnce(T) -> Self) -> Self {
        answer.map_or_else(|_| Self::Untold("the database does not tell".to_owned()), judge)
    }
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Report(Vec<(Check, Outcome)>);

impl Report {
    pub fn note(&mut self, check: Check, outcome: Outcome) {
        self.0.push((check, outcome));
    }

    fn bad(&self) -> impl Iterator<Item = (&Check, &String)> {
        self.0.iter().filter_map(|(check, outcome)| match outcome {
            Outcome::Bad(detail) => Some((check, detail)),
            Outcome::Fine | Outcome::Untold(_) => None,
        })
    }

    pub fn errors(&self) -> usize {
        self.bad().filter(|(check, _)| check.is_error()).count()
    }

    pub fn json(&self) -> Value {
        let checks = self.0.iter().map(|(check, outcome)| {
            let (word, detail) = match outcome {
                Outcome::Fine => ("fine", None),
                Outcome::Bad(detail) if check.is_error() => ("error", Some(detail)),
                Outcome::Bad(detail) => ("warning", Some(detail)),
                Outcome::Untold(why) => ("untold", Some(why)),
            };
            let remedy = matches!(outcome, Outcome::Bad(_)).then_some(check.remedy);
            json!({"id": check.id, "title": check.title, "outcome": word, "detail": detail, "remedy": remedy})
        });
        let errors = self.errors();
        json!({"errors": errors, "warnings": self.bad().count() - errors, "checks": checks.collect::<Vec<_>>()})
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["CHECK", "FOUND", "REMEDY"]);
        for (check, detail) in self.bad() {
            table.row([check.id.to_owned(), detail.clone(), check.remedy.to_owned()]);
        }
        let (bad, errors) = (self.bad().count(), self.errors());
        if bad > 0 {
            writeln!(formatter, "{table}\n")?;
        }
        for (check, outcome) in &self.0 {
            if let Outcome::Untold(why) = outcome {
                writeln!(formatter, "{}: cannot be told: {why} ({})", check.id, check.title)?;
            }
        }
        write!(formatter, "{} checks: {errors} errors, {} warnings", self.0.len(), bad - errors)
    }
}
