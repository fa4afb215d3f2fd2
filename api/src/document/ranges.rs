//! Ranges of values that the rules know and the types do not show, for readers of the documents. The rules check them,
//! all at once and in words; checks of the framework's own would stop at the first.

use serde_json::{Value, json};

use booking::staff::password;
use booking::values::PartySize;

use crate::request::{LARGEST_PAGE, LAST_PAGE, LONGEST_KEY};

/// Writes the ranges into a document.
pub fn describe(document: &mut Value) {
    let party = json!({"minimum": 1, "maximum": PartySize::MAX});
    let email = json!({"minLength": 3, "format": "email"});
    let members = [
        ("ReservationRequest", "name", json!({"minLength": 1})),
        ("ReservationRequest", "email", email.clone()),
        ("ReservationRequest", "party_size", party.clone()),
        ("ResendRequest", "email", email),
        ("CheckInRequest", "admitted", party.clone()),
        ("WalkInRequest", "party_size", party),
        ("PasswordChange", "new_password", json!({"minLength": password::SHORTEST, "maxLength": password::LONGEST})),
    ];
    for (schema, member, range) in members {
        if let Some(property) = document["components"]["schemas"].pointer_mut(&format!("/{schema}/properties/{member}"))
        {
            add(property, &range);
        }
    }
    let parameters = [
        ("page", json!({"minimum": 1, "maximum": LAST_PAGE})),
        ("page_size", json!({"minimum": 1, "maximum": LARGEST_PAGE})),
        ("date", json!({"format": "date"})),
        ("Idempotency-Key", json!({"minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"})),
    ];
    for parameter in parameters_of(document) {
        if let Some((_, range)) = parameters.iter().find(|(name, _)| parameter["name"] == *name) {
            add(&mut parameter["schema"], range);
        }
    }
}

fn parameters_of(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let methods = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = methods.filter_map(Value::as_object_mut).flat_map(|methods| methods.values_mut());
    operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut()).flatten()
}

fn add(schema: &mut Value, range: &Value) {
    for (name, value) in range.as_object().into_iter().flatten() {
        schema[name] = value.clone();
    }
}
