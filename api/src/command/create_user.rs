//! `api create-user`: makes a user of the house.

use std::io::{self, IsTerminal};

use booking::Failure;
use booking::audit::Actor;
use booking::staff::account::{self, CreateError, NewUser};
use booking::staff::password::{self, PasswordError};
use clap::{Args, ValueEnum};
use entity::value::StaffRole;
use platform::clock::{self, Clock, SystemClock};
use platform::database::{self, DatabaseError};
use platform::settings::{DatabaseSettings, Secret};

/// Whom to make.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The database.
    #[command(flatten)]
    pub database: DatabaseSettings,

    /// Login name: 2 to 64 letters, digits, dots, hyphens and underscores; upper case counts as lower case.
    #[arg(long)]
    pub username: String,

    /// Name that colleagues see, at the door and in the log of what was done.
    #[arg(long, value_parser = display_name)]
    pub display_name: String,

    /// What the user may do.
    #[arg(long)]
    pub role: Role,

    /// Password, 12 to 128 characters; asked for on the terminal where unset. Give it in the environment: every user of
    /// the machine can read a command line.
    #[arg(long, env = "PASSWORD", value_name = "PASSWORD", hide_env_values = true)]
    pub password: Option<Secret>,
}

/// What a user may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Lets people in at the door.
    Staff,
    /// Manages everything.
    Admin,
}

impl From<Role> for StaffRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Staff => Self::Staff,
            Role::Admin => Self::Admin,
        }
    }
}

/// Why no user was made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// The database cannot be worked with.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Another user has the name.
    #[error(
        "there is a user `{0}` already, and nothing was changed. This command only makes new users: a password is \
         changed by its owner after logging in, or reset by an administrator under /manage"
    )]
    UserExists(String),
    /// The name cannot be a login name.
    #[error("--username: {0}")]
    UsernameMalformed(CreateError),
    /// No password was given, and nobody can be asked.
    #[error("PASSWORD is not set, and there is no terminal to ask on")]
    NoPassword,
    /// The terminal could not be read.
    #[error("the password could not be read from the terminal")]
    Terminal(#[source] io::Error),
    /// The same password was not typed twice.
    #[error("the two passwords differ; nothing was changed")]
    PasswordsDiffer,
    /// The password is too short or too long.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Below the rules.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Makes the user.
///
/// # Errors
/// [`CreateUserError`]; nothing was changed then.
pub async fn run(arguments: Arguments) -> Result<(), CreateUserError> {
    let database = database::open(&arguments.database, "azionelab-create-user")?;
    database::require_current_schema(&database.pool).await?;
    let username = account::normalised(&arguments.username);
    // Asked first, so that nobody types a password in vain.
    if account::by_username(&database.connection, &username).await?.is_some() {
        return Err(CreateUserError::UserExists(username));
    }
    let password = match arguments.password {
        Some(given) => given,
        None => ask_twice()?,
    };
    // Hashing keeps this thread busy; a command has nothing else to do on it.
    let user = NewUser {
        username: username.clone(),
        display_name: arguments.display_name,
        role: arguments.role.into(),
        password_hash: password::hash(password.expose(), &mut clock::randomness())?,
    };
    let made =
        account::create(&database.connection, SystemClock.now(), user, &Actor::SYSTEM).await.map_err(|error| {
            match error {
                CreateError::UsernameTaken => CreateUserError::UserExists(username),
                CreateError::UsernameMalformed => CreateUserError::UsernameMalformed(error),
                CreateError::Failure(failure) => failure.into(),
            }
        })?;
    say(&format!("Made the user {} ({}).", made.username, made.role));
    Ok(())
}

fn ask_twice() -> Result<Secret, CreateUserError> {
    if !io::stdin().is_terminal() {
        return Err(CreateUserError::NoPassword);
    }
    let ask = |prompt| rpassword::prompt_password(prompt).map_err(CreateUserError::Terminal);
    let typed = ask("Password (12 to 128 characters): ")?;
    if ask("The same again: ")? == typed { Ok(Secret::from(typed)) } else { Err(CreateUserError::PasswordsDiffer) }
}

fn display_name(value: &str) -> Result<String, String> {
    let name = value.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err("expected a name on one line, at most 100 characters".to_owned());
    }
    Ok(name.to_owned())
}

#[expect(clippy::print_stdout, reason = "what the command answers goes to standard output")]
fn say(line: &str) {
    println!("{line}");
}
