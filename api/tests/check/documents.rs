//! `docs/operations/checks.md` says of each check what the command says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// How it should be, and the remedy.
type Words = (String, String);

/// What the code says, by id.
fn coded() -> BTreeMap<String, Words> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command/check");
    let mut checks = BTreeMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        let program = source.split("#[cfg(test)]").next().unwrap();
        let before = checks.len();
        let named = constant(program, "REMEDY");
        for check in program.split("Check::new(").skip(1).filter(|text| text.trim_start().starts_with('"')) {
            let (id, rest) = literal(check).unwrap();
            let (title, rest) = literal(rest).unwrap();
            let next = rest.trim_start_matches([',', ' ', '\n']);
            let remedy = if next.starts_with("REMEDY") { named.clone().unwrap() } else { literal(rest).unwrap().0 };
            assert_eq!(checks.insert(id.clone(), (title, remedy)), None, "{id} is there twice");
        }
        let ids: usize = ["\"azl.E0", "\"azl.W0"].map(|start| program.matches(start).count()).iter().sum();
        assert_eq!(checks.len() - before, ids, "an id stands in another form than Check::new(id, title, remedy)");
    }
    checks
}

fn constant(source: &str, name: &str) -> Option<String> {
    source.split(&format!("const {name}: &str =")).nth(1).and_then(literal).map(|(text, _)| text)
}

/// The first string literal of some source, and what follows it.
fn literal(source: &str) -> Option<(String, &str)> {
    let (_, text) = source.split_once('"')?;
    let end = text.match_indices('"').map(|(at, _)| at).find(|at| !text[..*at].ends_with('\\'))?;
    Some((text[..end].replace("\\\"", "\""), &text[end + 1..]))
}

/// What the document says, by id.
fn documented() -> BTreeMap<String, Words> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operations/checks.md");
    let text = fs::read_to_string(file).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `azl."));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [id, title, meaning, remedy] = cells[..] else { panic!("{row}") };
        assert!(meaning.len() > 10, "{row}");
        (id.trim_matches('`').to_owned(), (title.to_owned(), remedy.to_owned()))
    })
    .collect()
}

#[test]
fn every_check_is_explained_in_the_words_of_the_command() {
    let coded = coded();
    assert!(coded.len() > 60, "{coded:?}");
    assert_eq!(documented(), coded);
}
