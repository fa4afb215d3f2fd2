//! The program's commands, a file each.

pub mod create_user;
pub mod health;
pub mod integrity;
pub mod openapi;
pub mod seed_demo;
pub mod serve;

use std::error::Error;

use clap::Subcommand;

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answers requests until it is told to stop (SIGTERM or SIGINT).
    Serve(serve::Arguments),
    /// Writes the OpenAPI documents as files; needs no database.
    Openapi(openapi::Arguments),
    /// Makes a user of the house.
    CreateUser(create_user::Arguments),
    /// Fills an empty season with a demonstration one.
    SeedDemo(seed_demo::Arguments),
    /// Looks whether the tables agree with each other: seats, the door, tokens, mails, jobs; changes nothing.
    Integrity(integrity::Arguments),
    /// Asks the API on this machine whether it can answer requests; for health checks of containers.
    Health(health::Arguments),
}

impl Command {
    /// Does it.
    ///
    /// # Errors
    /// The command's own error.
    pub async fn run(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Serve(arguments) => serve::run(arguments).await?,
            Self::Openapi(arguments) => openapi::run(&arguments)?,
            Self::CreateUser(arguments) => create_user::run(arguments).await?,
            Self::SeedDemo(arguments) => seed_demo::run(arguments).await?,
            Self::Integrity(arguments) => integrity::run(&arguments).await?,
            Self::Health(arguments) => health::run(&arguments)?,
        }
        Ok(())
    }
}
