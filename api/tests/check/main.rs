//! `api check`, as an operator runs it: what is right is not complained of, and what is wrong is named with its remedy.
#![allow(clippy::unwrap_used, clippy::allow_attributes, reason = "a test that cannot go on says where")]

mod documents;
mod stage;

use sea_orm::ConnectionTrait as _;
use serde_json::json;

use stage::{Configuration, MailServer, certificate};
use test_database::TestDatabase;

#[test]
fn settings_that_are_right_are_not_complained_of() {
    let told = Configuration::good().check(&[]);
    assert_eq!(told.bad(), Vec::<String>::new(), "{}", told.text());
    assert_eq!((told.code, &told.json["errors"], &told.json["warnings"]), (Some(0), &json!(0), &json!(0)));
}

#[test]
fn each_setting_that_is_wrong_is_named() {
    for (name, value, id) in [
        ("PUBLIC_URL", "biglietti", "azl.E001"),
        ("PUBLIC_URL", "https://faro.it/tickets", "azl.E001"),
        ("PUBLIC_URL", "http://biglietti.compagnia-del-faro.it", "azl.E002"),
        ("PUBLIC_URL", "https://tickets.example.org", "azl.W001"),
        ("PUBLIC_URL", "https://localhost", "azl.W001"),
        ("SITE_TIME_ZONE", "Rome", "azl.E003"),
        ("COMPANY_NAME", "AzioneLab", "azl.W002"),
        ("RATE_LIMITS", "off", "azl.E004"),
        ("TRUSTED_PROXIES", "nginx", "azl.E005"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "azl.E006"),
        ("TRUSTED_PROXIES", "", "azl.W003"),
        ("RUST_LOG", "info,sqlx=trace", "azl.W004"),
        ("DATABASE_POOL_SIZE", "2", "azl.E007"),
        ("DATABASE_POOL_SIZE", "many", "azl.E007"),
        ("REMIND_HOURS_BEFORE", "0", "azl.E008"),
        ("RETENTION_DAYS", "0", "azl.E009"),
        ("RETENTION_DAYS", "700", "azl.W005"),
        ("TOKEN_KEYS", "short", "azl.E010"),
        ("TOKEN_KEYS", "", "azl.E010"),
        ("TOKEN_KEYS", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "azl.E011"),
        ("DATABASE_URL", "postgres://azionelab_api@db/azionelab", "azl.E012"),
        ("DATABASE_URL", "postgres://azionelab_api:changeme-please-now@db/azionelab", "azl.E012"),
        ("DATABASE_URL", "postgres://azionelab_api:h4tstand@db/azionelab", "azl.W010"),
        ("SMTP_PASSWORD", "your-password-here", "azl.E013"),
        ("SMTP_HOST", "", "azl.E020"),
        ("MAIL_FROM", "the box office", "azl.E021"),
        ("SMTP_USERNAME", "", "azl.E022"),
        ("SMTP_TLS", "yes", "azl.E023"),
        ("SMTP_PORT", "0", "azl.E023"),
        ("SMTP_TLS", "none", "azl.E024"),
        ("SMTP_PORT", "465", "azl.W020"),
    ] {
        let told = Configuration::good().with(name, value).check(&[]);
        assert_eq!(told.bad(), [id], "{name}={value}: {}", told.text());
        assert_eq!(
            told.code,
            Some(i32::from(id.starts_with("azl.E"))),
            "{name}={value}: errors count, warnings do not"
        );
        let finding = told.finding(id);
        assert!(
            !finding["detail"].as_str().unwrap().is_empty() && finding["remedy"].as_str().unwrap().len() > 10,
            "{finding}"
        );
    }
}

#[test]
fn no_secret_is_repeated_and_people_get_a_table() {
    let told = Configuration::good()
        .with("DATABASE_URL", "postgres://azionelab_api:changeme-please-now@db/azionelab")
        .with("SMTP_PASSWORD", "your-password-here")
        .run(&[]);
    let text = format!("{}{}", told.out, told.err);
    assert!(!text.contains("changeme-please-now") && !text.contains("your-password-here"), "{text}");
    assert!(
        told.out.contains("REMEDY") && told.out.contains("azl.E012") && told.out.contains("2 errors, 0 warnings"),
        "{text}"
    );
    assert!(told.err.contains("2 error(s)"), "{text}");
}

