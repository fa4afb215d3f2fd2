//! The OpenAPI documents, held against every answer.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use super::Answer;

/// Headers that protect visitors, on every answer whatever it is.
const PROTECTION: [(&str, &str); 6] = [
    ("content-security-policy", "frame-ancestors 'none'"),
    ("permissions-policy", "camera=(self)"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// Paths beside the documents.
const UNDOCUMENTED: [&str; 5] = ["/api/docs", "/admin/docs", "/api/openapi.json", "/admin/openapi.json", "/admin"];

static WRITTEN: LazyLock<Arc<Contract>> = LazyLock::new(|| Arc::new(Contract::read()));

pub struct Contract {
    documents: Vec<Value>,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    /// The documents as the program writes them.
    pub fn as_written() -> Arc<Self> {
        Arc::clone(&WRITTEN)
    }

    fn read() -> Self {
        let documents = api::command::openapi::documents().unwrap().map(|(_, document)| document).to_vec();
        Self { documents, validators: Mutex::default() }
    }

    /// Every operation: path template, method (lower case), and what the document says of it.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        self.documents.iter().flat_map(|document| document["paths"].as_object().unwrap()).flat_map(|(path, methods)| {
            methods
                .as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
    }

    /// Stops the story when an answer is not as the documents say.
    #[track_caller]
    pub fn hold(&self, method: &str, path: &str, answer: &Answer) {
        let path = path.split('?').next().unwrap();
        let path = path.strip_suffix('/').filter(|trimmed| !trimmed.is_empty()).unwrap_or(path);
        hold_headers(method, path, answer);
        if method == "HEAD" || answer.status == 304 {
            assert!(answer.body.is_empty(), "{method} {path} has no body");
            return;
        }
        let looked_up = method.to_lowercase();
        match self.find(path) {
            Some((document, template)) => {
                let operation = &document["paths"][template][&looked_up];
                if operation.is_null() {
                    self.hold_problem(document, answer, 405);
                } else {
                    self.hold_documented(document, template, operation, &looked_up, answer);
                }
            }
            None if is_undocumented(path) => {}
            None => self.hold_problem(&self.documents[0], answer, 404),
        }
    }

    fn find(&self, path: &str) -> Option<(&Value, &str)> {
        let templates = self.documents.iter().flat_map(|document| {
            document["paths"].as_object().unwrap().keys().map(move |template| (document, template.as_str()))
        });
        templates.filter(|(_, template)| fits(template, path)).max_by_key(|(_, template)| *template == path)
    }

    #[track_caller]
    fn hold_documented(&self, document: &Value, template: &str, operation: &Value, method: &str, answer: &Answer) {
        let told = format!("{method} {template} answers {}", answer.status);
        let response = &operation["responses"][answer.status.to_string()];
        assert!(response.is_object(), "{told}, which its document does not list");
        let kind = answer.header("content-type").split(';').next().unwrap_or_default().trim();
        let Some(content) = response["content"].as_object() else {
            assert!(answer.body.is_empty(), "{told} with a body, and its document lists none");
            return;
        };
        let schema = content.get(kind).unwrap_or_else(|| panic!("{told} as {kind:?}, not one of {:?}", content.keys()));
        if kind.ends_with("json") {
            self.hold_schema(&format!("{told} {kind}"), document, &schema["schema"], answer);
        }
    }

    #[track_caller]
    fn hold_problem(&self, document: &Value, answer: &Answer, status: u16) {
        let others = [400, 404, 414, 429, 503];
        assert!(answer.status == status || others.contains(&answer.status), "{status} expected, got {answer:?}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(answer.status != 405 || !answer.header("allow").is_empty(), "405 says what is allowed");
        self.hold_schema(
            &format!("problem of {}", document["info"]["title"]),
            document,
            &json!({"$ref": "#/components/schemas/Problem"}),
            answer,
        );
    }

    #[track_caller]
    fn hold_schema(&self, name: &str, document: &Value, schema: &Value, answer: &Answer) {
        let validator = {
            let mut known = self.validators.lock().unwrap();
            let validator = known.entry(name.to_owned()).or_insert_with(|| Arc::new(validator(document, schema)));
            Arc::clone(validator)
        };
        let json = answer.json();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?} in {json}");
        if answer.header("content-type") == "application/problem+json" {
            assert_eq!(json["request_id"], answer.header("x-request-id"));
            assert_eq!(json["status"], answer.status);
        }
    }
}

#[track_caller]
fn hold_headers(method: &str, path: &str, answer: &Answer) {
    for (name, part) in PROTECTION {
        assert!(answer.header(name).contains(part), "{method} {path}: {name} is {:?}", answer.header(name));
    }
    assert!(!answer.header("x-request-id").is_empty(), "{method} {path} has a request id");
    assert!(!answer.header("cache-control").is_empty(), "{method} {path} says who may keep it");
    if [429, 503].contains(&answer.status) {
        let wait: u64 = answer.header("retry-after").parse().expect("a number of seconds");
        assert!(wait > 0, "{method} {path}: trying again at once makes no sense");
    }
}

fn is_undocumented(path: &str) -> bool {
    let begins = |prefix: &str| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    !(begins("/api") || begins("/admin"))
        || UNDOCUMENTED.iter().any(|known| path == *known || path.starts_with(&format!("{known}/")))
}

fn fits(template: &str, path: &str) -> bool {
    let (holes, parts): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    holes.len() == parts.len()
        && holes.iter().zip(&parts).all(|(hole, part)| hole == part || (hole.starts_with('{') && !part.is_empty()))
}

fn validator(document: &Value, schema: &Value) -> Validator {
    let mut root = json!({"allOf": [schema], "components": document["components"]});
    to_json_schema(&mut root);
    jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(&root).unwrap()
}

/// OpenAPI 3.0 says `nullable` where JSON Schema lists a type. Nothing is sent that the document does not name.
fn to_json_schema(schema: &mut Value) {
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(to_json_schema),
        Value::Object(members) => {
            members.values_mut().for_each(to_json_schema);
            if members.get("type") == Some(&json!("object")) && members.contains_key("properties") {
                members.entry("additionalProperties").or_insert(json!(false));
            }
            if members.remove("nullable") == Some(json!(true)) {
                let some = std::mem::take(members);
                *schema = json!({"anyOf": [some, {"type": "null"}]});
            }
        }
        _ => {}
    }
}
