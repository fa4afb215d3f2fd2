//! Operators look after queues, jobs and mails, and see who did what.

use serde_json::{Value, json};

use crate::house::{Client, TestHouse};

/// Marks all mails and their jobs as given up, as a worker would; every other one for another cause.
async fn all_mails_fail(house: &TestHouse) {
    house
        .sql(
            "UPDATE apalis.jobs SET status = 'Killed', attempts = 3, done_at = now(), last_result = jsonb_build_object( \
                'Err', CASE WHEN get_byte(job, length(job) - 2) % 2 = 0 THEN '550 5.1.1 unknown user 17' \
                       ELSE '552 5.2.2 mailbox full, id=4A' END) \
             WHERE job_type = 'emails'; \
             UPDATE email_deliveries SET status = 'failed', attempts = 3, failed_at = now(), last_error = 'refused'",
        )
        .await
        .unwrap();
}

async fn job_of(admin: &Client, query: &str) -> String {
    admin.get(&format!("/admin/jobs?{query}")).await.expect(200).json()["results"][0]["id"].as_str().unwrap().to_owned()
}

async fn queue(admin: &Client, name: &str) -> Value {
    let told = admin.get("/admin/queue").await.expect(200).json();
    told["queues"].as_array().unwrap().iter().find(|queue| queue["name"] == name).unwrap().clone()
}

#[tokio::test]
async fn a_job_is_told_without_secrets_and_found_by_its_reservation() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    let booked = house.book(performance, 2).await;
    house.request(performance, 1).await;
    let row = house.reservation_row(&booked.reference).await;
    for name in [booked.reference.clone(), row.id.to_string()] {
        let jobs = admin.get(&format!("/admin/jobs?reservation={name}")).await.expect(200).json();
        assert_eq!(jobs["total"], 2, "{jobs}");
        let mails = admin.get(&format!("/admin/emails?reservation={name}")).await.expect(200).json();
        assert_eq!((&mails["total"], &mails["results"][0]["reference"]), (&json!(1), &json!(booked.reference)));
    }
    let id = job_of(&admin, &format!("queue=emails&reservation={}", booked.reference)).await;
    let job = admin.get(&format!("/admin/jobs/{id}")).await.expect(200);
    assert_eq!((job.text("status").as_str(), job.number("attempts")), ("pending", 0));
    let payload = job.json()["payload"].clone();
    assert_eq!(payload.as_object().unwrap().keys().collect::<Vec<_>>(), ["delivery_id", "v"]);
    assert_eq!((job.number("reservation_id"), job.text("reference")), (row.id, booked.reference.clone()));
    assert_eq!(job.text("mail_kind"), "confirmation_request");
    let text = String::from_utf8(job.body).unwrap();
    assert!(!text.contains(&booked.confirmation_token) && !text.contains("example.org"), "{text}");

    admin.get("/admin/jobs?reservation=!").await.expect_faults(&[("reservation", "invalid")]);
    assert_eq!(admin.get("/admin/jobs?reservation=ZZZZZZZ").await.expect(200).number("total"), 0);
    admin.get("/admin/jobs/unheard-of").await.expect_problem(404, "not_found");
    admin.get("/admin/jobs?status=lost").await.expect_faults(&[("status", "invalid")]);
}

