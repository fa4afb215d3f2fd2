//! Secrets that must be read again are stored sealed: encrypted with a key that is made of the server's token keys, so
//! that a copy of the database shows none (domain.md, Tokens).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::CryptoRng;

use crate::Failure;
use crate::token::Keys;

const KEY_NAME: usize = 8;
const NONCE: usize = 24;

/// Seals `clear` for one use of the keys. `label` binds it to its row, so that rows cannot be swapped.
pub(crate) fn seal(
    keys: &Keys,
    use_: &'static str,
    rng: &mut impl CryptoRng,
    label: &str,
    clear: &[u8],
) -> Result<Vec<u8>, Failure> {
    let (name, key) = keys.newest_for(use_);
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    let cipher = XChaCha20Poly1305::new(&key.into());
    let payload = Payload { msg: clear, aad: label.as_bytes() };
    let sealed =
        cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Failure::Unreadable("a secret to be sealed"))?;
    Ok([name.as_bytes(), &nonce, &sealed].concat())
}

/// What was sealed; `None` when the key is gone, or the bytes are not of this use and row.
pub(crate) fn open(keys: &Keys, use_: &'static str, label: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let (name, rest) = sealed.split_at_checked(KEY_NAME)?;
    let (nonce, rest) = rest.split_at_checked(NONCE)?;
    let key = keys.named_for(std::str::from_utf8(name).ok()?, use_)?;
    let nonce: [u8; NONCE] = nonce.try_into().ok()?;
    let payload = Payload { msg: rest, aad: label.as_bytes() };
    XChaCha20Poly1305::new(&key.into()).decrypt(&XNonce::from(nonce), payload).ok()
}

/// Whether the key that signs now sealed this; what an older one sealed is sealed anew when it is used.
pub(crate) fn is_by_newest(keys: &Keys, use_: &'static str, sealed: &[u8]) -> bool {
    sealed.starts_with(keys.newest_for(use_).0.as_bytes())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::{is_by_newest, open, seal};
    use crate::token::Keys;

    const OLD: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const NEW: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn what_is_sealed_opens_with_its_use_row_and_key_only() {
        let keys = Keys::parse(OLD).unwrap();
        let sealed = seal(&keys, "one", &mut StdRng::seed_from_u64(1), "row 1", b"secret").unwrap();
        assert!(!sealed.windows(6).any(|bytes| bytes == b"secret"));
        assert_eq!(open(&keys, "one", "row 1", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!(open(&keys, "one", "row 2", &sealed), None);
        assert_eq!(open(&keys, "two", "row 1", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(open(&keys, "one", "row 1", &sealed[..length]), None);
        }
        assert_eq!(open(&Keys::parse(NEW).unwrap(), "one", "row 1", &sealed), None, "retired");
        let rotated = Keys::parse(&format!("{NEW},{OLD}")).unwrap();
        assert!(open(&rotated, "one", "row 1", &sealed).is_some());
        assert!(is_by_newest(&keys, "one", &sealed) && !is_by_newest(&rotated, "one", &sealed));
    }
}
