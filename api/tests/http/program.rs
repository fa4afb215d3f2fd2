//! The program itself: how it starts, ends, and what it leaves in its log.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use booking::audit::Actor;
use booking::staff::account::{self, NewUser};
use booking::token::{self, Keys};
use entity::value::{StaffRole, TokenPurpose};
use platform::clock::{Clock as _, SystemClock, randomness};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use test_database::TestDatabase;

use crate::house::{Client, Contract, Evening, PASSWORD, TOKEN_KEY, reservation};

/// `api serve`, running.
pub struct Program {
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
    api: SocketAddr,
    internal: SocketAddr,
}

fn command(database: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.arg("serve").env_clear().envs([
        ("DATABASE_URL", database),
        ("PUBLIC_URL", "https://theatre.example"),
        ("TOKEN_KEYS", TOKEN_KEY),
        ("API_LISTEN", "127.0.0.1:0"),
        ("API_INTERNAL_LISTEN", "127.0.0.1:0"),
        ("LOG_FORMAT", "json"),
        ("RUST_LOG", "debug"),
        ("RATE_LIMITS", "off"),
    ]);
    command
}

impl Program {
    fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[])
    }

    pub fn start_with(database: &TestDatabase, settings: &[(&str, &str)]) -> Self {
        let mut command = command(database.url());
        let mut child =
            command.envs(settings.iter().copied()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (out, kept) = (child.stdout.take().unwrap(), Arc::clone(&lines));
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines() {
                kept.lock().unwrap().push(line.unwrap());
            }
        });
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut program = Self { child, lines, api: any, internal: any };
        program.api = program.wait_for_listener("api");
        program.internal = program.wait_for_listener("internal");
        program
    }

    fn events(&self) -> Vec<Value> {
        self.lines.lock().unwrap().iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn wait_for(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            if let Some(found) = self.events().into_iter().find(|event| wanted(event)) {
                return found;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the log never says so: {:#?}", self.events());
    }

    fn wait_for_listener(&self, name: &str) -> SocketAddr {
        let event = self.wait_for(|event| event["message"] == "listening" && event["name"] == name);
        event["addr"].as_str().unwrap().trim_start_matches("socket://").parse().unwrap()
    }

    fn terminate(&self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    pub fn client(&self) -> Client {
        Client::new(self.api, Contract::as_written())
    }

    async fn exposition(&self) -> String {
        reqwest::get(format!("http://{}/metrics", self.internal)).await.unwrap().text().await.unwrap()
    }

    async fn metrics(&self) -> HashMap<String, f64> {
        let text = self.exposition().await;
        let samples = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(' '));
        samples.map(|(name, value)| (name.to_owned(), value.parse().unwrap())).collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A performance next week by the machine's clock, and a user.
pub async fn furnish(database: &TestDatabase) -> i64 {
    let db = database.connection();
    let password_hash = booking::staff::password::hash(PASSWORD, &mut randomness()).unwrap();
    let user =
        NewUser { username: "berto".into(), display_name: "Berto Verdi".into(), role: StaffRole::Staff, password_hash };
    account::create(&db, SystemClock.now(), user, &Actor::SYSTEM).await.unwrap();
    let password_hash = booking::staff::password::hash(PASSWORD, &mut randomness()).unwrap();
    let admin =
        NewUser { username: "ada".into(), display_name: "Ada Rossi".into(), role: StaffRole::Admin, password_hash };
    account::create(&db, SystemClock.now(), admin, &Actor::SYSTEM).await.unwrap();
    let next_week = SystemClock.now() + chrono::TimeDelta::days(7);
    Evening::with_seats(3).but(|row| row.starts_at = Set(next_week)).furnish(&db).await
}

async fn confirmation_token(database: &TestDatabase, reference: &str) -> String {
    let db = database.connection();
    let found = entity::reservation::Entity::find().filter(entity::reservation::Column::Reference.eq(reference));
    let row = found.one(&db).await.unwrap().unwrap();
    let keys = Keys::parse(TOKEN_KEY).unwrap();
    token::of_reservation(&db, &keys, TokenPurpose::Confirmation, &row).await.unwrap().expose().to_owned()
}

/// One evening in short; everything secret or personal that was said.
async fn evening(program: &Program, database: &TestDatabase, performance: i64) -> Vec<String> {
    let client = program.client().with("x-request-id", "the-whole-evening");
    let asked = json!({"name": "Teodora Zenobia", "email": "teodora@zenobia.example", "phone": "+39 050 987654",
        "notes": "Allergica ai gatti", "party_size": 2, "privacy_accepted": true});
    let reserve = format!("/api/performances/{performance}/reservations");
    let reference = client.post(&reserve, asked).await.expect(201).text("reference");
    let token = confirmation_token(database, &reference).await;
    let ticket =
        client.post("/api/reservations/confirm", json!({"token": token})).await.expect(200).text("ticket_token");
    client.post(&reserve, reservation(2)).await.expect_problem(409, "not_enough_seats");
    client.get(&format!("/api/tickets/{ticket}")).await.expect_problem(404, "not_found");
    client.post("/api/auth/login", json!({"username": "berto", "password": "not-the-password-1"})).await.expect(401);
    let login = client.post("/api/auth/login", json!({"username": "berto", "password": PASSWORD})).await.expect(200);
    let mut staff = client.clone();
    staff.keep_cookies_of(&login);
    staff.get(&format!("/api/check-in/performances/{performance}/guests?q=zenobia")).await.expect(200);
    staff.post("/api/check-in/confirm", json!({"token": ticket})).await.expect(200);
    staff.post("/api/check-in/confirm", json!({"token": ticket})).await.expect(409);
    let mut said: Vec<String> =
        ["Teodora", "zenobia", "987654", "Allergica", "not-the-password-1", PASSWORD, TOKEN_KEY, "Berto Verdi"]
            .map(str::to_owned)
            .to_vec();
    said.extend([token, ticket]);
    said.extend(staff.secrets());
    said
}

#[tokio::test]
async fn the_log_follows_each_request_and_names_nobody() {
    let database = TestDatabase::create().await;
    let performance = furnish(&database).await;
    let program = Program::start(&database);
    let said = evening(&program, &database, performance).await;

    let of_request = |event: &Value| event["span"]["request_id"] == "the-whole-evening";
    program.wait_for(|event| of_request(event) && event["status"] == 409 && event["route"] == "/api/check-in/confirm");
    let answered = program.events().into_iter().filter(|event| of_request(event) && event["message"] == "answered");
    assert_eq!(answered.count(), 9);
    let while_working =
        program.events().into_iter().filter(|event| event["target"].as_str().unwrap().starts_with("sqlx"));
    assert!(while_working.clone().count() > 0, "statements are logged at this level");
    for event in while_working {
        let outside = event["span"].is_null();
        assert!(!outside || !event.to_string().contains("reservations"), "a statement of no request: {event}");
    }

    let log = program.lines.lock().unwrap().join("\n").to_lowercase();
    for secret in said {
        assert!(!log.contains(&secret.to_lowercase()), "the log holds {secret:?}");
    }
    assert!(!log.contains("127.0.0.1") || !log.contains("remote_addr"), "no client's address");
}

#[tokio::test]
async fn a_login_that_is_refused_is_on_record_and_names_nobody() {
    let database = TestDatabase::create().await;
    furnish(&database).await;
    let program = Program::start(&database);
    let client = program.client().with("x-request-id", "guessing");
    for username in ["ada", "my-password-typed-here"] {
        let guess = json!({"username": username, "password": "wrong horse battery"});
        client.post("/api/auth/login", guess).await.expect_problem(401, "bad_credentials");
    }
    let nearly = json!({"pending_token": "x", "code": "000000"});
    client.post("/api/auth/login/second-factor", nearly).await.expect_problem(401, "login_not_pending");
    program.wait_for(|event| {
        event["span"]["request_id"] == "guessing" && event["route"] == "/api/auth/login/second-factor"
    });
    let refused = program.events().into_iter().filter(|event| event["message"] == "a login was refused");
    let told: Vec<(bool, bool)> =
        refused.map(|event| (event["step"] == "password", event["user_id"].is_number())).collect();
    assert_eq!(told, [(true, true), (true, false)], "the user who exists is told by number");
    let log = program.lines.lock().unwrap().join("\n");
    assert!(!log.contains("my-password-typed-here") && !log.contains("wrong horse"));
}

/// What staff do for guests, and what goes wrong at the door.
async fn at_the_desk(program: &Program, performance: i64) {
    let mut admin = program.client();
    let login = admin.post("/api/auth/login", json!({"username": "ada", "password": PASSWORD})).await.expect(200);
    admin.keep_cookies_of(&login);
    let mut asked =
        json!({"performance_id": performance, "name": "Ugo Neri", "email": "ugo@example.org", "party_size": 1});
    let id = admin.post("/admin/reservations", asked.clone()).await.expect(201).number("id");
    for _ in 0..2 {
        admin.post(&format!("/admin/reservations/{id}/confirm"), json!({})).await.expect(200);
    }
    asked["confirm"] = json!(true);
    admin.post("/admin/reservations", asked).await.expect_problem(409, "not_enough_seats");
    let walk_in = json!({"performance_id": performance, "party_size": 1});
    admin.post("/api/check-in/walk-ins", walk_in).await.expect_problem(409, "not_enough_seats");
    admin.post("/api/check-in/confirm", json!({"reference": "2222222"})).await.expect(404);
    let guests = admin.get(&format!("/api/check-in/performances/{performance}/guests?q=zenobia")).await.expect(200);
    let reference = guests.json()["results"][0]["reference"].clone();
    admin.post("/api/check-in/undo", json!({"reference": reference})).await.expect(200);
    let mut pretended = reservation(1);
    pretended["website"] = json!("https://buy.example");
    program.client().post(&format!("/api/performances/{performance}/reservations"), pretended).await.expect(201);
}

#[tokio::test]
async fn operators_see_what_happened_by_route_and_outcome() {
    let database = TestDatabase::create().await;
    let performance = furnish(&database).await;
    let program = Program::start(&database);
    evening(&program, &database, performance).await;
    program.client().get("/api/no/such/thing").await.expect(404);
    at_the_desk(&program, performance).await;

    let metrics = program.metrics().await;
    let value = |name: &str| *metrics.get(name).unwrap_or_else(|| panic!("{name} in {:#?}", metrics.keys()));
    let reserve = "route=\"/api/performances/{id}/reservations\"";
    assert!((value(&format!("api_requests_total{{method=\"POST\",{reserve},status=\"201\"}}")) - 2.0).abs() < 0.1);
    assert!((value(&format!("api_requests_total{{method=\"POST\",{reserve},status=\"409\"}}")) - 1.0).abs() < 0.1);
    value("api_requests_total{method=\"GET\",route=\"unknown\",status=\"404\"}");
    for counted in [
        "api_reservations_requested_total{by=\"guest\"}",
        "api_reservations_requested_total{by=\"staff\"}",
        "api_reservations_confirmed_total{by=\"guest\"}",
        "api_reservations_confirmed_total{by=\"staff\"}",
        "api_honeypot_total",
        "api_check_ins_undone_total",
        "api_seats_lacked_total{step=\"walk_in\"}",
        "api_check_ins_total{outcome=\"unknown\"}",
        "api_seats_lacked_total{step=\"request\"}",
        "api_check_ins_total{outcome=\"checked_in\"}",
        "api_check_ins_total{outcome=\"already_checked_in\"}",
    ] {
        assert!((value(counted) - 1.0).abs() < 0.1, "{counted}");
    }
    assert!(
        metrics.keys().any(|name| name.starts_with("api_request_duration_seconds_bucket") && name.contains(reserve))
    );
    let (open, used) = (value("api_database_pool_connections"), value("api_database_pool_used_connections"));
    assert!(used <= open && open <= value("api_database_pool_max_connections"));
    assert!(value(&format!("azionelab_build_info{{program=\"api\",version=\"{}\"}}", env!("CARGO_PKG_VERSION"))) > 0.9);
    assert!(value("process_resident_memory_bytes") > 1_000_000.0);
    assert!(value("process_open_fds") > 3.0 && value("process_open_fds") < value("process_max_fds"));
    test_telemetry::check(&program.exposition().await, "api");
    program.client().get("/metrics").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn what_is_in_flight_at_the_end_is_finished() {
    use sea_orm::{ConnectionTrait, TransactionTrait};
    let database = TestDatabase::create().await;
    let performance = furnish(&database).await;
    let mut program = Program::start(&database);
    let holder = database.connection().begin().await.unwrap();
    holder.execute_unprepared("SELECT id FROM performances FOR UPDATE").await.unwrap();
    let (client, path) = (program.client(), format!("/api/performances/{performance}/reservations"));
    let waiting = tokio::spawn(async move { client.post(&path, reservation(1)).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    program.terminate();
    program.wait_for(|event| event["message"] == "initiate graceful shutdown" && event["name"] == "api");
    holder.rollback().await.unwrap();

    waiting.await.unwrap().expect(201);
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = program.child.try_wait().unwrap() {
            break status;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it ends");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(status.success(), "{status}");
}

#[tokio::test]
async fn it_does_not_start_on_a_schema_that_is_not_current() {
    let database = TestDatabase::create_empty().await;
    let output = command(database.url()).output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("run `migration up`"), "{told}");
}

#[tokio::test]
async fn a_bad_setting_is_refused_by_name_and_no_secret_is_repeated() {
    let refused = |name: &str, value: &str| {
        let mut child = command("postgres://nobody:hunter2@127.0.0.1:1/none")
            .env(name, value)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        assert!(!child.wait().unwrap().success());
        assert!(!told.contains("hunter2") && !told.contains(TOKEN_KEY), "{told}");
        told
    };
    assert!(refused("TRUSTED_PROXIES", "intranet").contains("TRUSTED_PROXIES"));
    assert!(refused("RATE_LIMITS", "maybe").contains("RATE_LIMITS"));
    assert!(refused("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318").contains("OTEL_EXPORTER_OTLP_ENDPOINT"));
    assert!(refused("API_LISTEN", "everywhere").contains("API_LISTEN"));
    assert!(refused("PUBLIC_URL", "theatre").contains("PUBLIC_URL"));
    assert!(refused("DATABASE_URL", "mysql://root:hunter2@host/x").contains("DATABASE_URL"));
}
