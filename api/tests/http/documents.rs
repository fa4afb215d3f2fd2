//! The OpenAPI documents, and what they promise of every operation.

use std::path::Path;

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
