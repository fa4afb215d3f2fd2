//! Passwords: Argon2id with the first of OWASP's parameter sets for servers that share a machine (Password Storage
//! Cheat Sheet: 19 MiB, 2 passes, 1 lane). All functions here work for tens of milliseconds: call them on a thread
//! that may block.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const SALT: usize = 16;

/// Shortest password, characters (NIST SP 800-63B, section 5.1.1: length before rules).
pub const SHORTEST: usize = 12;
/// Longest password, characters: hashing must not be a way to keep the server busy.
pub const LONGEST: usize = 128;

/// Checked against when there is no such user, so that the answer takes as long. No password has this hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Shorter than [`SHORTEST`] or longer than [`LONGEST`] characters.
    #[error("a password has 12 to 128 characters")]
    Length,
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
}

/// Words of the house, which people like to put into its passwords.
const HOUSE_WORDS: [&str; 8] =
    ["azionelab", "teatro", "theatre", "spettacolo", "biglietti", "biglietteria", "compagnia", "prenotazioni"];

/// Why a new password is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Shorter than [`SHORTEST`] or longer than [`LONGEST`] characters.
    #[error("a password has 12 to 128 characters")]
    Length,
    /// With a control character, which no keyboard types: some program made it, and another will cut it short.
    #[error("a password has no control characters")]
    Untypable,
    /// Common, or made of what is known of its user.
    #[error("the password is easy to guess: {advice}")]
    Guessable {
        /// What to do about it, an English sentence or more; never holds the password.
        advice: String,
    },
}

/// A password that may be chosen: long enough, and neither common nor made of its user's name (NIST SP 800-63B,
/// section 5.1.1.2).
///
/// The list of common passwords is the estimator's own: 30,000 from leaks, with English words, names and keyboard runs,
/// also in pieces, turned around and with digits for letters. What it gives three of its four points passes.
#[derive(Clone)]
pub struct NewPassword(String);

/// The least the estimator must say of a password: "safely unguessable" to who can try online, and costly to who has
/// its hash.
const FEWEST_GUESSES: zxcvbn::Score = zxcvbn::Score::Three;

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewPassword(…)")
    }
}

impl NewPassword {
    /// Takes a password for somebody of whom `known` (login name, display name, address) is known. Works for some
    /// milliseconds.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn choose(password: &str, known: &[&str]) -> Result<Self, Unfit> {
        if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
            return Err(Unfit::Length);
        }
        if password.chars().any(char::is_control) {
            return Err(Unfit::Untypable);
        }
        let parts = known.iter().flat_map(|known| known.split(|character: char| !character.is_alphanumeric()));
        let words: Vec<&str> = known.iter().copied().chain(parts).chain(HOUSE_WORDS).collect();
        // The estimator thinks much of three words in a row, whatever they are: what is known must not be what carries.
        for text in std::iter::once(password.to_owned()).chain(without(password, &words)) {
            let estimate = zxcvbn::zxcvbn(&text, &words);
            if estimate.score() < FEWEST_GUESSES {
                let advice = estimate.feedback().map(ToString::to_string).unwrap_or_default();
                return Err(Unfit::Guessable { advice: advice.trim().to_owned() });
            }
        }
        Ok(Self(password.to_owned()))
    }

    /// Hashes it, for storing.
    ///
    /// # Errors
    /// [`PasswordError::Hash`].
    pub fn hash(&self, rng: &mut impl CryptoRng) -> Result<HashedPassword, PasswordError> {
        hash(&self.0, rng).map(HashedPassword)
    }
}

/// The hash of a password that was fit to be chosen.
#[derive(Clone)]
pub struct HashedPassword(String);

impl HashedPassword {
    /// The hash as PHC string, for its row.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl std::fmt::Debug for HashedPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("HashedPassword(…)")
    }
}

