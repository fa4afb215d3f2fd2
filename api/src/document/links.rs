//! Links from an answer to what can be done with the thing that it names (OpenAPI 3.0, Link Object): for readers, who see
//! where to go on, and for programs that try the operations one after the other.

use serde_json::{Map, Value, json};

/// What an answer tells and another operation takes in its body: who tells it with which status, which member, who takes
/// it and as what.
const HANDED_ON: [(&str, &str, &str, &str, &str); 6] = [
    ("confirmReservation", "200", "ticket_token", "viewTicket", "token"),
    ("confirmReservation", "200", "ticket_token", "cancelReservation", "token"),
    ("confirmReservation", "200", "ticket_token", "verifyTicket", "token"),
    ("confirmReservation", "200", "ticket_token", "admit", "token"),
    ("admit", "200", "reference", "undoCheckIn", "reference"),
    ("walkIn", "201", "reference", "undoCheckIn", "reference"),
];

/// One operation, as far as links go.
struct Operation {
    path: String,
    method: String,
    id: String,
    /// Status and schema of its JSON answer.
    answer: Option<(String, Value)>,
}

impl Operation {
    /// The path up to its first hole: what `/admin/shows/{id}/poster` is about is one of `/admin/shows`.
    fn collection(&self) -> &str {
        self.path.split("/{").next().unwrap_or(&self.path)
    }

    /// The one hole of its path.
    fn hole(&self) -> Option<&str> {
        let (_, rest) = self.path.split_once('{')?;
        let (hole, rest) = rest.split_once('}')?;
        (!rest.contains('{')).then_some(hole)
    }

    /// Whether it names things of its collection: it makes one or lists them.
    fn introduces(&self, collection: &str) -> bool {
        let lists = self.method == "get" && self.path == collection;
        self.collection() == collection && (lists || self.answer_is("201"))
    }

    fn answer_is(&self, status: &str) -> bool {
        self.answer.as_ref().is_some_and(|(known, _)| known == status)
    }

    /// Where its answer stands in the document.
    fn pointer(&self) -> Option<String> {
        let (status, _) = self.answer.as_ref()?;
        Some(format!("/paths/{}/{}/responses/{status}", self.path.replace('/', "~1"), self.method))
    }
}

/// Writes the links into a document.
pub fn write(document: &mut Value) {
    let operations = operations(document);
    let mut links: Vec<(&Operation, &str, Value)> = Vec::new();
    for from in &operations {
        let Some((_, schema)) = &from.answer else { continue };
        for to in operations.iter().filter(|to| from.introduces(to.collection())) {
            let place = to.hole().and_then(|hole| Some((hole, place_of(document, schema, hole)?)));
            if let Some((hole, place)) = place {
                let mut parameters = Map::new();
                parameters.insert(hole.to_owned(), json!(format!("$response.body#/{place}")));
                links.push((from, &to.id, json!({"operationId": to.id, "parameters": parameters})));
            }
        }
    }
    for (from, status, member, to, field) in HANDED_ON {
        let told = operations.iter().find(|operation| operation.id == from && operation.answer_is(status));
        if let Some(told) = told.filter(|_| operations.iter().any(|operation| operation.id == to)) {
            let mut body = Map::new();
            body.insert(field.to_owned(), json!(format!("$response.body#/{member}")));
            links.push((told, to, json!({"operationId": to, "requestBody": body})));
        }
    }
    let links: Vec<(String, String, Value)> =
        links.into_iter().filter_map(|(from, name, link)| Some((from.pointer()?, name.to_owned(), link))).collect();
    for (pointer, name, link) in links {
        if let Some(response) = document.pointer_mut(&pointer) {
            response["links"][name] = link;
        }
    }
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
    });
    all.filter_map(|(path, method, operation)| {
        let mut answers = operation["responses"].as_object()?.iter();
        let answer = answers.find_map(|(status, response)| {
            let schema = &response["content"]["application/json"]["schema"];
            (["200", "201"].contains(&status.as_str()) && schema.is_object()).then(|| (status.clone(), schema.clone()))
        });
        let id = operation["operationId"].as_str()?.to_owned();
        Some(Operation { path: path.clone(), method: method.clone(), id, answer })
    })
    .collect()
}

/// Where in an answer of this schema a member called `name` stands: at the top, or in the first of the results.
fn place_of(document: &Value, schema: &Value, name: &str) -> Option<String> {
    let properties = &resolved(document, schema)["properties"];
    if properties[name].is_object() {
        return Some(name.to_owned());
    }
    let item = resolved(document, &properties["results"]["items"]);
    item["properties"][name].is_object().then(|| format!("results/0/{name}"))
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::write;

    fn document() -> Value {
        let answer = |schema: &str| {
            let schema = json!({"$ref": format!("#/components/schemas/{schema}")});
            json!({"content": {"application/json": {"schema": schema}}})
        };
        json!({
            "components": {"schemas": {
                "Show": {"properties": {"id": {"type": "integer"}}},
                "ShowList": {"properties": {"results": {"items": {"$ref": "#/components/schemas/Show"}}}},
            }},
            "paths": {
                "/admin/shows": {
                    "get": {"operationId": "listShows", "responses": {"200": answer("ShowList")}},
                    "post": {"operationId": "createShow", "responses": {"201": answer("Show")}},
                },
                "/admin/shows/{id}": {"get": {"operationId": "getShow", "responses": {"200": answer("Show")}}},
                "/admin/venues/{id}": {"get": {"operationId": "getVenue", "responses": {"200": answer("Show")}}},
                "/admin/shows/{id}/parts/{part}": {"get": {"operationId": "getPart", "responses": {}}},
            }
        })
    }

    #[test]
    fn what_was_made_or_listed_leads_to_what_can_be_done_with_it() {
        let mut document = document();
        write(&mut document);
        let made = &document["paths"]["/admin/shows"]["post"]["responses"]["201"]["links"];
        let link = json!({"operationId": "getShow", "parameters": {"id": "$response.body#/id"}});
        assert_eq!(made, &json!({"getShow": link}));
        let listed = &document["paths"]["/admin/shows"]["get"]["responses"]["200"]["links"]["getShow"]["parameters"];
        assert_eq!(listed, &json!({"id": "$response.body#/results/0/id"}));
        assert!(document["paths"]["/admin/shows/{id}"]["get"]["responses"]["200"]["links"].is_null());
    }
}
