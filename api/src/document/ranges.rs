//! Ranges of values that the rules know and the types do not show, for readers of the documents. The rules check them,
//! all at once and in words; checks of the framework's own would stop at the first.

use serde_json::{Value, json};

use booking::season::performance::{LARGEST_ROOM, LONGEST_BEFORE};
use booking::season::show::LONGEST_SHOW;
use booking::staff::{api_token, password};
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
        ("CheckInRequest", "admitted", party.clone()),
        ("WalkInRequest", "party_size", party),
        ("ResendRequest", "email", email.clone()),
        ("PasswordResetRequest", "email", email),
        ("NewApiToken", "name", json!({"minLength": 1})),
        ("NewApiToken", "days", json!({"minimum": 1, "maximum": api_token::LONGEST.num_days()})),
        ("PasswordReset", "new_password", json!({"minLength": password::SHORTEST, "maxLength": password::LONGEST})),
        ("PasswordChange", "new_password", json!({"minLength": password::SHORTEST, "maxLength": password::LONGEST})),
    ];
    for (schema, member, range) in members.into_iter().chain(of_administration()) {
        if let Some(property) = document["components"]["schemas"].pointer_mut(&format!("/{schema}/properties/{member}"))
        {
            add(property, &range);
        }
    }
    let parameters = [
        ("page", json!({"minimum": 1, "maximum": LAST_PAGE})),
        ("page_size", json!({"minimum": 1, "maximum": LARGEST_PAGE})),
        // Empty is the same as absent, as everywhere in a query.
        ("date", json!({"pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"})),
        ("Idempotency-Key", json!({"minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"})),
    ];
    for parameter in parameters_of(document) {
        if let Some((_, range)) = parameters.iter().find(|(name, _)| parameter["name"] == *name) {
            add(&mut parameter["schema"], range);
        }
    }
}

fn of_administration() -> Vec<(&'static str, &'static str, Value)> {
    let party = json!({"minimum": 1, "maximum": PartySize::MAX});
    let seats = json!({"minimum": 0, "maximum": LARGEST_ROOM});
    let before = json!({"minimum": 0, "maximum": LONGEST_BEFORE});
    let minutes = json!({"minimum": 1, "maximum": LONGEST_SHOW});
    let slug = json!({"pattern": "^[a-z0-9]*(-[a-z0-9]+)*$"});
    let email = json!({"minLength": 3, "format": "email"});
    let password = json!({"minLength": password::SHORTEST, "maxLength": password::LONGEST});
    let colour = json!({"pattern": "^(#[0-9A-Fa-f]{6})?$"});
    let mut members = vec![
        ("NewShow", "title", json!({"minLength": 1})),
        ("NewVenue", "name", json!({"minLength": 1})),
        ("NewSeries", "starts_at", json!({"minItems": 1, "uniqueItems": true})),
        ("NewSeries", "doors_open_minutes_before", before.clone()),
        ("NewSeries", "booking_closes_minutes_before", before),
        ("NewReservation", "name", json!({"minLength": 1})),
        ("PartyCheckIn", "admitted", party.clone()),
        ("NewUser", "username", json!({"minLength": 2, "pattern": "^[A-Za-z0-9._-]+$"})),
        ("NewUser", "password", password.clone()),
        ("NewPassword", "password", password),
        ("PersonRequest", "email", email.clone()),
        ("ErasureRequest", "email", email),
        ("CompanyEdit", "accent_light", colour.clone()),
        ("CompanyEdit", "accent_dark", colour),
    ];
    members.extend(["NewShow", "ShowEdit"].map(|schema| (schema, "duration_minutes", minutes.clone())));
    members.extend(["NewShow", "ShowEdit", "NewVenue", "VenueEdit"].map(|schema| (schema, "slug", slug.clone())));
    for schema in ["NewPerformance", "PerformanceEdit", "NewSeries"] {
        let of_seats = ["room_capacity", "additional_seats", "manually_occupied_seats"];
        members.extend(of_seats.map(|member| (schema, member, seats.clone())));
        members.push((schema, "max_party_size", party.clone()));
    }
    members.extend(["NewReservation", "ReservationEdit"].map(|schema| (schema, "party_size", party.clone())));
    members
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