#[tokio::test]
async fn a_database_that_is_away_or_not_current_is_told() {
    let nowhere = "postgres://azionelab_api:mUvqD2yBkQ7vXw4n@127.0.0.1:9/azionelab";
    let told = Configuration::good().with("DATABASE_URL", nowhere).check(&["--deploy"]);
    assert!(told.bad().contains(&"azl.E030".to_owned()) && !told.has("azl.E031"), "{}", told.text());
    assert!(!told.text().contains("mUvqD2yBkQ7vXw4n"));
    let empty = TestDatabase::create_empty().await;
    let told = Configuration::good().on(&empty).check(&["--deploy"]);
    assert_eq!(told.outcome("azl.E030"), "fine");
    assert!(told.finding("azl.E031")["detail"].as_str().unwrap().contains("migration up"), "{}", told.text());
    assert_eq!(told.outcome("azl.E032"), "error", "hstore is not there yet");
}

#[tokio::test]
async fn an_administrators_role_and_a_careless_server_are_told() {
    let database = TestDatabase::create().await;
    database
        .connection()
        .execute_unprepared(
            "DO $$ BEGIN \
                EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database()); \
                EXECUTE format('ALTER DATABASE %I SET log_parameter_max_length = -1', current_database()); \
                EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$",
        )
        .await
        .unwrap();
    let told = Configuration::good().on(&database).check(&["--deploy"]);
    for id in ["azl.E050", "azl.E051", "azl.W050", "azl.E052", "azl.W051", "azl.E040", "azl.E041", "azl.E042"] {
        assert!(told.bad().contains(&id.to_owned()), "{id}: {}", told.text());
    }
    for id in ["azl.W042", "azl.W043"] {
        assert_eq!(told.outcome(id), "warning", "{}", told.text());
    }
    for id in ["azl.E031", "azl.E032", "azl.E033", "azl.E034", "azl.E035", "azl.W030", "azl.W041"] {
        assert_eq!(told.outcome(id), "fine", "{}", told.text());
    }
}

#[tokio::test]
async fn a_role_with_the_rights_of_a_program_and_a_house_at_work_are_not_complained_of() {
    let database = TestDatabase::create().await;
    let role = stage::program_role(&database).await;
    let db = database.connection();
    db.execute_unprepared(
        "DO $$ BEGIN \
            EXECUTE format('ALTER DATABASE %I SET log_parameter_max_length = 0', current_database()); \
            EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database()); END $$; \
         INSERT INTO staff_users (username, display_name, role, password_hash, created_at, updated_at) \
            VALUES ('ada', 'Ada', 'admin', 'x', now(), now()); \
         INSERT INTO second_factors (user_id, sealed, created_at, confirmed_at, last_used_step) \
            VALUES (1, 'x', now(), now(), 1); \
         INSERT INTO integrity_checks (checked_at, differences) VALUES (now(), 0); \
         INSERT INTO apalis.workers (id, worker_type, storage_name, last_seen, layers) VALUES ('w', 'emails', 's', now(), ''); \
         INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, done_at, idempotency_key) \
            VALUES (apalis.generate_ulid(), 'maintenance', '{}', 'Done', 1, 100, now(), now(), 'k')",
    )
    .await
    .unwrap();
    let good = Configuration::good().with("DATABASE_URL", &role.url);
    let told = good.clone().check(&["--deploy"]);
    for id in [
        "azl.E050", "azl.E051", "azl.W050", "azl.E052", "azl.W051", "azl.E042", "azl.W042", "azl.W043", "azl.E060",
        "azl.E061", "azl.W060", "azl.W061", "azl.W062", "azl.E070", "azl.W070", "azl.E071", "azl.W071",
    ] {
        assert_eq!(told.outcome(id), "fine", "{id}: {}", told.text());
    }

    db.execute_unprepared(
        "UPDATE apalis.workers SET last_seen = now() - interval '1 minute'; \
         UPDATE apalis.jobs SET done_at = now() - interval '11 minutes'; \
         INSERT INTO queue_states (name, paused_at, paused_reason) VALUES ('emails', now(), 'x'); \
         INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, idempotency_key) VALUES \
            (apalis.generate_ulid(), 'tickets', '{}', 'Pending', 0, 100, now() - interval '6 minutes', 'a'), \
            (apalis.generate_ulid(), 'tickets', '{}', 'Killed', 1, 100, now(), 'b'); \
         DELETE FROM second_factors; UPDATE integrity_checks SET differences = 3, checked_at = now() - interval '4 hours'",
    )
    .await
    .unwrap();
    let told = good.clone().check(&["--deploy"]);
    for id in ["azl.E060", "azl.E061", "azl.W060", "azl.W061", "azl.W062", "azl.W070", "azl.E071", "azl.W071"] {
        assert!(told.bad().contains(&id.to_owned()), "{id}: {}", told.text());
    }
    db.execute_unprepared("UPDATE staff_users SET role = 'staff'").await.unwrap();
    assert_eq!(good.check(&["--deploy"]).outcome("azl.E070"), "error");
}

