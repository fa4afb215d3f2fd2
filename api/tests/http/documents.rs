//! The OpenAPI documents, and what they promise of every operation.

use std::path::Path;

use reqwest::Method;

use crate::house::{Contract, TestHouse};

#[test]
fn the_documents_that_are_checked_in_are_those_of_the_code() {
    for (name, document) in api::command::openapi::documents().unwrap() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi").join(name);
        let checked_in = std::fs::read_to_string(&file).unwrap();
        let written = serde_json::to_string_pretty(&document).unwrap() + "\n";
        assert!(checked_in == written, "openapi/{name} is not what the code says: `make openapi` writes it anew");
    }
}

#[tokio::test]
async fn the_documents_are_served_as_they_are_checked_in() {
    let house = TestHouse::open().await;
    for (path, name) in [("/api/openapi.json", "visitors-staff.json"), ("/admin/openapi.json", "admin.json")] {
        let served = house.visitor().get(path).await.expect(200);
        let (_, document) =
            api::command::openapi::documents().unwrap().into_iter().find(|(known, _)| *known == name).unwrap();
        assert_eq!(served.json(), document);
        assert_eq!(served.header("content-type"), "application/json");
    }
}

#[test]
fn every_operation_says_how_it_refuses() {
    let contract = Contract::as_written();
    for (path, method, operation) in contract.operations() {
        let told = |status: &str| operation["responses"][status].is_object();
        for status in ["400", "405", "500", "503"] {
            assert!(told(status), "{method} {path}: {status}");
        }
        let takes_body = operation["requestBody"].is_object();
        for status in ["413", "415", "422"] {
            assert!(!takes_body || told(status), "{method} {path}: {status}");
        }
        assert!(method == "get" || told("403"), "{method} {path}: 403");
        assert!(operation["security"].is_null() || told("401"), "{method} {path}: 401");
        assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{method} {path}");
    }
}

/// A path that fits a template: `1` is a number, and a name as good as any.
fn example(template: &str) -> String {
    let mut path = template.to_owned();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, "1");
    }
    path
}

#[tokio::test]
async fn nobody_reaches_what_is_protected_without_a_login() {
    let house = TestHouse::open().await;
    let mut protected = 0;
    for (path, method, _) in Contract::as_written().operations().filter(|(_, _, op)| op["security"].is_array()) {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        house.visitor().send(method, &example(path), None).await.expect_problem(401, "unauthorized");
        protected += 1;
    }
    assert!(protected >= 10, "{protected}");
}

/// What belongs to logins and is asked by whom nobody knows yet.
const BEFORE_THE_LOGIN: [&str; 4] = [
    "/api/auth/login",
    "/api/auth/login/second-factor",
    "/api/auth/password-reset",
    "/api/auth/password-reset/complete",
];

#[tokio::test]
async fn all_that_is_for_staff_and_administrators_is_protected() {
    for (path, method, operation) in Contract::as_written().operations() {
        let is_open = operation["security"].is_null();
        let is_for_staff =
            path.starts_with("/api/check-in/") || path.starts_with("/admin/") || path.starts_with("/api/auth/");
        assert_eq!(is_open, !is_for_staff || BEFORE_THE_LOGIN.contains(&path), "{method} {path}");
    }
}

#[tokio::test]
async fn staff_do_not_reach_administration_and_administrators_do() {
    let house = TestHouse::open().await;
    let (staff, admin) = (house.staff().await, house.admin().await);
    for (path, method, _) in Contract::as_written().operations().filter(|(path, _, _)| path.starts_with("/admin")) {
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
        staff.send(method, &example(path), None).await.expect_problem(403, "forbidden");
    }
    house.book(house.performance(9).await, 1).await;
    let queues = admin.get("/admin/queue").await.expect(200).json();
    let pending: i64 =
        queues["queues"].as_array().unwrap().iter().map(|queue| queue["pending"].as_i64().unwrap()).sum();
    assert_eq!(pending, 2, "{queues}");
    admin.get("/api/check-in/performances").await.expect(200);
}

#[tokio::test]
async fn the_references_load_nothing_from_elsewhere_and_run_no_script_of_their_page() {
    let house = TestHouse::open().await;
    for prefix in ["/api", "/admin"] {
        for page in [format!("{prefix}/docs"), format!("{prefix}/docs/")] {
            let html = String::from_utf8(house.visitor().get(&page).await.expect(200).body).unwrap();
            assert!(html.starts_with("<!doctype html>") && !html.contains("http"), "{html}");
            let scripts: Vec<&str> = html.split("<script").skip(1).collect();
            assert!(scripts.iter().all(|script| script.contains("></script>")), "{html}");
            for address in html.split('"').filter(|part| part.starts_with('/')) {
                let asset = house.visitor().get(address).await.expect(200);
                assert!(!asset.body.is_empty() && !asset.header("etag").is_empty());
            }
        }
        house.visitor().get(&format!("{prefix}/docs/nothing.js")).await.expect(404);
    }
}

#[tokio::test]
async fn the_front_door_of_administration_leads_to_the_web_app() {
    let house = TestHouse::open().await;
    for path in ["/admin", "/admin/"] {
        assert_eq!(house.visitor().get(path).await.expect(302).header("location"), "/manage");
    }
}
