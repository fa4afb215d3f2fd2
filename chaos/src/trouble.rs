//! What can go wrong with the trial itself. None of it says anything of the system on trial.

/// The trial cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A file or a process.
    #[error("{what}")]
    Io {
        /// What was being done.
        what: String,
        /// Why not.
        source: std::io::Error,
    },
    /// The trial's own connection to the database.
    #[error("the trial's own connection to the database")]
    Database(#[from] sqlx::Error),
    /// As above, by way of the entities.
    #[error("the trial's own connection to the database")]
    Orm(#[from] sea_orm::DbErr),
    /// The rules, used to set the stage.
    #[error("the rules, used to set the stage")]
    Failure(#[from] booking::Failure),
    /// The control interface of the mail server.
    #[error("the control interface of the mail server")]
    Http(#[from] reqwest::Error),
    /// Something is not as the trial needs it.
    #[error("{0}")]
    Stage(String),
}

impl Trouble {
    /// Names what was being done when a file or a process failed.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }

    /// Something is not as the trial needs it.
    pub fn stage(what: impl Into<String>) -> Self {
        Self::Stage(what.into())
    }
}
