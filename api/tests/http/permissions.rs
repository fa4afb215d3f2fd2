//! Who may do what: every operation of both documents, tried by everybody there is.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;

use crate::house::{Client, Contract, TestHouse};

/// Whoever may knock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Staff,
    Administrator,
    DoorProgram,
    ReadingProgram,
    AdministratingProgram,
}

use Who::{AdministratingProgram, Administrator, DoorProgram, Nobody, ReadingProgram, Staff};

const EVERYBODY: [Who; 6] = [Nobody, Staff, Administrator, DoorProgram, ReadingProgram, AdministratingProgram];

/// What belongs to logins and is asked by whom nobody knows yet.
const BEFORE_THE_LOGIN: [&str; 4] = [
    "/api/auth/login",
    "/api/auth/login/second-factor",
    "/api/auth/password-reset",
    "/api/auth/password-reset/complete",
];

/// The rule, told by the path alone and not by the documents, which could be wrong as the code is. `None` lets in; else
/// how an outsider is refused.
fn refusal(path: &str, method: &str, who: Who) -> Option<(u16, &'static str)> {
    const STRANGER: Option<(u16, &str)> = Some((401, "unauthorized"));
    const NOT_FOR_YOU: Option<(u16, &str)> = Some((403, "forbidden"));
    if path.starts_with("/admin/") {
        match who {
            Nobody => STRANGER,
            Administrator | AdministratingProgram => None,
            ReadingProgram if method == "get" => None,
            Staff | DoorProgram | ReadingProgram => NOT_FOR_YOU,
        }
    } else if path.starts_with("/api/check-in/") {
        match who {
            Nobody => STRANGER,
            Staff | Administrator | DoorProgram | AdministratingProgram => None,
            ReadingProgram => NOT_FOR_YOU,
        }
    } else if path == "/api/auth/me" {
        (who == Nobody).then_some(()).and(STRANGER)
    } else if path.starts_with("/api/auth/") && !BEFORE_THE_LOGIN.contains(&path) {
        // One's own account is no program's business.
        if matches!(who, Staff | Administrator) { None } else { STRANGER }
    } else {
        None
    }
}

/// A path of that template where nothing is.
fn example(template: &str) -> String {
    let mut path = template.to_owned();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, "900719925474");
    }
    path
}

fn method(name: &str) -> Method {
    Method::from_bytes(name.to_uppercase().as_bytes()).unwrap()
}

/// A program with a token of `owner`.
async fn program(house: &TestHouse, owner: &Client, scope: &str) -> Client {
    let issued = owner.post("/api/auth/tokens", json!({"name": scope, "scope": scope})).await.expect(201);
    house.visitor().with("authorization", &format!("Bearer {}", issued.text("token")))
}

async fn everybody(house: &TestHouse) -> [(Who, Client); 6] {
    let (staff, admin) = (house.staff().await, house.admin().await);
    let (door, reading) = (program(house, &admin, "check_in").await, program(house, &admin, "admin_read").await);
    let administrating = program(house, &admin, "admin").await;
    [
        (Nobody, house.visitor()),
        (DoorProgram, door),
        (ReadingProgram, reading),
        (AdministratingProgram, administrating),
        (Staff, staff),
        (Administrator, admin),
    ]
}

#[tokio::test]
async fn everybody_gets_where_the_rule_lets_them_and_nowhere_else() {
    let house = TestHouse::open().await;
    let everybody = everybody(&house).await;
    let mut tried = 0;
    let contract = Contract::as_written();
    for (path, name, _) in contract.operations().filter(|(path, ..)| *path != "/api/auth/logout") {
        for (who, client) in &everybody {
            let answer = client.send(method(name), &example(path), None).await;
            match refusal(path, name, *who) {
                Some((status, code)) => {
                    assert_eq!((answer.status, answer.text("code").as_str()), (status, code), "{who:?}: {name} {path}");
                }
                // What becomes of a request without a body to a record that does not exist is another matter.
                None => assert!(![401, 403].contains(&answer.status), "{who:?}: {name} {path}: {}", answer.status),
            }
            tried += 1;
        }
    }
    for (who, client) in everybody {
        let (status, path) = (client.act("/api/auth/logout").await.status, "/api/auth/logout");
        assert_eq!(status, refusal(path, "post", who).map_or(204, |(status, _)| status), "{who:?}: {path}");
        tried += 1;
    }
    assert!(tried > 600, "{tried}");
}

#[test]
fn the_documents_tell_the_rule() {
    let contract = Contract::as_written();
    for (path, name, operation) in contract.operations() {
        let schemes = operation["security"].as_array().into_iter().flatten();
        let told: BTreeSet<&str> =
            schemes.flat_map(|scheme| scheme.as_object().unwrap().keys()).map(String::as_str).collect();
        let lets_in = |who: &[Who]| who.iter().any(|who| refusal(path, name, *who).is_none());
        let mut expected = BTreeSet::new();
        if !lets_in(&[Nobody]) {
            expected.extend(lets_in(&[Staff, Administrator]).then_some("session"));
            expected.extend(lets_in(&[DoorProgram, ReadingProgram, AdministratingProgram]).then_some("token"));
        }
        assert_eq!(told, expected, "{name} {path}");
        for who in EVERYBODY {
            if let Some((status, _)) = refusal(path, name, who) {
                assert!(operation["responses"][status.to_string()].is_object(), "{who:?}: {name} {path}: {status}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_is_changed_by_another_sites_page_nor_without_the_proof_of_the_session() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let contract = Contract::as_written();
    for (path, name, _) in contract.operations().filter(|(_, name, _)| *name != "get") {
        let send = async |client: Client| client.send(method(name), &example(path), None).await;
        let foreign = admin.clone().with("origin", "https://evil.example");
        send(foreign).await.expect_problem(403, "foreign_origin");
        for site in ["cross-site", "same-site"] {
            let foreign = admin.clone().without("origin").with("sec-fetch-site", site);
            send(foreign).await.expect_problem(403, "foreign_origin");
        }
        if refusal(path, name, Nobody).is_some() {
            send(admin.clone().without("x-xsrf-token")).await.expect_problem(403, "csrf");
        }
    }
    admin.get("/api/auth/me").await.expect(200);
}
