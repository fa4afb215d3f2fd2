//! What rules must know of the site: its address and its keys, who stands in line, and what was just seen.

use url::Url;

use crate::reservation::Looks;
use crate::token::{Keys, Token};
use crate::turns::Turns;

/// The public site, as rules and jobs see it.
#[derive(Debug, Clone)]
pub struct Site {
    keys: Keys,
    origin: Url,
    turns: Turns,
    looks: Looks,
}

impl Site {
    /// A site at `public_url` (scheme, host and port; a path is dropped) with `keys` for its tokens.
    #[must_use]
    pub fn new(keys: Keys, public_url: &Url) -> Self {
        let mut origin = public_url.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Self { keys, origin, turns: Turns::default(), looks: Looks::default() }
    }

    /// Keys of the tokens.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Turns at performances; copies of the site share them.
    pub(crate) fn turns(&self) -> &Turns {
        &self.turns
    }

    /// Performances as requests have seen them; copies of the site share them too.
    pub(crate) fn looks(&self) -> &Looks {
        &self.looks
    }

    /// Address of a page, such as `shows/il-gabbiano`.
    #[must_use]
    pub fn page(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        url
    }

    /// The link of a confirmation request. The token is in the fragment, which browsers send to nobody.
    #[must_use]
    pub fn confirmation_url(&self, token: &Token) -> Url {
        self.with_fragment("confirm", token)
    }

    /// The link of a ticket, and all that its QR code holds.
    #[must_use]
    pub fn ticket_url(&self, token: &Token) -> Url {
        self.with_fragment("ticket", token)
    }

    /// The link by which a user of the house sets a new password.
    #[must_use]
    pub fn password_reset_url(&self, token: &Token) -> Url {
        self.with_fragment("reset-password", token)
    }

    /// Host name, for the right side of message ids.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.host_str().unwrap_or("localhost")
    }

    fn with_fragment(&self, path: &str, token: &Token) -> Url {
        let mut url = self.page(path);
        url.set_fragment(Some(token.expose()));
        url
    }
}
