//! What an edit changed: each column that has another value now, with both.

use sea_orm::sea_query::sea_value_to_json_value;
use sea_orm::{EntityTrait, Iden, Iterable, ModelTrait, Value};
use serde_json::{Map, Value as Json, json};

/// Columns that change with every edit, or are counted by the database.
const UNTOLD: [&str; 5] = ["id", "version", "created_at", "updated_at", "confirmed_seats"];

/// Longest text that is kept of a value, characters: the log tells what was done, it is no archive.
const LONGEST: usize = 200;

/// `{"changed": {"title": {"from": …, "to": …}}}`. For records of the company; those of guests hold personal data.
pub(crate) fn changes<M: ModelTrait>(before: &M, after: &M) -> Json {
    let mut changed = Map::new();
    for column in <M::Entity as EntityTrait>::Column::iter() {
        let name = Iden::unquoted(&column).to_owned();
        let (from, to) = (before.get(column), after.get(column));
        if from != to && !UNTOLD.contains(&name.as_str()) {
            changed.insert(name, json!({"from": told(&from), "to": told(&to)}));
        }
    }
    json!({ "changed": changed })
}

fn told(value: &Value) -> Json {
    match value {
        Value::ChronoDateTimeUtc(Some(at)) => Json::String(at.to_rfc3339()),
        Value::String(Some(text)) => Json::String(shortened(text)),
        other => sea_value_to_json_value(other),
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use entity::show;
    use serde_json::json;

    use super::changes;

    #[test]
    fn only_what_differs_is_told_and_long_texts_are_cut() {
        let before = show::Model {
            id: 1,
            slug: "il-gabbiano".into(),
            title: "Il gabbiano".into(),
            summary: String::new(),
            description: "a".repeat(300),
            duration_minutes: None,
            poster_image: None,
            is_published: false,
            version: 1,
            created_at: "2026-05-16T18:30:00Z".parse().unwrap(),
            updated_at: "2026-05-16T18:30:00Z".parse().unwrap(),
        };
        let mut after = before.clone();
        assert_eq!(changes(&before, &after), json!({"changed": {}}));
        after.version = 2;
        after.duration_minutes = Some(90);
        after.description = "b".to_owned();
        let cut = format!("{}…", "a".repeat(200));
        let expected = json!({"changed": {
            "description": {"from": cut, "to": "b"},
            "duration_minutes": {"from": null, "to": 90},
        }});
        assert_eq!(changes(&before, &after), expected);
    }
}
