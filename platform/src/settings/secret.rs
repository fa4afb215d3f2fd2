//! Values that must not be shown: neither by `{:?}`, nor by `--help`, nor in an error.

use std::convert::Infallible;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value, for the one who uses it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The value of a setting that may be given itself (`NAME`) or as a file that holds it (`NAME_FILE`); white space
    /// around the file's content is dropped.
    ///
    /// # Errors
    /// [`SecretError`] when both are given, neither is, or the file cannot be read.
    pub fn given_or_read(name: &'static str, given: Option<&Self>, file: Option<&Path>) -> Result<Self, SecretError> {
        match Self::optional(name, given, file)? {
            Some(secret) => Ok(secret),
            None => Err(SecretError::Missing { name }),
        }
    }

    /// As [`Secret::given_or_read`], for a setting that may be left out.
    ///
    /// # Errors
    /// [`SecretError`] when both are given, or the file cannot be read.
    pub fn optional(
        name: &'static str,
        given: Option<&Self>,
        file: Option<&Path>,
    ) -> Result<Option<Self>, SecretError> {
        match (given, file) {
            (Some(_), Some(_)) => Err(SecretError::Twice { name }),
            (Some(secret), None) => Ok(Some(secret.clone())),
            (None, Some(file)) => match std::fs::read_to_string(file) {
                Ok(content) => Ok(Some(Self(content.trim().to_owned()))),
                Err(source) => Err(SecretError::Unreadable { name, file: file.display().to_string(), source }),
            },
            (None, None) => Ok(None),
        }
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(Self(value.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Why a secret setting is refused. Never repeats the secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Neither the value nor a file was given.
    #[error("{name} is not set: give {name}, or {name}_FILE with the path of a file that holds it")]
    Missing {
        /// Variable.
        name: &'static str,
    },
    /// Both were given, and they may differ.
    #[error("{name} and {name}_FILE are both set: give one of them")]
    Twice {
        /// Variable.
        name: &'static str,
    },
    /// The file cannot be read.
    #[error("{name}_FILE names {file}, which cannot be read")]
    Unreadable {
        /// Variable.
        name: &'static str,
        /// Path.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

#[cfg(test)]
mod tests {
    use super::{Secret, SecretError};

    #[test]
    fn a_secret_is_not_printed() {
        let secret = Secret::from("hunter2hunter2".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.expose(), "hunter2hunter2");
    }

    #[test]
    fn a_file_holds_the_value() {
        let file = std::env::temp_dir().join(format!("azionelab-secret-{}", std::process::id()));
        std::fs::write(&file, "from a file\n").unwrap();
        let read = Secret::given_or_read("TOKEN_KEYS", None, Some(&file)).unwrap();
        assert_eq!(read.expose(), "from a file");
        std::fs::remove_file(&file).unwrap();
        let gone = Secret::given_or_read("TOKEN_KEYS", None, Some(&file));
        assert!(matches!(gone, Err(SecretError::Unreadable { name: "TOKEN_KEYS", .. })));
    }

    #[test]
    fn a_setting_given_twice_or_not_at_all_is_named() {
        let given = Secret::from("a".to_owned());
        let twice = Secret::given_or_read("TOKEN_KEYS", Some(&given), Some("/nowhere".as_ref())).unwrap_err();
        assert_eq!(twice.to_string(), "TOKEN_KEYS and TOKEN_KEYS_FILE are both set: give one of them");
        let none = Secret::given_or_read("TOKEN_KEYS", None, None).unwrap_err();
        assert!(none.to_string().starts_with("TOKEN_KEYS is not set"), "{none}");
    }
}
