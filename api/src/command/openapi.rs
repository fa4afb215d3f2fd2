//! `api openapi`: writes the OpenAPI documents as files.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;

use crate::document;

/// Where to.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Directory for `visitors-staff.json` and `admin.json`; made where it is missing.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum OpenapiError {
    /// The documents cannot be made.
    #[error("the documents cannot be made")]
    Document(#[from] serde_json::Error),
    /// The files cannot be written.
    #[error("{file} cannot be written")]
    Write {
        /// Which.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// The documents by their file names.
///
/// # Errors
/// [`OpenapiError::Document`].
pub fn documents() -> Result<[(&'static str, Value); 2], OpenapiError> {
    let public = document::of(&document::visitors_and_staff())?;
    let admin = document::of(&document::administration())?;
    Ok([("visitors-staff.json", public), ("admin.json", admin)])
}

/// Writes them.
///
/// # Errors
/// [`OpenapiError`].
pub fn run(arguments: &Arguments) -> Result<(), OpenapiError> {
    let unwritable = |file: &Path| {
        let file = file.display().to_string();
        move |source| OpenapiError::Write { file, source }
    };
    std::fs::create_dir_all(&arguments.out).map_err(unwritable(&arguments.out))?;
    for (name, document) in documents()? {
        let file = arguments.out.join(name);
        let text = serde_json::to_string_pretty(&document)? + "\n";
        std::fs::write(&file, text).map_err(unwritable(&file))?;
    }
    Ok(())
}
