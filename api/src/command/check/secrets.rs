//! Whether secrets are secret: there, long, and nobody's example.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use booking::token::Keys;
use platform::settings::Secret;
use url::Url;

use super::report::{Check, Outcome, Report};
use super::settings::{CheckSettings, given};

/// Shorter passwords can be guessed.
const SHORTEST: usize = 16;
/// Different bytes that 32 random ones have at the least: fewer come once in a thousand million million keys.
const DIFFERENT: usize = 20;

const KEYS: Check = Check::new(
    "azl.E010",
    "TOKEN_KEYS can be used",
    "write the base64 text of 32 random bytes into TOKEN_KEYS_FILE: openssl rand -base64 32",
);
const KEYS_RANDOM: Check = Check::new(
    "azl.E011",
    "TOKEN_KEYS are random",
    "put a new key in front: openssl rand -base64 32 (docs/operations/rotate-keys.md)",
);
const DATABASE: Check = Check::new(
    "azl.E012",
    "the database's password is there and is no placeholder",
    "make a new one: docs/operations/rotate-keys.md",
);
const DATABASE_LONG: Check = Check::new(
    "azl.W010",
    "the database's password has 16 characters or more",
    "make a new one: openssl rand -hex 24 (docs/operations/rotate-keys.md)",
);
const MAIL: Check = Check::new(
    "azl.E013",
    "the mail server's password is no placeholder",
    "write the one of your provider into secrets/smtp_password",
);

pub(super) fn check(settings: &CheckSettings, report: &mut Report) {
    let keys = Secret::given_or_read("TOKEN_KEYS", settings.token_keys.as_ref(), settings.token_keys_file.as_deref());
    match keys {
        Err(error) => report.note(KEYS, Outcome::Bad(error.to_string())),
        Ok(keys) => {
            let fault = Keys::parse(keys.expose()).err();
            report.note(KEYS, fault.map_or(Outcome::Fine, |fault| Outcome::Bad(fault.to_string())));
            let poor = keys.expose().split([',', ' ', '\n', '\t']).filter(|key| !key.is_empty()).any(is_poor);
            report.note(KEYS_RANDOM, Outcome::unless(poor, || "a key repeats itself or is an example".to_owned()));
        }
    }
    match database_password(settings) {
        Some(password) => {
            report.note(
                DATABASE,
                Outcome::unless(is_placeholder(&password), || "it is one that everybody knows".to_owned()),
            );
            let length = password.chars().count();
            report.note(DATABASE_LONG, Outcome::unless(length < SHORTEST, || format!("it has {length} characters")));
        }
        None => report.note(DATABASE, Outcome::Bad("there is none".to_owned())),
    }
    let password =
        Secret::optional("SMTP_PASSWORD", settings.smtp_password.as_ref(), settings.smtp_password_file.as_deref());
    if let Ok(Some(password)) = password
        && given(settings.smtp_username.as_ref()).is_some()
    {
        let known = is_placeholder(password.expose());
        report.note(MAIL, Outcome::unless(known, || "it is one that everybody knows".to_owned()));
    }
}

fn is_poor(key: &str) -> bool {
    let Ok(mut bytes) = BASE64_STANDARD.decode(key) else { return false };
    bytes.sort_unstable();
    bytes.dedup();
    bytes.len() < DIFFERENT
}

fn database_password(settings: &CheckSettings) -> Option<String> {
    if let Some(file) = &settings.database_password_file {
        let read = Secret::given_or_read("DATABASE_PASSWORD", None, Some(file)).ok()?;
        return Some(read.expose().to_owned()).filter(|password| !password.is_empty());
    }
    Url::parse(settings.database_url.as_ref()?.expose()).ok()?.password().map(str::to_owned)
}

fn is_placeholder(password: &str) -> bool {
    let password = password.to_lowercase();
    let known = ["postgres", "azionelab", "admin", "root", "test", "12345678", "qwerty", "letmein", "x"];
    let part = ["password", "changeme", "change-me", "change_me", "secret", "example", "placeholder", "<", "todo"];
    known.contains(&password.as_str()) || part.iter().any(|part| password.contains(part))
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, is_poor};

    #[test]
    fn examples_are_known_and_random_ones_are_not() {
        for known in ["postgres", "ChangeMe!", "my-secret-password", "<write it here>"] {
            assert!(is_placeholder(known), "{known}");
        }
        assert!(!is_placeholder("5b1d8d0c0ab8a1a0f9c8f3a7e1f0"));
        assert!(is_poor("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
        assert!(!is_poor("0ZP0uK0i1n8mQn2O3oJmJ7pQ5cWc8Yw3m1t6vXbZr2E="));
    }
}