/// `password` in lower case, without any of the `words` that is long enough to be one; `None` when it has none.
fn without(password: &str, words: &[&str]) -> Option<String> {
    const SHORTEST_WORD: usize = 3;
    let password = password.to_lowercase();
    let left = words
        .iter()
        .map(|word| word.to_lowercase())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .fold(password.clone(), |left, word| left.replace(&word, ""));
    (left != password).then_some(left)
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| PasswordError::Hash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password, as PHC string.
///
/// # Errors
/// [`PasswordError`].
pub fn hash(password: &str, rng: &mut impl CryptoRng) -> Result<String, PasswordError> {
    if !(SHORTEST..=LONGEST).contains(&password.chars().count()) {
        return Err(PasswordError::Length);
    }
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let hash: PasswordHash =
        argon2()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| PasswordError::Hash)?;
    Ok(hash.to_string())
}

/// Whether `password` is the one that was hashed; takes as long and says `false` when there is no hash.
#[must_use]
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    if password.chars().count() > LONGEST {
        return false;
    }
    let (Ok(argon2), Ok(known)) = (argon2(), PasswordHash::new(hash.unwrap_or(NOBODY))) else { return false };
    let same = argon2.verify_password(password.as_bytes(), &known).is_ok();
    same && hash.is_some()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::{LONGEST, NOBODY, NewPassword, PasswordError, Unfit, hash, verify};

    #[test]
    fn a_password_is_known_again_and_another_is_not() {
        let hash = hash("correct horse battery", &mut StdRng::seed_from_u64(1)).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify("correct horse battery", Some(&hash)));
        assert!(!verify("correct horse batterx", Some(&hash)));
    }

    #[test]
    fn an_unknown_user_costs_a_real_verification() {
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODY).is_ok());
        assert!(!verify("whatever it may be", None));
    }

    #[test]
    fn length_counts_characters() {
        let rng = &mut StdRng::seed_from_u64(1);
        assert_eq!(hash("elevenchars", rng), Err(PasswordError::Length));
        assert_eq!(hash(&"x".repeat(129), rng), Err(PasswordError::Length));
        assert!(hash("perché così è", rng).is_ok());
    }

    #[test]
    fn common_passwords_and_those_made_of_a_name_are_refused_however_they_are_dressed_up() {
        let known = ["anna.bianchi", "Anna Bianchi", "anna@example.org"];
        for weak in [
            "password1234",
            "Passw0rd!Passw0rd!",
            "qwertyuiop[]",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "iloveyou2026",
            "annabianchi2026",
            "ihcnaibanna1",
            "Anna-Biglietteria-1986",
            "teatro-spettacolo",
            "abcdefghijklmnop",
        ] {
            assert!(matches!(NewPassword::choose(weak, &known), Err(Unfit::Guessable { .. })), "{weak}");
        }
        for short_or_long in ["kT9#vq2!xPz", &"correct horse ".repeat(10)] {
            assert_eq!(NewPassword::choose(short_or_long, &known).unwrap_err(), Unfit::Length);
        }
        for untypable in ["una sedia\0 vuota in fondo", "una sedia vuota in fondo\n"] {
            assert_eq!(NewPassword::choose(untypable, &known).unwrap_err(), Unfit::Untypable);
        }
    }

    #[test]
    fn a_password_that_nobody_would_guess_is_taken_and_hashed() {
        let long = "gabbiano-lampada-7-ombrello-".repeat(4);
        for fit in
            ["una sedia vuota in fondo", "anna mangia sette mele rosse", "correct horse battery", "kT9#vq2!xPzM", &long]
        {
            assert!(long.len() <= LONGEST);
            let chosen = NewPassword::choose(fit, &["anna"]).unwrap();
            assert_eq!(format!("{chosen:?}"), "NewPassword(…)");
            let hashed = chosen.hash(&mut StdRng::seed_from_u64(1)).unwrap();
            assert!(verify(fit, Some(&hashed.into_string())));
        }
    }
}