#[tokio::test]
async fn one_cause_is_retried_and_the_other_stays() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    for _ in 0..6 {
        house.request(performance, 1).await;
    }
    all_mails_fail(&house).await;
    let causes = admin.get("/admin/jobs/failed").await.expect(200).json();
    assert_eq!(causes["total"], 2, "{causes}");
    assert_eq!((&causes["results"][0]["count"], &causes["results"][0]["queue"]), (&json!(3), &json!("emails")));
    let cause = causes["results"][0]["cause"].clone();
    let of_it = format!("/admin/jobs?cause={}", cause.as_str().unwrap().replace(' ', "+").replace('#', "%23"));
    assert_eq!(admin.get(&of_it).await.expect(200).number("total"), 3);
    let retried = admin.post("/admin/jobs/retry", json!({"queue": "emails", "cause": cause})).await.expect(200);
    assert_eq!(admin.get(&of_it).await.expect(200).number("total"), 0);
    assert_eq!(retried.number("retried"), 3);
    let told = queue(&admin, "emails").await;
    assert_eq!((&told["pending"], &told["failed"]), (&json!(3), &json!(3)));
    assert_eq!(admin.get("/admin/emails?status=queued").await.expect(200).number("total"), 3);
    assert_eq!(admin.post("/admin/jobs/retry", json!({"queue": "emails"})).await.expect(200).number("retried"), 3);
    admin.post("/admin/jobs/retry", json!({"queue": "letters"})).await.expect_problem(404, "not_found");
    let ada = house.user_id("ada").await;
    assert!(house.acts("job.failed_retried").await.iter().all(|(by, _)| *by == Some(ada)));
}

#[tokio::test]
async fn one_job_is_retried_or_given_up_for_good() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    house.request(performance, 1).await;
    house.request(performance, 1).await;
    all_mails_fail(&house).await;
    let id = job_of(&admin, "status=failed").await;
    let retried = admin.act(&format!("/admin/jobs/{id}/retry")).await.expect(200);
    assert_eq!((retried.text("status").as_str(), retried.number("attempts")), ("pending", 0));

    let other = job_of(&admin, "status=failed").await;
    admin.post(&format!("/admin/jobs/{other}/discard"), json!({"reason": "the guest called"})).await.expect(204);
    admin.get(&format!("/admin/jobs/{other}")).await.expect_problem(404, "not_found");
    let log = admin.get("/admin/audit-log?action=job.discarded").await.expect(200).json();
    assert_eq!(
        (&log["results"][0]["by"], &log["results"][0]["detail"]["reason"]),
        (&json!("ada at the door"), &json!("the guest called"))
    );
    let given_up = admin.get("/admin/emails?status=failed").await.expect(200).json();
    assert_eq!(given_up["total"], 1);
    assert!(given_up["results"][0]["last_error"].as_str().unwrap().contains("the guest called"), "{given_up}");

    house.sql("UPDATE apalis.jobs SET status = 'Running'").await.unwrap();
    for act in ["retry", "discard"] {
        admin.act(&format!("/admin/jobs/{id}/{act}")).await.expect_problem(409, "job_running");
    }
    house.sql("UPDATE apalis.jobs SET status = 'Done'").await.unwrap();
    admin.act(&format!("/admin/jobs/{id}/retry")).await.expect_problem(409, "job_done");
    admin.act("/admin/jobs/unheard-of/retry").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_queue_is_paused_with_a_reason_and_resumed() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    admin.post("/admin/queues/emails/pause", json!({"reason": "the relay is down"})).await.expect(204);
    let told = queue(&admin, "emails").await;
    assert_eq!((&told["paused"], &told["paused_reason"]), (&json!(true), &json!("the relay is down")));
    assert_eq!(
        (&told["paused_at"], &told["paused_by"]),
        (&json!("2026-05-16T18:30:00+02:00"), &json!("ada at the door"))
    );
    assert_eq!(queue(&admin, "tickets").await["paused"], false);
    admin.act("/admin/queues/emails/resume").await.expect(204);
    assert_eq!(queue(&admin, "emails").await["paused_at"], Value::Null);
    admin.act("/admin/queues/emails/pause").await.expect(204);
    assert_eq!(queue(&admin, "emails").await["paused_reason"], "no reason given");
    for act in ["pause", "resume"] {
        admin.act(&format!("/admin/queues/letters/{act}")).await.expect_problem(404, "not_found");
    }
    let ada = Some(house.user_id("ada").await);
    assert_eq!(house.acts("queue.paused").await, [(ada, 0), (ada, 0)]);
}

