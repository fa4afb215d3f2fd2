//! A show gets its poster, and the company its logo.

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

#[tokio::test]
async fn the_company_gets_a_logo_which_no_edit_and_no_poster_disturbs() {
    const PATH: &str = "/admin/company/logo";
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    admin.get(PATH).await.expect_problem(404, "not_found");
    admin.delete(PATH).await.expect_problem(404, "not_found");
    let version = admin.get("/admin/company").await.expect(200).number("version");
    assert_eq!(send(&admin, PATH, &[("file", PNG)]).await.expect(202).text("status"), "waiting");
    let of_visitors = async || house.visitor().get("/api/company").await.expect(200).json();
    assert_eq!(of_visitors().await["logo_path"], Value::Null, "until it is prepared");

    is_prepared(&house, b"first").await;
    assert_eq!(admin.get(PATH).await.expect(200).text("status"), "ready");
    let seen = of_visitors().await;
    for (field, content) in [("logo_path", "first"), ("logo_path_small", "small")] {
        let picture = house.visitor().get(seen[field].as_str().unwrap()).await.expect(200);
        assert_eq!((picture.header("content-type"), picture.body.as_slice()), ("image/webp", content.as_bytes()));
        assert_eq!(admin.get("/admin/company").await.expect(200).text(field), seen[field]);
    }

    // Whoever has been editing the company's words meanwhile may save, and a show's poster is another matter.
    admin.put("/admin/company", json!({"version": version, "footer_en": "Since 1987"})).await.expect(200);
    let (_, poster) = show(&admin).await;
    send(&admin, &poster, &[("file", PNG)]).await.expect(202);
    is_prepared(&house, b"poster").await;
    admin.delete(&poster).await.expect(204);
    assert_eq!(of_visitors().await["logo_path"], seen["logo_path"]);

    send(&admin, PATH, &[("file", PNG)]).await.expect(202);
    is_prepared(&house, b"second").await;
    assert_ne!(of_visitors().await["logo_path"], seen["logo_path"]);
    house.visitor().get(seen["logo_path"].as_str().unwrap()).await.expect_problem(404, "not_found");
    admin.delete(PATH).await.expect(204);
    assert_eq!(of_visitors().await["logo_path"], Value::Null);
    admin.get(PATH).await.expect_problem(404, "not_found");

    let ada = Some(house.user_id("ada").await);
    assert_eq!(house.acts("company.logo_uploaded").await, [(ada, 1); 2]);
    assert_eq!(house.acts("company.logo_shown").await, [(None, 1); 2]);
    assert_eq!(house.acts("company.logo_removed").await, [(ada, 1)]);
}

#[tokio::test]
async fn a_logo_is_a_picture_and_sent_by_administrators() {
    const PATH: &str = "/admin/company/logo";
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    send(&admin, PATH, &[("file", svg)]).await.expect_faults(&[("file", "invalid")]);
    let large = [PNG, &vec![0; LARGEST]].concat();
    send(&admin, PATH, &[("file", &large)]).await.expect_problem(413, "payload_too_large");
    admin.post(PATH, json!({"file": "x"})).await.expect_problem(415, "unsupported_media_type");
    send(&house.staff().await, PATH, &[("file", PNG)]).await.expect_problem(403, "forbidden");
    send(&house.visitor(), PATH, &[("file", PNG)]).await.expect_problem(401, "unauthorized");
    admin.get(PATH).await.expect_problem(404, "not_found");
}
