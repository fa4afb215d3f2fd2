//! `api integrity`: whether the tables agree with each other.

use booking::Failure;
use booking::integrity::{self, Finding};
use booking::token::{Keys, KeysError};
use clap::Args;
use platform::clock::{Clock as _, SystemClock};
use platform::database::{self, DatabaseError};
use platform::settings::{DatabaseSettings, SecretError, SiteSettings};
use platform::table::Table;
use serde_json::{Value, json};

/// What to look at.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// The site, whose keys made the tokens.
    #[command(flatten)]
    pub site: SiteSettings,

    /// For machines: `{"differences": n, "findings": [{"code", …}]}`.
    #[arg(long)]
    pub json: bool,
}

/// Why the tables are not known to agree.
#[derive(Debug, thiserror::Error)]
pub enum IntegrityError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The keys cannot be found.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The keys cannot be used.
    #[error("TOKEN_KEYS cannot be used")]
    Keys(#[from] KeysError),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
    /// A finding cannot be told.
    #[error("a finding cannot be told")]
    Telling(#[from] serde_json::Error),
    /// They do not agree.
    #[error("{0} difference(s); nothing was changed. docs/operations/integrity.md says what each means and what to do")]
    Differences(usize),
}

/// Checks everything, and tells what differs. Changes nothing.
///
/// # Errors
/// [`IntegrityError`].
pub async fn run(arguments: &Arguments) -> Result<(), IntegrityError> {
    let keys = Keys::parse(arguments.site.token_keys()?.expose())?;
    let database = database::open(&arguments.database, "azionelab-integrity")?;
    database::require_current_schema(&database.pool).await?;
    let findings = integrity::check(&database.connection, &keys, SystemClock.now()).await?;
    if arguments.json {
        say(&json!({"differences": findings.len(), "findings": findings}).to_string());
    } else if findings.is_empty() {
        say(
            "Everything agrees: seats, the door, tokens, mails, jobs, accounts, and what is left of forgotten persons.",
        );
    } else {
        say(&table(&findings)?.to_string());
    }
    if findings.is_empty() { Ok(()) } else { Err(IntegrityError::Differences(findings.len())) }
}

fn table(findings: &[Finding]) -> Result<Table, serde_json::Error> {
    let mut table = Table::new(&["FINDING", "WHERE AND WHAT"]);
    for finding in findings {
        let told = serde_json::to_value(finding)?;
        let fields = told.as_object().into_iter().flatten();
        let about: Vec<String> =
            fields.filter(|(name, _)| *name != "code").map(|(name, value)| format!("{name}={}", bare(value))).collect();
        table.row([bare(&told["code"]), about.join(" ")]);
    }
    Ok(table)
}

fn bare(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[expect(clippy::print_stdout, reason = "what the command answers goes to standard output")]
fn say(line: &str) {
    println!("{line}");
}
