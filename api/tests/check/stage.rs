//! A configuration that is right, until a story makes something wrong.

use std::collections::BTreeMap;
use std::fs::{File, FileTimes};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use platform::clock::{Clock as _, SystemClock};
use sea_orm::ConnectionTrait as _;
use serde_json::Value;
use test_database::TestDatabase;

/// Settings, as a deployment has them.
#[derive(Clone)]
pub struct Configuration(BTreeMap<&'static str, String>);

/// How the command ended.
pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// What was found.
pub struct Told {
    pub code: Option<i32>,
    pub json: Value,
}

impl Configuration {
    pub fn good() -> Self {
        let settings = [
            ("PUBLIC_URL", "https://biglietti.compagnia-del-faro.it"),
            ("COMPANY_NAME", "Compagnia del Faro"),
            ("TOKEN_KEYS", "0ZP0uK0i1n8mQn2O3oJmJ7pQ5cWc8Yw3m1t6vXbZr2E="),
            ("DATABASE_URL", "postgres://azionelab_api:mUvqD2yBkQ7vXw4n@127.0.0.1:9/azionelab"),
            ("TRUSTED_PROXIES", "10.0.0.0/8,172.16.0.0/12"),
            ("SMTP_HOST", "smtp.compagnia-del-faro.it"),
            ("SMTP_USERNAME", "tickets"),
            ("SMTP_PASSWORD", "nT4wR8sKd2fG"),
            ("MAIL_FROM", "Compagnia del Faro <biglietti@compagnia-del-faro.it>"),
        ];
        Self(settings.map(|(name, value)| (name, value.to_owned())).into())
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, value.to_owned());
        self
    }

    pub fn on(self, database: &TestDatabase) -> Self {
        self.with("DATABASE_URL", database.url())
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
        command.arg("check").args(arguments).env_clear().envs(&self.0).stdin(Stdio::null());
        // A mail server that is not tried on purpose should not be waited for.
        if !self.0["SMTP_HOST"].starts_with("127.") && arguments.contains(&"--deploy") {
            command.env("SMTP_HOST", "127.0.0.1").env("SMTP_PORT", "9");
        }
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    #[track_caller]
    pub fn check(&self, arguments: &[&str]) -> Told {
        let run = self.run(&[arguments, &["--json"]].concat());
        let json = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}{}", run.out, run.err));
        Told { code: run.code, json }
    }
}

impl Told {
    fn checks(&self) -> impl Iterator<Item = &Value> {
        self.json["checks"].as_array().unwrap().iter()
    }

    pub fn bad(&self) -> Vec<String> {
        let bad = self.checks().filter(|check| check["outcome"] == "error" || check["outcome"] == "warning");
        bad.map(|check| check["id"].as_str().unwrap().to_owned()).collect()
    }

    pub fn has(&self, id: &str) -> bool {
        self.checks().any(|check| check["id"] == id)
    }

    #[track_caller]
    pub fn finding(&self, id: &str) -> &Value {
        self.checks()
            .find(|check| check["id"] == id)
            .unwrap_or_else(|| panic!("{id} was not looked at: {}", self.text()))
    }

    #[track_caller]
    pub fn outcome(&self, id: &str) -> &str {
        self.finding(id)["outcome"].as_str().unwrap()
    }

    pub fn text(&self) -> String {
        self.json.to_string()
    }
}

/// A certificate of the site; its key is nowhere.
pub fn certificate(name: &str) -> &'static str {
    match name {
        "century" => include_str!("certificates/century.pem"),
        _ => include_str!("certificates/past.pem"),
    }
}

static DIRECTORIES: AtomicU32 = AtomicU32::new(0);

/// A directory; gone with this value.
pub struct Directory(PathBuf);

impl Directory {
    pub fn new() -> Self {
        let number = DIRECTORIES.fetch_add(1, Ordering::Relaxed);
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("check-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// Writes a file as it was written some hours ago.
    pub fn write(&self, name: &str, content: &str, hours_ago: u64) {
        let path = self.0.join(name);
        std::fs::write(&path, content).unwrap();
        let written = std::time::SystemTime::from(SystemClock.now()) - Duration::from_secs(hours_ago * 3600);
        File::options().write(true).open(path).unwrap().set_times(FileTimes::new().set_modified(written)).unwrap();
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A role as programs have it; gone with this value.
pub struct Role {
    pub url: String,
}

/// Makes a role that reads and writes rows, and nothing else.
pub async fn program_role(database: &TestDatabase) -> Role {
    let mut url = url::Url::parse(database.url()).unwrap();
    let name = url.path().trim_start_matches('/').to_owned();
    let role = format!("program_of_{name}");
    database
        .connection()
        .execute_unprepared(&format!(
            "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD 'mUvqD2yBkQ7vXw4n'; \
             REVOKE ALL ON DATABASE {name} FROM PUBLIC; GRANT CONNECT ON DATABASE {name} TO {role}; \
             REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public, apalis TO {role}; \
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public, apalis TO {role}; \
             REVOKE UPDATE, DELETE ON audit_log FROM {role}"
        ))
        .await
        .unwrap();
    url.set_username(&role).unwrap();
    url.set_password(Some("mUvqD2yBkQ7vXw4n")).unwrap();
    Role { url: url.into() }
}

/// `local/smtp-server.mjs`; gone with this value.
pub struct MailServer {
    process: Child,
    pub port: u16,
    control_port: u64,
}

impl MailServer {
    pub fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../local/smtp-server.mjs");
        let mut process = Command::new("node").arg(script).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let greeting: Value = serde_json::from_str(&line).unwrap();
        let port = u16::try_from(greeting["smtp_port"].as_u64().unwrap()).unwrap();
        Self { process, port, control_port: greeting["control_port"].as_u64().unwrap() }
    }

    pub async fn mails(&self) -> Vec<Value> {
        let url = format!("http://127.0.0.1:{}/mails", self.control_port);
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
