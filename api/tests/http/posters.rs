//! A show gets its poster.

use booking::poster::{self, LARGEST, Prepared};
use reqwest::Method;
use serde_json::{Value, json};

use crate::house::{Answer, Client, TestHouse};

/// A black PNG of 1 × 1.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 0,
    0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0x60, 0, 0, 0, 2, 0, 1,
    0x48, 0xaf, 0xa4, 0x71, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

/// Sends a form with fields as browsers do.
async fn send(client: &Client, path: &str, fields: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, content) in fields {
        body.extend(
            format!(
                "--limit\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\
                 Content-Type: image/png\r\n\r\n"
            )
            .bytes(),
        );
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--limit--\r\n");
    client.send(Method::POST, path, Some(("multipart/form-data; boundary=limit", body))).await
}

async fn show(admin: &Client) -> (i64, String) {
    let show =
        admin.post("/admin/shows", json!({"title": "Amleto", "is_published": true})).await.expect(201).number("id");
    (show, format!("/admin/shows/{show}/poster"))
}

/// What the worker does with the latest picture.
async fn is_prepared(house: &TestHouse, large: &[u8]) {
    let (queue, payload) = house.jobs().await.pop().unwrap();
    assert_eq!(queue, "posters");
    let id = payload["poster_id"].as_i64().unwrap();
    let prepared = Prepared { large: large.to_vec(), small: b"small".to_vec() };
    assert!(poster::show(&house.db, house.now(), id, prepared).await.unwrap());
}

#[tokio::test]
async fn a_picture_is_shown_when_it_is_prepared_and_kept_by_clients_for_ever() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (id, path) = show(&admin).await;
    admin.get(&path).await.expect_problem(404, "not_found");
    assert_eq!(send(&admin, &path, &[("file", PNG)]).await.expect(202).text("status"), "waiting");
    let of_visitors = async || house.visitor().get("/api/shows/amleto").await.expect(200).json();
    assert_eq!(of_visitors().await["poster_image"], Value::Null);

    is_prepared(&house, b"first").await;
    assert_eq!(admin.get(&path).await.expect(200).text("status"), "ready");
    let seen = of_visitors().await;
    let (large, small) = (seen["poster_image"].as_str().unwrap(), seen["poster_image_small"].as_str().unwrap());
    for (address, content) in [(large, "first"), (small, "small")] {
        let picture = house.visitor().get(address).await.expect(200);
        assert_eq!(picture.header("content-type"), "image/webp");
        assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(picture.body, content.as_bytes());
    }

    send(&admin, &path, &[("file", PNG)]).await.expect(202);
    assert_eq!(of_visitors().await["poster_image"], large, "until the next one is prepared");
    is_prepared(&house, b"second").await;
    assert_ne!(of_visitors().await["poster_image"], large);
    house.visitor().get(large).await.expect_problem(404, "not_found");
    assert_eq!(house.acts("show.poster_uploaded").await, [(Some(house.user_id("ada").await), id); 2]);

    // Who has been editing the show meanwhile may save.
    admin.put(&format!("/admin/shows/{id}"), json!({"version": 1, "summary": "Essere."})).await.expect(200);
    admin.delete(&path).await.expect(204);
    assert_eq!(of_visitors().await["poster_image"], Value::Null);
    admin.delete(&path).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn what_is_no_picture_is_not_taken_whatever_it_says_of_itself() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let (_, path) = show(&admin).await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    send(&admin, &path, &[("file", svg)]).await.expect_faults(&[("file", "invalid")]);
    send(&admin, &path, &[("file", b"")]).await.expect_faults(&[("file", "invalid")]);
    send(&admin, &path, &[]).await.expect_faults(&[("file", "required")]);
    send(&admin, &path, &[("picture", PNG)]).await.expect_faults(&[("picture", "unknown")]);
    send(&admin, &path, &[("file", PNG), ("file", PNG)]).await.expect_faults(&[("file", "unknown")]);
    let large = [PNG, &vec![0; LARGEST]].concat();
    send(&admin, &path, &[("file", &large)]).await.expect_problem(413, "payload_too_large");
    admin.post(&path, json!({"file": "x"})).await.expect_problem(415, "unsupported_media_type");
    let broken = Some(("multipart/form-data", b"--".to_vec()));
    admin.send(Method::POST, &path, broken).await.expect_problem(400, "bad_request");
    let cut =
        Some(("multipart/form-data; boundary=limit", b"--limit\r\nContent-Disposition: form-data; name=\"fi".to_vec()));
    admin.send(Method::POST, &path, cut).await.expect_problem(400, "bad_request");
    send(&admin, "/admin/shows/999/poster", &[("file", PNG)]).await.expect_problem(404, "not_found");
    admin.get(&path).await.expect_problem(404, "not_found");
    for name in ["x", "..%2f..%2fetc%2fpasswd", &format!("{}-large.webp", "0".repeat(32)), "a%00b"] {
        house.visitor().get(&format!("/api/posters/{name}")).await.expect_problem(404, "not_found");
    }
}
