//! CSV that spreadsheets read as data.

use super::Cell;

/// Lines end as RFC 4180 says.
const END: &str = "\r\n";

pub(super) fn write<const COLUMNS: usize>(headings: &[&str; COLUMNS], rows: &[[Cell; COLUMNS]]) -> String {
    let mut out = String::new();
    line(&mut out, headings.iter().map(|heading| text(heading)));
    for row in rows {
        line(&mut out, row.iter().map(field));
    }
    out
}

fn line(out: &mut String, fields: impl Iterator<Item = String>) {
    let fields: Vec<String> = fields.collect();
    out.push_str(&fields.join(","));
    out.push_str(END);
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Text(content) => text(content),
        Cell::Number(number) => number.to_string(),
    }
}

fn text(content: &str) -> String {
    let guard = if is_formula(content) { "'" } else { "" };
    if content.contains([',', '"', '\r', '\n', ';', '\t']) || content.starts_with(' ') || content.ends_with(' ') {
        format!("\"{guard}{}\"", content.replace('"', "\"\""))
    } else {
        format!("{guard}{content}")
    }
}

/// Whether a spreadsheet would take a text for a formula: by its first character, that after white space which some
/// spreadsheets drop, or the wide form of it that East Asian keyboards make.
fn is_formula(content: &str) -> bool {
    let leads = |text: &str| {
        text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
    };
    leads(content) || leads(content.trim_start())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cell, is_formula, text, write};

    #[test]
    fn a_field_that_begins_like_a_formula_is_made_text() {
        for (typed, written) in [
            ("=1+1", "'=1+1"),
            ("=HYPERLINK(\"http://evil.example\",\"x\")", "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\""),
            ("+39 050 123456", "'+39 050 123456"),
            ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "\"'  =1\""),
            ("\u{ff1d}1", "'\u{ff1d}1"),
            ("Anna", "Anna"),
            ("a=b", "a=b"),
            ("D'Amico, \"Nino\"", "\"D'Amico, \"\"Nino\"\"\""),
            ("due righe\nqui", "\"due righe\nqui\""),
            ("", ""),
        ] {
            assert_eq!(text(typed), written, "{typed:?}");
        }
    }

    #[test]
    fn numbers_stay_numbers_and_lines_end_as_they_should() {
        let rows = [[Cell::Text("Anna".into()), Cell::Number(-1)]];
        assert_eq!(write(&["Name", "People"], &rows), "Name,People\r\nAnna,-1\r\n");
    }

    /// Reads one line of CSV, as RFC 4180 says.
    fn read(line: &str) -> Vec<String> {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        let mut characters = line.chars().peekable();
        while let Some(character) = characters.next() {
            match character {
                '"' if quoted && characters.peek() == Some(&'"') => {
                    characters.next();
                    fields.last_mut().unwrap().push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                other => fields.last_mut().unwrap().push(other),
            }
        }
        fields
    }

    proptest! {
        #[test]
        fn whatever_guests_write_is_read_back_and_never_begins_a_formula(one in any::<String>(), two in any::<String>()) {
            let rows = [[Cell::Text(one.clone()), Cell::Text(two.clone())]];
            let written = write(&["a", "b"], &rows);
            let line = written.strip_prefix("a,b\r\n").unwrap().strip_suffix("\r\n").unwrap();
            let fields = read(line);
            prop_assert_eq!(fields.len(), 2);
            for (field, typed) in fields.iter().zip([one, two]) {
                prop_assert!(!is_formula(field));
                let guarded = format!("'{typed}");
                prop_assert!(*field == typed || is_formula(&typed) && *field == guarded);
            }
        }
    }
}
