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

    use super::{NOBODY, PasswordError, hash, verify};

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
}
