//! The name by which a request is found again: in its answer, in each of its log lines, in the audit log and in the
//! jobs it causes.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::http::HeaderMap;
use rand::Rng as _;

/// Header that carries it.
pub const HEADER: &str = "x-request-id";

const LONGEST: usize = 64;

/// Name of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// The caller's own, if it is sane: 1 to 64 letters, digits, hyphens and underscores. Else a new one.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        match headers.get(HEADER).and_then(|value| value.to_str().ok()) {
            Some(given) if is_sane(given) => Self(given.into()),
            _ => Self::new(),
        }
    }

    fn new() -> Self {
        let mut bytes = [0; 12];
        platform::clock::randomness().fill_bytes(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes).into())
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_sane(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderMap, HeaderValue};

    use super::{HEADER, RequestId};

    fn given(value: &str) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_str(value).unwrap());
        RequestId::of(&headers)
    }

    #[test]
    fn a_sane_id_is_kept() {
        assert_eq!(given("checkout-42_a").as_str(), "checkout-42_a");
    }

    #[test]
    fn anything_else_is_replaced() {
        for odd in ["", "a b", "a=b", &"x".repeat(65), "\u{e9}"] {
            let made = given(odd);
            assert_ne!(made.as_str(), odd);
            assert_eq!(made.as_str().len(), 16);
        }
        assert_ne!(RequestId::of(&HeaderMap::new()), RequestId::of(&HeaderMap::new()));
    }
}
