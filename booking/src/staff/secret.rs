//! Secrets that the server hands out and knows again: random text, of which the database holds the SHA-256.

use std::fmt;
use std::marker::PhantomData;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::CryptoRng;
use sha2::{Digest, Sha256};

/// A secret for one purpose, 256 random bits in base64url.
pub struct Secret<P>(String, PhantomData<fn() -> P>);

impl<P> Clone for Secret<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}

impl<P> fmt::Debug for Secret<P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl<P> Secret<P> {
    /// A new one behind `prefix`, by which programs that look for leaked secrets know its kind.
    pub(super) fn random(rng: &mut impl CryptoRng, prefix: &str) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)), PhantomData)
    }

    /// As a client sent it.
    #[must_use]
    pub fn presented(text: &str) -> Self {
        Self(text.to_owned(), PhantomData)
    }

    /// The text, for its holder; never for a log or a row.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What the database knows of it. A look-up by this hash tells nothing of the secret by its time, since nobody can
    /// choose a text whose hash is nearly right.
    pub(super) fn sha256(&self) -> Vec<u8> {
        Sha256::digest(self.0.as_bytes()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::Secret;

    #[test]
    fn a_secret_is_long_prefixed_and_hidden_in_debug_output() {
        let secret = Secret::<()>::random(&mut StdRng::seed_from_u64(1), "azl_");
        assert!(secret.expose().starts_with("azl_") && secret.expose().len() == 4 + 43);
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(Secret::<()>::presented(secret.expose()).sha256(), secret.sha256());
    }
}