#[tokio::test]
async fn the_delivery_log_is_searched_by_recipient() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    for email in ["Anna@example.org", "bruno@example.org"] {
        let body = json!({"performance_id": performance, "name": "X", "email": email, "party_size": 1});
        admin.post("/admin/reservations", body).await.expect(201);
    }
    let found = admin.get("/admin/emails?q=anna@").await.expect(200).json();
    assert_eq!((&found["total"], &found["results"][0]["to"]), (&json!(1), &json!("Anna@example.org")));
    assert!(found["results"][0]["message_id"].as_str().unwrap().ends_with("@theatre.example"));
    assert_eq!(admin.get("/admin/emails?q=%25").await.expect(200).number("total"), 0);
    assert_eq!(admin.get("/admin/emails?kind=ticket").await.expect(200).number("total"), 0);
    admin.get("/admin/emails?kind=spam").await.expect_faults(&[("kind", "invalid")]);
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what_from_where_by_which_request() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    house.book(performance, 2).await;
    let closed = admin
        .clone()
        .with("x-request-id", "close-the-booking")
        .act(&format!("/admin/performances/{performance}/close-booking"))
        .await;
    closed.expect(200);
    let ada = house.user_id("ada").await;
    let log = admin.get(&format!("/admin/audit-log?user_id={ada}&subject=performance")).await.expect(200).json();
    let entry = &log["results"][0];
    assert_eq!((&entry["action"], &entry["request_id"]), (&json!("performance.updated"), &json!("close-the-booking")));
    assert_eq!((&entry["actor"], &entry["by"]), (&json!("staff"), &json!("ada at the door")));
    assert_eq!((&entry["client_address"], &entry["subject_id"]), (&json!("127.0.0.1"), &json!(performance)));
    assert_eq!(entry["detail"]["changed"]["is_booking_enabled"], json!({"from": true, "to": false}));
    let visitors = admin.get("/admin/audit-log?actor=visitor").await.expect(200).json();
    assert_eq!((&visitors["total"], &visitors["results"][0]["by"]), (&json!(2), &Value::Null));
    admin.get("/admin/audit-log?from=x&actor=staff").await.expect_faults(&[("from", "invalid")]);
    assert_eq!(admin.get("/admin/audit-log?to=2026-05-16").await.expect(200).number("total"), 0);
}

#[tokio::test]
async fn a_person_is_shown_what_is_known_of_them_and_forgotten() {
    let house = TestHouse::open().await;
    let admin = house.admin().await;
    let performance = house.performance(20).await;
    let body = json!({"performance_id": performance, "name": "Anna Bianchi", "email": "anna@example.org", "party_size": 2,
        "confirm": true});
    let reference = admin.post("/admin/reservations", body).await.expect(201).text("reference");
    let export = admin.post("/admin/privacy/export", json!({"email": "ANNA@example.org"})).await.expect(200).json();
    assert_eq!(export["reservations"][0]["reference"], reference);
    assert_eq!(export["reservations"][0]["starts_at"], "2026-05-16T20:30:00+02:00");

    let kept = admin.post("/admin/privacy/erase", json!({"email": "anna@example.org"})).await.expect(200).json();
    assert_eq!((&kept["kept"][0]["reference"], &kept["anonymised"]), (&json!(reference), &json!([])));
    let erase = json!({"email": "anna@example.org", "upcoming": "cancel"});
    let erased = admin.post("/admin/privacy/erase", erase).await.expect(200).json();
    assert_eq!((&erased["cancelled"], &erased["anonymised"]), (&json!([reference]), &json!([reference])));
    let row = house.reservation_row(&reference).await;
    assert!(row.email.is_none() && row.anonymised_at.is_some());
    admin
        .patch(&format!("/admin/reservations/{}", row.id), json!({"name": "Anna"}))
        .await
        .expect_problem(409, "reservation_cancelled");
    admin.post("/admin/privacy/export", json!({"email": "anna"})).await.expect_faults(&[("email", "invalid")]);
    let log = admin.get("/admin/audit-log").await.expect(200);
    assert!(!String::from_utf8(log.body).unwrap().contains("anna@"), "the log names nobody");
    assert_eq!(house.acts("person.erased").await.len(), 2);
}
