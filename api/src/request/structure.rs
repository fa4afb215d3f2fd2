//! Holds a body against the very schema that the document shows, and tells all that is wrong with it at once. The
//! framework itself stops at the first fault and names none in a way that programs could read.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use serde_json::{Map, Value};

use crate::json::FieldError;
use crate::problem::{Problem, fault};

/// Checks `value` against the flat object called `name`. Whole numbers written with a fraction (`2.0`), which JSON
/// Schema counts as integers, are rewritten.
///
/// # Errors
/// 422 with all faults.
pub fn check(value: &mut Value, name: &str, registry: &Registry) -> Result<(), Problem> {
    let Some(schema) = registry.schemas.get(name) else { return Ok(()) };
    let Value::Object(members) = value else {
        return Err(Problem::validation(vec![fault("", "invalid", "must be a JSON object")]));
    };
    let mut faults = unknown(members, schema);
    for (name, property) in &schema.properties {
        let required = schema.required.contains(name);
        match members.get_mut(*name) {
            None | Some(Value::Null) if required => faults.push(fault(name, "required", "is required")),
            None | Some(Value::Null) => {}
            Some(value) => faults.extend(wrong(value, property, registry).map(|(code, says)| fault(name, code, says))),
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::validation(faults)) }
}

fn unknown(members: &Map<String, Value>, schema: &MetaSchema) -> Vec<FieldError> {
    members
        .keys()
        .filter(|key| !schema.properties.iter().any(|(name, _)| name == key))
        .map(|key| fault(&shortened(key), "unknown", "is not a field of this request"))
        .collect()
}

/// A name that a client made up, short enough to be said back.
fn shortened(key: &str) -> String {
    key.chars().take(64).filter(|character| !character.is_control()).collect()
}

fn wrong(value: &mut Value, property: &MetaSchemaRef, registry: &Registry) -> Option<(&'static str, String)> {
    let schema = match property {
        MetaSchemaRef::Inline(schema) => match schema.all_of.first() {
            Some(MetaSchemaRef::Reference(name)) => registry.schemas.get(name)?,
            _ => schema,
        },
        MetaSchemaRef::Reference(name) => registry.schemas.get(name)?,
    };
    match schema.ty {
        "integer" => whole(value),
        "boolean" if !value.is_boolean() => Some(("invalid", "must be true or false".to_owned())),
        "string" => text(value, schema),
        "array" => list(value, schema, registry),
        _ => None,
    }
}

/// The first fault of a list, told with the number of its item.
fn list(value: &mut Value, schema: &MetaSchema, registry: &Registry) -> Option<(&'static str, String)> {
    let Value::Array(items) = value else { return Some(("invalid", "must be a list".to_owned())) };
    let kind = schema.items.as_ref()?;
    (1..).zip(items).find_map(|(number, item): (usize, _)| {
        wrong(item, kind, registry).map(|(code, says)| (code, format!("item {number} {says}")))
    })
}

fn whole(value: &mut Value) -> Option<(&'static str, String)> {
    if value.is_i64() {
        return None;
    }
    match value.as_f64() {
        // Every whole number up to 2^53 is exact as a float; larger ones are not what anybody means here.
        Some(number) if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 => {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number within the range of i64")]
            let number = number as i64;
            *value = number.into();
            None
        }
        Some(number) if number.fract() == 0.0 => Some(("out_of_range", "is too large a number".to_owned())),
        _ => Some(("invalid", "must be a whole number".to_owned())),
    }
}

fn text(value: &Value, schema: &MetaSchema) -> Option<(&'static str, String)> {
    let Value::String(text) = value else { return Some(("invalid", "must be text".to_owned())) };
    if !schema.enum_items.is_empty() && !schema.enum_items.contains(value) {
        let known: Vec<String> = schema.enum_items.iter().map(Value::to_string).collect();
        return Some(("invalid", format!("must be one of {}", known.join(", "))));
    }
    match schema.max_length {
        Some(longest) if text.chars().count() > longest => {
            Some(("too_long", format!("must have at most {longest} characters")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use poem_openapi::registry::Registry;
    use serde_json::{Value, json};

    use super::check;
    use crate::json::{CheckInRequest, ReservationRequest};

    #[derive(poem_openapi::Object)]
    struct Times {
        at: Vec<String>,
    }

    fn faults<T: poem_openapi::types::Type>(mut value: Value) -> Vec<(String, String)> {
        let mut registry = Registry::new();
        T::register(&mut registry);
        let Err(problem) = check(&mut value, &T::name(), &registry) else { return Vec::new() };
        problem.errors().iter().map(|error| (error.field.clone(), error.code.clone())).collect()
    }

    fn named(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
    }

    #[test]
    fn everything_that_is_missing_is_told_at_once() {
        let told = faults::<ReservationRequest>(json!({}));
        let expected =
            [("name", "required"), ("email", "required"), ("party_size", "required"), ("privacy_accepted", "required")];
        assert_eq!(told, named(&expected));
    }

    #[test]
    fn wrong_types_unknown_fields_and_long_texts_are_told_by_field() {
        let told = faults::<ReservationRequest>(json!({
            "name": "x".repeat(101), "email": 5, "party_size": "two", "privacy_accepted": "yes", "locale": "fr", "admin": true
        }));
        let expected = [
            ("admin", "unknown"),
            ("name", "too_long"),
            ("email", "invalid"),
            ("party_size", "invalid"),
            ("locale", "invalid"),
            ("privacy_accepted", "invalid"),
        ];
        assert_eq!(told, named(&expected));
    }

    #[test]
    fn null_means_absent_where_a_field_may_be_absent() {
        assert_eq!(faults::<CheckInRequest>(json!({"token": null, "reference": "ABC", "source": null})), named(&[]));
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction() {
        assert_eq!(faults::<CheckInRequest>(json!({"admitted": 2.0})), named(&[]));
        assert_eq!(faults::<CheckInRequest>(json!({"admitted": 2.5})), named(&[("admitted", "invalid")]));
        assert_eq!(faults::<CheckInRequest>(json!({"admitted": 1e300})), named(&[("admitted", "out_of_range")]));
        assert_eq!(
            faults::<CheckInRequest>(json!({"admitted": 18_446_744_073_709_551_615_u64})),
            named(&[("admitted", "out_of_range")])
        );
    }

    #[test]
    fn a_list_tells_which_item_is_wrong() {
        assert_eq!(faults::<Times>(json!({"at": ["2026-05-16T20:30", 5]})), named(&[("at", "invalid")]));
        assert_eq!(faults::<Times>(json!({"at": "2026-05-16T20:30"})), named(&[("at", "invalid")]));
        assert_eq!(faults::<Times>(json!({"at": []})), named(&[]));
    }

    #[test]
    fn only_an_object_is_a_body() {
        assert_eq!(faults::<CheckInRequest>(json!([1])), named(&[("", "invalid")]));
    }
}
