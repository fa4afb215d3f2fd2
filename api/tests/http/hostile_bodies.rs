//! Bodies that cost more than they say: too long, too deep, packed, or forms and pictures that are none.

use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, Client, Contract, TestHouse};

fn method(name: &str) -> Method {
    Method::from_bytes(name.to_uppercase().as_bytes()).unwrap()
}

/// Every operation that takes JSON: its method, and a path where nothing is.
fn taking_json() -> Vec<(String, String)> {
    let contract = Contract::as_written();
    let taking = contract
        .operations()
        .filter(|(_, _, operation)| operation["requestBody"]["content"]["application/json"].is_object())
        .map(|(path, name, _)| (name.to_owned(), path.replace("{id}", "1").replace("{name}", "emails")));
    let taking: Vec<_> = taking.collect();
    assert!(taking.len() > 30, "{}", taking.len());
    taking
}

async fn send(client: &Client, name: &str, path: &str, kind: &str, body: impl Into<Vec<u8>>) -> Answer {
    client.send(method(name), path, Some((kind, body.into()))).await
}

#[tokio::test]
async fn no_operation_reads_what_is_nested_without_end() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let deep = 20_000;
    for (name, path) in taking_json() {
        for nested in [
            "[".repeat(deep),
            "{\"a\":".repeat(deep / 3),
            format!("{{\"a\":{}1{}}}", "[".repeat(deep), "]".repeat(deep)),
        ] {
            send(&admin, &name, &path, "application/json", nested).await.expect_problem(400, "bad_request");
        }
    }
}

#[tokio::test]
async fn no_operation_reads_more_than_it_says() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    for (name, path) in taking_json() {
        let largest = if path.starts_with("/admin/") { 512 * 1024 } else { 64 * 1024 };
        send(&admin, &name, &path, "application/json", vec![b' '; largest + 1])
            .await
            .expect_problem(413, "payload_too_large");
    }
}

#[tokio::test]
async fn what_is_packed_is_not_unpacked() {
    /// `{"token":"x"}`, as gzip packs it.
    const PACKED: &[u8] = &[
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xab, 0x56, 0x2a, 0xc9, 0xcf, 0x4e, 0xcd, 0x53, 0xb2, 0x52, 0xaa, 0x50,
        0xaa, 5, 0, 0xb6, 0x29, 0xca, 0x2d, 0x0d, 0, 0, 0,
    ];
    let house = TestHouse::open().await;
    for coding in ["gzip", "br", "deflate", "zstd", "identity, gzip"] {
        let client = house.visitor().with("content-encoding", coding);
        let sent = send(&client, "post", "/api/reservations/confirm", "application/json", PACKED).await;
        let refused = sent.expect_problem(415, "unsupported_media_type");
        assert_eq!(refused.header("accept-encoding"), "identity");
        let plain = send(&client, "post", "/api/reservations/confirm", "application/json", r#"{"token":"x"}"#).await;
        plain.expect_problem(415, "unsupported_media_type");
    }
    let plain = house.visitor().with("content-encoding", "identity");
    let plain = plain.post("/api/reservations/confirm", json!({"token": "x"})).await;
    plain.expect_problem(404, "token_unknown");
}

/// Where a form with a picture goes.
async fn poster(admin: &Client) -> String {
    let show = admin.post("/admin/shows", json!({"title": "Amleto"})).await.expect(201).number("id");
    format!("/admin/shows/{show}/poster")
}

#[tokio::test]
async fn a_form_that_is_none_is_refused_without_fuss() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let path = poster(&admin).await;
    let head = "Content-Disposition: form-data; name=\"file\"";
    let long = "x".repeat(20_000);
    let form = |body: &str| ("multipart/form-data; boundary=limit".to_owned(), body.as_bytes().to_vec());
    let many = "--limit\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\n\r\n".repeat(5_000);
    let forms = [
        ("multipart/form-data".to_owned(), b"--limit--\r\n".to_vec()),
        ("multipart/form-data; boundary=".to_owned(), b"----\r\n".to_vec()),
        (format!("multipart/form-data; boundary={long}"), format!("--{long}--\r\n").into_bytes()),
        ("multipart/form-data; boundary=\"a\tb\"".to_owned(), b"--a\tb--".to_vec()),
        form(""),
        form("--limit"),
        form("--limit\r\n\r\n\r\n--limit--\r\n"),
        form(&format!("--limit\r\n{head}\r\n\r\nnever ends")),
        form(&format!("--limit\r\n{head}\r\nX: {long}\r\n\r\nx\r\n--limit--\r\n")),
        form(&format!("--limit\r\n{}\r\n\r\nx\r\n--limit--\r\n", "X-Y: z\r\n".repeat(500))),
        form("--limit\r\nContent-Disposition: form-data; name=\"fi\0le\"\r\n\r\nx\r\n--limit--\r\n"),
        form("--limit\r\nContent-Disposition: attachment\r\n\r\nx\r\n--limit--\r\n"),
        form(&format!("--limit\r\n{head}; filename=\"../../etc/passwd\"\r\n\r\nx\r\n--limit--\r\n")),
        form(&format!(
            "--limit\r\n{head}\r\nContent-Type: multipart/mixed; boundary=limit\r\n\r\n--limit--\r\n--limit--\r\n"
        )),
        form(&many),
    ];
    for (kind, body) in forms {
        let told = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let answer = send(&admin, "post", &path, &kind, body).await;
        assert!([400, 422].contains(&answer.status), "{told}: {}", answer.status);
    }
    admin.get(&path).await.expect_problem(404, "not_found");
}

/// A PNG whose head says these dimensions; its content is left out.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = [b"IHDR", &width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&head);
    bytes.extend(crc32(&head).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

/// Of PNG's chunks (ISO/IEC 15948, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

/// A WebP whose canvas has these dimensions, and which has nothing on it.
fn webp(width: u32, height: u32) -> Vec<u8> {
    let side = |length: u32| (length - 1).to_le_bytes()[..3].to_vec();
    let canvas = [&[0; 4][..], &side(width), &side(height)].concat();
    let body = [b"WEBPVP8X", &10u32.to_le_bytes()[..], &canvas].concat();
    [b"RIFF", &u32::try_from(body.len()).unwrap().to_le_bytes()[..], &body].concat()
}

/// A JPEG's beginning, up to its dimensions.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let frame = [&[0xff, 0xc0, 0, 11, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    [&[0xff, 0xd8][..], &frame, &[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9]].concat()
}

#[tokio::test]
async fn a_small_file_that_unfolds_to_a_huge_picture_is_not_taken() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let path = poster(&admin).await;
    let bombs = [
        ("a large PNG", png(100_000, 100_000)),
        ("a PNG as large as can be", png(0x7fff_ffff, 0x7fff_ffff)),
        ("a PNG just over", png(40_000, 1_001)),
        ("a ribbon", png(1, 0x7fff_ffff)),
        ("a large WebP", webp(16_383, 16_383)),
        ("a JPEG as large as can be", jpeg(65_535, 65_535)),
    ];
    for (what, bomb) in bombs {
        let mut form = b"--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n".to_vec();
        form.extend(bomb);
        form.extend(b"\r\n--limit--\r\n");
        let refused = send(&admin, "post", &path, "multipart/form-data; boundary=limit", form).await;
        assert_eq!(refused.status, 422, "{what}");
        let fault: Value = refused.json()["errors"][0].clone();
        assert!(["out_of_range", "invalid"].contains(&fault["code"].as_str().unwrap()), "{what}: {fault}");
    }
    assert!(house.jobs().await.is_empty(), "nothing is decoded");
}
