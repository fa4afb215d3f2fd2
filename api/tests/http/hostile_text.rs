//! Text that nobody means well by, in every place that takes text: the places are those of the documents, so that a new
//! one is tried the day it is written.

use booking::staff::account;
use reqwest::Method;
use serde_json::{Map, Value, json};

use crate::house::{Answer, Client, Contract, PASSWORD, TestHouse, reservation};

/// What is filled into the holes of paths, so that operations find a record and look at the body.
struct Records {
    performance: i64,
    reservation: i64,
    show: i64,
    venue: i64,
    user: i64,
}

impl Records {
    async fn of(house: &TestHouse) -> Self {
        let performance = house.performance(30).await;
        let reference = house.book(performance, 1).await.reference;
        let row = house.performance_row(performance).await;
        house.user("clara", entity::value::StaffRole::Staff).await;
        Self {
            performance,
            reservation: house.reservation_row(&reference).await.id,
            show: row.show_id,
            venue: row.venue_id,
            user: house.user_id("clara").await,
        }
    }

    fn path(&self, template: &str) -> String {
        let id = |begins: &str| template.starts_with(begins);
        let id = match () {
            () if id("/admin/shows/") => self.show,
            () if id("/admin/venues/") => self.venue,
            () if id("/admin/reservations/") => self.reservation,
            () if id("/admin/users/") => self.user,
            () => self.performance,
        };
        template.replace("{id}", &id.to_string()).replace("{name}", "emails")
    }

    /// A value that a field takes; where it is text, `None`.
    fn value(&self, name: &str, schema: &Value) -> Option<Value> {
        Some(match name {
            "performance_id" => self.performance.into(),
            "show_id" => self.show.into(),
            "venue_id" => self.venue.into(),
            "version" | "party_size" | "admitted" => 1.into(),
            "role" => "staff".into(),
            "scope" => "check_in".into(),
            "locale" => "it".into(),
            "source" => "manual".into(),
            "upcoming" => "keep".into(),
            "privacy_accepted" => true.into(),
            _ if schema["type"] == "integer" => 30.into(),
            _ if schema["type"] == "boolean" => false.into(),
            _ => return None,
        })
    }
}

/// Text that a field of that name takes.
fn good_text(name: &str) -> &'static str {
    match name {
        "email" | "contact_email" => "anna@example.org",
        "starts_at" | "doors_open_at" | "booking_opens_at" | "booking_closes_at" => "2027-05-16T20:30",
        "current_password" => PASSWORD,
        "new_password" | "password" => "una sedia vuota in fondo",
        "reference" => "0000000",
        "queue" => "emails",
        "slug" | "username" => "a-name",
        _ => "text",
    }
}

/// What an operation's body may hold, by name, and which of it must be there.
fn fields(operation: &Value) -> Option<(Map<String, Value>, Vec<String>)> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    // One that may be null is wrapped.
    let reference = schema["$ref"].as_str().or(schema["allOf"][0]["$ref"].as_str())?;
    let name = reference.rsplit('/').next()?;
    let documents = api::command::openapi::documents().unwrap();
    let schema =
        documents.iter().map(|(_, document)| &document["components"]["schemas"][name]).find(|s| s.is_object())?;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    Some((schema["properties"].as_object()?.clone(), required.map(str::to_owned).collect()))
}

fn method(name: &str) -> Method {
    Method::from_bytes(name.to_uppercase().as_bytes()).unwrap()
}

async fn send(client: &Client, name: &str, path: &str, body: &Value) -> Answer {
    client.send(method(name), path, Some(("application/json", body.to_string().into_bytes()))).await
}

/// What names something, opens something or proves who somebody is, by where it is sent: it names nothing and opens nothing
/// then, and no more is told.
const NAMES_OF_THINGS: [(&str, &[&str]); 6] = [
    ("/api/auth/", &["username", "password", "pending_token", "token", "code", "recovery_code"]),
    ("/api/auth/password-reset/complete", &["new_password"]),
    ("/api/reservations/", &["token"]),
    ("/api/tickets/", &["token"]),
    ("/api/check-in/", &["token", "reference"]),
    ("/admin/jobs/retry", &["queue", "cause"]),
];

