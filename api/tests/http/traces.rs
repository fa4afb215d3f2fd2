//! One trace, from a visitor's click to the mail server, by way of both programs.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};
use test_database::TestDatabase;
use test_telemetry::collector::{Collector, Span};

use crate::house::{TOKEN_KEY, reservation};
use crate::program::{Program, furnish};

/// The worker, which is built beside the API wherever all tests are.
struct Worker(Child);

impl Worker {
    fn start(database: &TestDatabase, collector: &Collector) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_api")).with_file_name("worker");
        assert!(program.exists(), "{} is not built: test the whole workspace", program.display());
        let started = Command::new(program)
            .arg("run")
            .env_clear()
            .envs([
                ("DATABASE_URL", database.url()),
                ("PUBLIC_URL", "https://theatre.example"),
                ("TOKEN_KEYS", TOKEN_KEY),
                ("SMTP_HOST", "127.0.0.1"),
                // Nobody listens there: the conversation is short.
                ("SMTP_PORT", "1"),
                ("SMTP_TLS", "none"),
                ("MAIL_FROM", "tickets@theatre.example"),
                ("WORKER_INTERNAL_LISTEN", "127.0.0.1:0"),
                ("RUST_LOG", "warn"),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.endpoint()),
                ("OTEL_BSP_SCHEDULE_DELAY", "100"),
            ])
            .stdout(Stdio::null())
            .spawn();
        Self(started.unwrap())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn arrived(collector: &Collector, program: &str, name: &str) -> Span {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(20) {
        if let Some(span) = collector.find(program, name) {
            return span;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no span {name:?} of {program} in {:#?}", collector.spans());
}

/// What jobs say of their trace.
async fn causes(db: &DatabaseConnection) -> Vec<Option<String>> {
    let asked = "SELECT metadata -> 'traceparent' AS cause FROM apalis.jobs ORDER BY run_at";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, asked)).await.unwrap();
    rows.into_iter().map(|row| row.try_get("", "cause").unwrap()).collect()
}

#[tokio::test]
async fn a_trace_goes_from_the_request_through_the_job_to_the_mail_server() {
    const FOREIGN: &str = "0af7651916cd43dd8448eb211c80319c";
    let (database, collector) = (TestDatabase::create().await, Collector::start());
    let performance = furnish(&database).await;
    let endpoint = collector.endpoint();
    let traced = [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "100")];
    let program = Program::start_with(&database, &traced);
    let path = format!("/api/performances/{performance}/reservations");
    let visitor = program.client().with("traceparent", &format!("00-{FOREIGN}-b7ad6b7169203331-01"));
    visitor.post(&path, reservation(2)).await.expect(201);

    let request = arrived(&collector, "azionelab-api", "POST /api/performances/{id}/reservations").await;
    assert_eq!(request.parent, "");
    assert_ne!(request.trace, FOREIGN, "the public does not say whose trace it is");
    for told in ["http.request.method=POST", "http.response.status_code=IntValue(201)"] {
        assert!(request.attributes.iter().any(|attribute| attribute == told), "{request:?}");
    }
    assert_eq!(causes(&database.connection()).await, [Some(request.traceparent())]);

    let _worker = Worker::start(&database, &collector);
    let smtp = arrived(&collector, "azionelab-worker", "smtp").await;
    assert_eq!(smtp.trace, request.trace);
    let job = arrived(&collector, "azionelab-worker", "job").await;
    assert_eq!((&job.trace, &job.parent), (&request.trace, &request.id));
    assert_eq!(smtp.parent, job.id);
    assert!(job.attributes.contains(&"queue=emails".to_owned()), "{job:?}");
}

#[tokio::test]
async fn where_no_collector_is_named_nothing_is_traced() {
    let database = TestDatabase::create().await;
    let performance = furnish(&database).await;
    let program = Program::start_with(&database, &[("OTEL_EXPORTER_OTLP_ENDPOINT", "")]);
    let path = format!("/api/performances/{performance}/reservations");
    program.client().post(&path, reservation(2)).await.expect(201);
    assert_eq!(causes(&database.connection()).await, [None]);
}