#[tokio::test]
async fn a_mail_server_is_tried_with_our_login_and_with_a_mail() {
    let server = MailServer::start();
    let good = Configuration::good()
        .with("SMTP_HOST", "127.0.0.1")
        .with("SMTP_PORT", &server.port.to_string())
        .with("SMTP_TLS", "none")
        .with("SMTP_USERNAME", "theatre")
        .with("SMTP_PASSWORD", "curtain");
    let told = good.clone().check(&["--deploy", "--send-test-mail-to", "anna@example.test"]);
    for id in ["azl.E025", "azl.E026", "azl.E027"] {
        assert_eq!(told.outcome(id), "fine", "{id}: {}", told.text());
    }
    let mails = server.mails().await;
    assert!(mails.len() == 1 && mails[0]["raw"].as_str().unwrap().contains("api check --deploy"), "{mails:?}");

    let wrong = good.clone().with("SMTP_PASSWORD", "not-the-curtain").check(&["--deploy"]);
    assert_eq!((wrong.outcome("azl.E025"), wrong.outcome("azl.E026")), ("fine", "error"), "{}", wrong.text());
    assert!(wrong.finding("azl.E026")["detail"].as_str().unwrap().contains("535"), "{}", wrong.text());
    let unwanted = good.clone().check(&["--deploy", "--send-test-mail-to", "anna@refuse.test"]);
    assert!(unwanted.finding("azl.E027")["detail"].as_str().unwrap().contains("550"), "{}", unwanted.text());
    let open = good.clone().with("SMTP_TLS", "starttls").check(&["--deploy"]);
    assert_ne!((open.outcome("azl.E025"), open.has("azl.E026") && open.outcome("azl.E026") == "fine"), ("fine", true));
    drop(server);
    let gone = good.check(&["--deploy"]);
    assert_eq!(gone.outcome("azl.E025"), "error", "{}", gone.text());
}

#[test]
fn backups_are_looked_for_by_age_and_encryption() {
    let directory = stage::Directory::new();
    let look = || Configuration::good().with("BACKUP_DIRECTORY", directory.path()).check(&["--deploy"]);
    assert!(look().finding("azl.E080")["detail"].as_str().unwrap().contains("holds none"));
    directory.write("azionelab-20261125T030000Z.tar.age", "sealed", 1);
    let told = look();
    assert_eq!((told.outcome("azl.E080"), told.outcome("azl.W080")), ("fine", "fine"), "{}", told.text());
    assert!(told.has("azl.E081") && told.has("azl.W081"));
    directory.write("azionelab-20261125T030000Z.tar.age", "sealed", 27);
    assert_eq!(look().outcome("azl.E080"), "error");
    directory.write("azionelab-20261126T030000Z.tar", "open", 2);
    let told = look();
    assert_eq!((told.outcome("azl.E080"), told.outcome("azl.W080")), ("fine", "warning"), "{}", told.text());
    let missing = Configuration::good().with("BACKUP_DIRECTORY", "/nowhere").check(&["--deploy"]);
    assert!(missing.finding("azl.E080")["detail"].as_str().unwrap().contains("/nowhere"));
}

#[test]
fn the_certificate_must_be_there_for_the_names_and_in_force() {
    let directory = stage::Directory::new();
    let good = Configuration::good().with("TLS_DIRECTORY", directory.path());
    assert_eq!(good.clone().check(&["--deploy"]).outcome("azl.E090"), "error");
    directory.write("fullchain.pem", certificate("century"), 0);
    let told = good.clone().check(&["--deploy"]);
    for id in ["azl.E090", "azl.E091", "azl.E092", "azl.W090"] {
        assert_eq!(told.outcome(id), "fine", "{id}: {}", told.text());
    }
    let other = good.clone().with("OTHER_NAMES", "compagnia-del-faro.it www.faro.it").check(&["--deploy"]);
    let detail = other.finding("azl.E091")["detail"].as_str().unwrap().to_owned();
    assert_eq!(detail, "not for compagnia-del-faro.it, www.faro.it");
    directory.write("fullchain.pem", certificate("past"), 0);
    let told = good.clone().check(&["--deploy"]);
    assert_eq!((told.outcome("azl.E092"), told.outcome("azl.W090")), ("error", "warning"), "{}", told.text());
    assert!(told.finding("azl.E092")["detail"].as_str().unwrap().contains("2024-01-01 to 2024-04-01"));
    directory.write("fullchain.pem", "-----BEGIN CERTIFICATE-----\nMDA=\n-----END CERTIFICATE-----\n", 0);
    assert_eq!(good.clone().check(&["--deploy"]).outcome("azl.E091"), "error");
    assert!(!good.with("TLS", "off").check(&["--deploy"]).has("azl.E090"), "a proxy in front has it");
}
