//! `api check`: what is not as it should be in a configuration, each with its remedy. Without `--deploy` only what can be
//! told from the settings; with it, the database, the mail server, the workers, the backups and the certificate are looked
//! at, too. Changes nothing.

mod certificate;
mod database;
mod durability;
mod files;
mod house;
mod mail;
mod report;
mod rights;
mod secrets;
mod settings;
mod work;

use clap::Args;
use lettre::message::Mailbox;
use platform::clock::{Clock as _, SystemClock};

use report::Report;
pub use settings::CheckSettings;

/// What to look at.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The configuration.
    #[command(flatten)]
    pub settings: CheckSettings,

    /// Look at everything that the configuration leads to, as it runs now.
    #[arg(long)]
    pub deploy: bool,

    /// Send a mail to this address, to see the whole way.
    #[arg(long, value_name = "ADDRESS", requires = "deploy")]
    pub send_test_mail_to: Option<Mailbox>,

    /// For machines: `{"errors": n, "warnings": n, "checks": [{"id", "title", "outcome", "detail", "remedy"}]}`.
    #[arg(long)]
    pub json: bool,
}

/// Something is wrong; what it is was told.
#[derive(Debug, thiserror::Error)]
#[error("{0} error(s): this should not be on the network as it is")]
pub struct CheckError(usize);

/// Looks, and tells what it found.
///
/// # Errors
/// [`CheckError`] when there are errors; warnings are none.
pub async fn run(arguments: &Arguments) -> Result<(), CheckError> {
    let settings = &arguments.settings;
    let mut report = Report::default();
    settings::check(settings, &mut report);
    secrets::check(settings, &mut report);
    mail::check(settings, &mut report);
    if arguments.deploy {
        look_around(arguments, &mut report).await;
    }
    if arguments.json {
        say(&report.json().to_string());
    } else {
        say(&report.to_string());
    }
    match report.errors() {
        0 => Ok(()),
        errors => Err(CheckError(errors)),
    }
}

async fn look_around(arguments: &Arguments, report: &mut Report) {
    let settings = &arguments.settings;
    let now = SystemClock.now();
    if let Some(db) = database::check(settings, report).await {
        durability::check(&db, report).await;
        rights::check(&db, report).await;
        work::check(&db, report).await;
        house::check(&db, now, report).await;
    }
    mail::try_server(settings, arguments.send_test_mail_to.as_ref(), report).await;
    files::check(settings, now, report);
    certificate::check(settings, now, report);
}

#[expect(clippy::print_stdout, reason = "what the command answers goes to standard output")]
fn say(text: &str) {
    println!("{text}");
}
