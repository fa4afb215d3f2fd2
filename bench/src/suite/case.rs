//! What a measurement says: a figure of the product, the floor under it where there is one, and what was aimed at.

use serde::Serialize;

/// What is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The figure is this or more.
    AtLeast(f64),
    /// The figure is this or less.
    AtMost(f64),
    /// It is told, and nothing is aimed at.
    Told,
}

impl Target {
    /// Whether `figure` hits it; `None` where nothing is aimed at.
    #[must_use]
    pub fn is_hit(self, figure: f64) -> Option<bool> {
        match self {
            Self::AtLeast(least) => Some(figure >= least),
            Self::AtMost(most) => Some(figure <= most),
            Self::Told => None,
        }
    }
}

/// The product beside its floor, in the same rounds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Beside {
    /// Median of the floor.
    pub floor: f64,
    /// Median of the rounds' ratios, product to floor.
    pub ratio: f64,
    /// Smallest ratio of a round.
    pub least: f64,
    /// Largest ratio of a round.
    pub most: f64,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// The scenario that it belongs to, as `ONLY` names it.
    pub scenario: &'static str,
    /// What was measured.
    pub name: String,
    /// Unit of product and floor.
    pub unit: &'static str,
    /// Median of the product.
    pub product: f64,
    /// The floor, where there is one: the target is about the ratio then, else about the product.
    pub beside: Option<Beside>,
    /// What is aimed at.
    pub target: Target,
    /// What a reader has to know beside the figures.
    pub note: String,
}

impl Case {
    /// A figure that stands alone.
    #[must_use]
    pub fn alone(scenario: &'static str, name: &str, unit: &'static str, product: f64, target: Target) -> Self {
        Self { scenario, name: name.to_owned(), unit, product, beside: None, target, note: String::new() }
    }

    /// A figure beside its floor, from rounds of both.
    #[must_use]
    pub fn beside(
        scenario: &'static str,
        name: &str,
        unit: &'static str,
        rounds: &[(f64, f64)],
        target: Target,
    ) -> Self {
        let ratios: Vec<f64> = rounds.iter().map(|(product, floor)| product / floor).collect();
        let beside = Beside {
            floor: median(rounds.iter().map(|(_, floor)| *floor)),
            ratio: median(ratios.iter().copied()),
            least: ratios.iter().copied().fold(f64::INFINITY, f64::min),
            most: ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        };
        let product = median(rounds.iter().map(|(product, _)| *product));
        Self { scenario, name: name.to_owned(), unit, product, beside: Some(beside), target, note: String::new() }
    }

    /// The same with a remark.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// What the target is about.
    #[must_use]
    pub fn figure(&self) -> f64 {
        self.beside.map_or(self.product, |beside| beside.ratio)
    }

    /// Whether the target is hit.
    #[must_use]
    pub fn is_hit(&self) -> Option<bool> {
        self.target.is_hit(self.figure())
    }
}

/// The middle of some figures; of an even number of them, the mean of the two in the middle. None: not a number.
#[must_use]
pub fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = figures.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

/// The figure below which `share` of the sorted ones are.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list"
)]
pub fn percentile(sorted: &[f64], share: f64) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        count => sorted[(((count - 1) as f64) * share).round() as usize],
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, Target, median, percentile};

    #[test]
    fn the_middle_is_found_whatever_the_order() {
        assert!((median([3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median([4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
        assert!(median([]).is_nan());
    }

    #[test]
    fn a_percentile_is_one_of_the_figures() {
        let sorted: Vec<f64> = (0..=100).map(f64::from).collect();
        assert!((percentile(&sorted, 0.99) - 99.0).abs() < f64::EPSILON);
        assert!((percentile(&sorted, 0.5) - 50.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_ratio_is_the_median_of_the_rounds_and_not_the_ratio_of_medians() {
        let rounds = [(10.0, 10.0), (90.0, 100.0), (8.0, 16.0)];
        let case = Case::beside("x", "y", "/s", &rounds, Target::AtLeast(0.8));
        assert!((case.figure() - 0.9).abs() < 1e-9);
        assert_eq!(case.is_hit(), Some(true));
        assert_eq!(Case::alone("x", "y", "MB", 41.0, Target::AtMost(40.0)).is_hit(), Some(false));
    }
}