#[tokio::test]
async fn a_nul_in_any_text_is_told_of_that_field() {
    let house = TestHouse::open().await;
    let records = Records::of(&house).await;
    let admin = house.admin().await;
    let contract = Contract::as_written();
    let (mut tried, mut wrong) = (0, Vec::new());
    for (template, name, operation) in contract.operations() {
        let Some((properties, required)) = fields(operation) else { continue };
        for (field, schema) in &properties {
            // The trap for programs takes whatever they write.
            if records.value(field, schema).is_some() || schema["type"] != "string" || field == "website" {
                continue;
            }
            let mut body = Map::new();
            for other in &required {
                let value = records.value(other, &properties[other]);
                body.insert(
                    other.clone(),
                    value.unwrap_or_else(|| match properties[other]["type"].as_str() {
                        Some("array") => json!([good_text(other)]),
                        _ => good_text(other).into(),
                    }),
                );
            }
            // Else the login name would be shown, and be at fault there, too.
            if template == "/admin/users" {
                body.insert("display_name".to_owned(), "Clara".into());
            }
            let text = good_text(field);
            let (head, tail) = text.split_at(text.len() / 2);
            body.insert(field.clone(), format!("{head}\0{tail}").into());
            let answer = send(&admin, name, &records.path(template), &body.clone().into()).await;
            let told =
                format!("{name} {template}: {field}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
            let is_name = NAMES_OF_THINGS
                .iter()
                .any(|(begins, fields)| template.starts_with(begins) && fields.contains(&field.as_str()));
            let names_it = || {
                let faults = answer.json()["errors"].clone();
                faults.as_array().is_some_and(|faults| faults.iter().any(|fault| fault["field"] == *field))
            };
            if !(is_name && [200, 401, 404, 409, 422].contains(&answer.status)) && (answer.status != 422 || !names_it())
            {
                wrong.push(told);
            }
            tried += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried > 80, "{tried}");
}

/// What a path or a query may bring, percent-encoded.
const ADDRESSES: [&str; 8] = [
    "%00",
    "a%00b",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e%5c%2e%2e%5cwindows",
    "x%0d%0aSet-Cookie:%20__Host-session=stolen",
    "%27%20OR%201%3D1%20--",
    "%f0%9f%8e%ad%e2%80%ae",
    "-1",
];

#[tokio::test]
async fn whatever_an_address_holds_it_is_a_name_and_nothing_else() {
    let house = TestHouse::open().await;
    let records = Records::of(&house).await;
    let admin = house.admin().await;
    let contract = Contract::as_written();
    let mut tried = 0;
    for (template, name, operation) in contract.operations().filter(|(_, name, _)| *name == "get") {
        let path = records.path(template);
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let queries = parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap());
        let queries: Vec<&str> = queries.collect();
        for hostile in ADDRESSES {
            let holes = template.contains('{').then(|| {
                let (before, rest) = template.split_once('{').unwrap();
                let (_, after) = rest.split_once('}').unwrap();
                format!("{before}{hostile}{after}")
            });
            for address in holes.into_iter().chain(queries.iter().map(|query| format!("{path}?{query}={hostile}"))) {
                let answer = admin.send(method(name), &address, None).await;
                assert!([200, 400, 404, 422].contains(&answer.status), "{address}: {}", answer.status);
                assert!(answer.headers.get("set-cookie").is_none(), "{address}");
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

/// Names as people have them, and as they should not have to.
const NAMES: [&str; 9] = [
    "محمد عبد الله",
    "שָׂרָה לֵוִי",
    "Zoë Ñuñez-Ødegård",
    "Nguyễn Thị Ánh",
    "李小龍",
    "\u{65}\u{301}va (in two code points)",
    "👩🏽‍🎤 Ada 🎭",
    "Z̷̢̛͉̖̈́̂a̵̡͚̓̈l̶̰̮̇̏g̸̛̞o̵̺̎",
    "กิตติ\u{200d}\u{200e}",
];

#[tokio::test]
async fn a_name_in_any_script_comes_back_as_it_was_written() {
    let house = TestHouse::open().await;
    let performance = house.performance(90).await;
    let admin = house.admin().await;
    for name in NAMES {
        let mut asked = reservation(1);
        asked["name"] = name.into();
        let path = format!("/api/performances/{performance}/reservations");
        let reference = house.visitor().post(&path, asked).await.expect(201).text("reference");
        let token = house.token(entity::value::TokenPurpose::Confirmation, &reference).await;
        let ticket = house.confirm(&token).await.expect(200).text("ticket_token");
        assert_eq!(
            house.visitor().post("/api/tickets/view", json!({"token": ticket})).await.expect(200).text("name"),
            name
        );
    }
    let guests =
        admin.get(&format!("/api/check-in/performances/{performance}/guests?page_size=50")).await.expect(200).json();
    let listed =
        guests["results"].as_array().unwrap().iter().filter(|guest| NAMES.contains(&guest["name"].as_str().unwrap()));
    assert_eq!(listed.count(), NAMES.len(), "{guests}");
    let table = admin.get(&format!("/admin/performances/{performance}/guests.csv")).await.expect(200);
    let table = String::from_utf8(table.body).unwrap();
    assert!(NAMES.iter().all(|name| table.contains(name)), "{table}");
    admin.get(&format!("/admin/performances/{performance}/guests.xlsx")).await.expect(200);
}

#[tokio::test]
async fn a_name_turns_no_line_around_and_breaks_none() {
    let house = TestHouse::open().await;
    let performance = house.performance(9).await;
    for hostile in
        ["Anna\u{202e}gnp.exe", "Anna\u{2066}", "Anna\u{2028}Bcc: eve", "Anna\r\nBcc: eve@example.org", "An\u{85}na"]
    {
        let mut asked = reservation(1);
        asked["name"] = hostile.into();
        let path = format!("/api/performances/{performance}/reservations");
        house.visitor().post(&path, asked).await.expect_faults(&[("name", "invalid")]);
    }
    // Half a character is no text at all.
    let half = br#"{"name": "\ud83d", "email": "a@example.org", "party_size": 1, "privacy_accepted": true}"#;
    let path = format!("/api/performances/{performance}/reservations");
    let sent = house.visitor().send(Method::POST, &path, Some(("application/json", half.to_vec()))).await;
    sent.expect_problem(400, "bad_request");
}

#[tokio::test]
async fn who_looks_like_somebody_is_somebody_else() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    house.user("mike", entity::value::StaffRole::Staff).await;
    house.sql("UPDATE staff_users SET email = 'mike@theatre.example' WHERE username = 'mike'").await.unwrap();
    // Cyrillic, full width, a Kelvin sign that lower case makes a k of, a dotless i.
    for look_alike in ["mik\u{435}", "ｍike", "mi\u{212a}e", "m\u{131}ke"] {
        let user = json!({"username": look_alike, "role": "admin", "password": "una sedia vuota in fondo"});
        admin.post("/admin/users", user).await.expect_faults(&[("username", "invalid")]);
        let login = json!({"username": look_alike, "password": PASSWORD});
        let told = house.visitor().post("/api/auth/login", login).await;
        told.expect_problem(401, "bad_credentials");
    }
    let mike = account::by_username(&house.db, "mike").await.unwrap().unwrap();
    for look_alike in ["mi\u{212a}e@theatre.example", "mike@th\u{435}atre.example", "mike@theatre.example.evil.example"]
    {
        house.visitor().post("/api/auth/password-reset", json!({"email": look_alike})).await.expect(202);
    }
    // A mail about him goes to the address that the house knows, whatever was typed.
    assert_eq!(mike.email.as_deref(), Some("mike@theatre.example"));
    for (_, payload) in house.jobs().await {
        let id = payload["staff_mail_id"].as_i64().unwrap();
        let mail = booking::staff::mail::find(&house.db, &house.house.site, house.now(), id).await.unwrap().unwrap();
        assert_eq!((mail.user.username.as_str(), mail.user.email), ("mike", mike.email.clone()));
    }
}
