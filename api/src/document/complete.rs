//! What all operations share and the framework does not write down: the refusals that come from the layers around
//! them, the header that proves a request's origin, and that unknown fields are refused.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::layers;
use crate::problem::CONTENT_TYPE;
use crate::request::{largest, takes_file};

/// Completes a document.
pub fn complete(document: &mut Value) {
    let mut bodies = BTreeSet::new();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, methods) in paths {
            for (method, operation) in methods.as_object_mut().into_iter().flatten() {
                if let Some(body) = body_of(operation) {
                    bodies.insert(body);
                }
                let body = &mut operation["requestBody"];
                if body.is_object() && body["required"] != json!(true) {
                    may_be_null(&mut body["content"]["application/json"]["schema"]);
                }
                Completing { path, is_safe: method == "get", operation }.run();
            }
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for name in bodies {
            if let Some(schema) = schemas.get_mut(&name) {
                close(schema);
            }
        }
    }
}

/// Name of the schema that an operation takes as its body.
fn body_of(operation: &Value) -> Option<String> {
    let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str()?;
    reference.rsplit('/').next().map(str::to_owned)
}

/// A request's object: nothing else than its members, and `null` for those that may be absent.
fn close(schema: &mut Value) {
    schema["additionalProperties"] = json!(false);
    let required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    for (name, property) in schema["properties"].as_object_mut().into_iter().flatten() {
        if !required.iter().any(|known| known == name) {
            property["nullable"] = json!(true);
        }
    }
}

/// A body that may be left out may as well say nothing.
fn may_be_null(schema: &mut Value) {
    *schema = json!({"allOf": [schema.take()], "nullable": true});
}

struct Completing<'a> {
    path: &'a str,
    is_safe: bool,
    operation: &'a mut Value,
}

impl Completing<'_> {
    fn run(mut self) {
        let takes = |place: &str| {
            let parameters = self.operation["parameters"].as_array();
            parameters.is_some_and(|all| all.iter().any(|parameter| parameter["in"] == place))
        };
        let (has_path, has_text) = (takes("path"), takes("query") || takes("header"));
        let has_body = self.operation["requestBody"].is_object();
        let has_session = self.operation["security"].is_array();

        self.refuses(400, "`bad_request`: the request cannot be read");
        self.refuses(405, "`method_not_allowed`, with `Allow`");
        self.refuses(414, "`bad_request`: the address is too long");
        self.refuses(500, "`internal`: our mistake");
        self.refuses_unavailable();
        if has_path {
            self.refuses(404, "`not_found`");
        }
        if has_body {
            self.refuses(413, &format!("`payload_too_large`: more than {} KiB", largest(self.path) / 1024));
            let kind = if takes_file(self.path) { "no form with a file" } else { "not JSON" };
            self.refuses(415, &format!("`unsupported_media_type`: {kind}"));
        }
        if has_body || has_text {
            self.refuses(422, "`validation`, with what is wrong with which field");
        }
        if layers::is_limited(self.path) {
            self.refuses(429, "`rate_limited`, with `Retry-After`");
        }
        if has_session {
            self.refuses(401, "`unauthorized`: nobody is logged in");
        }
        if has_session && !self.is_safe {
            self.takes_proof();
        }
        if let Some(refused) = self.forbidden(has_session) {
            self.refuses(403, refused);
        }
        if self.is_safe && layers::is_remembered(self.path) {
            self.may_be_unchanged();
        }
        self.carry_request_id();
    }

    fn forbidden(&self, has_session: bool) -> Option<&'static str> {
        let is_by_program = self.takes_token();
        match (self.is_safe, has_session) {
            (true, _) if self.path.starts_with("/admin") => Some("`forbidden`: for administrators only"),
            (true, _) if is_by_program => Some("`forbidden`: the scope of the token does not cover this"),
            (true, _) => None,
            (false, false) => Some("`foreign_origin`: the request comes from another site's page"),
            (false, true) if self.path.starts_with("/admin") => Some(
                "`forbidden`: for administrators only; `csrf`: the header X-XSRF-TOKEN is missing or wrong; \
                 `foreign_origin`",
            ),
            (false, true) if is_by_program => Some(
                "`forbidden`: the scope of the token does not cover this; `csrf`: the header X-XSRF-TOKEN is missing or \
                 wrong; `foreign_origin`",
            ),
            (false, true) => Some("`csrf`: the header X-XSRF-TOKEN is missing or wrong; `foreign_origin`"),
        }
    }

    /// Whether programs get in, too.
    fn takes_token(&self) -> bool {
        self.operation["security"].as_array().is_some_and(|schemes| schemes.len() > 1)
    }

    fn responses(&mut self) -> &mut Map<String, Value> {
        if !self.operation["responses"].is_object() {
            self.operation["responses"] = json!({});
        }
        match &mut self.operation["responses"] {
            Value::Object(responses) => responses,
            _ => unreachable!("it was made an object just now"),
        }
    }

    fn refuses(&mut self, status: u16, description: &str) {
        let problem = json!({
            "description": description,
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        });
        self.responses().entry(status.to_string()).or_insert(problem);
    }

    fn refuses_unavailable(&mut self) {
        self.refuses(503, "`unavailable`, with `Retry-After`");
        if self.path == "/api/ready" {
            // The one answer of 503 that is no problem: probes read the checks.
            let ready = self.responses()["200"]["content"]["application/json"].clone();
            self.responses()["503"]["content"]["application/json"] = ready;
        }
    }

    fn may_be_unchanged(&mut self) {
        let unchanged = json!({"description": "What the client has, named in `If-None-Match`, is still right"});
        self.responses().entry("304").or_insert(unchanged);
        let etag = json!({"description": "Name of this content", "schema": {"type": "string"}});
        for status in ["200", "304"] {
            self.responses()[status]["headers"]["ETag"] = etag.clone();
        }
    }

    fn takes_proof(&mut self) {
        let is_by_program = self.takes_token();
        let description = if is_by_program {
            "The value of the cookie XSRF-TOKEN; needed beside the cookie of a login, not beside a token"
        } else {
            "The value of the cookie XSRF-TOKEN"
        };
        let parameter = json!({
            "name": "X-XSRF-TOKEN", "in": "header", "required": !is_by_program, "schema": {"type": "string"},
            "description": description
        });
        match &mut self.operation["parameters"] {
            Value::Array(parameters) => parameters.push(parameter),
            none => *none = json!([parameter]),
        }
    }

    fn carry_request_id(&mut self) {
        let header = json!({"description": "Name of the request in our logs", "schema": {"type": "string"}});
        for response in self.responses().values_mut() {
            response["headers"]["X-Request-Id"] = header.clone();
        }
    }
}
