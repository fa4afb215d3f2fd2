//! Tables for a terminal: columns as wide as what is in them, figures to the right.

use std::fmt;

/// Between two columns.
const GAP: &str = "  ";

/// A table under its headings.
#[derive(Debug)]
pub struct Table {
    headings: Vec<Heading>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug)]
struct Heading {
    text: &'static str,
    to_the_right: bool,
}

impl Table {
    /// A table without rows. A heading that begins with `>` is of a column of figures.
    #[must_use]
    pub fn new(headings: &[&'static str]) -> Self {
        let heading = |text: &&'static str| Heading {
            text: text.strip_prefix('>').unwrap_or(text),
            to_the_right: text.starts_with('>'),
        };
        Self { headings: headings.iter().map(heading).collect(), rows: Vec::new() }
    }

    /// Adds a row, a cell a column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| on_one_line(&cell)).collect());
    }
}

/// What comes from a database may hold anything; a terminal obeys control characters.
fn on_one_line(cell: &str) -> String {
    cell.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headings: Vec<String> = self.headings.iter().map(|heading| heading.text.to_owned()).collect();
        let lines = || std::iter::once(&headings).chain(&self.rows);
        let width = |column: usize| {
            lines().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..headings.len()).map(width).collect();
        for (number, line) in lines().enumerate() {
            let cells = line.iter().zip(&widths).zip(&self.headings).map(|((cell, width), heading)| {
                if heading.to_the_right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            });
            let line = cells.collect::<Vec<_>>().join(GAP);
            if number > 0 {
                formatter.write_str("\n")?;
            }
            formatter.write_str(line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn columns_are_as_wide_as_what_is_in_them_and_figures_stand_to_the_right() {
        let mut table = Table::new(&["QUEUE", ">FAILED", "WHY"]);
        table.row(["emails".to_owned(), "7".to_owned(), "550 no".to_owned()]);
        table.row(["è".to_owned(), "1234567".to_owned(), "a\u{1b}[31mb\nc".to_owned()]);
        let lines: Vec<String> = table.to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines, ["QUEUE    FAILED  WHY", "emails        7  550 no", "è       1234567  a [31mb c"]);
    }
}
