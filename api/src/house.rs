//! What operations work with.

use std::sync::Arc;

use booking::Site;
use booking::token::{Keys, KeysError};
use chrono_tz::Tz;
use platform::clock::Clock;
use platform::database::Database;
use platform::settings::{SecretError, SiteSettings};
use url::Url;

use crate::auth::PasswordDesk;
use crate::limits::Limits;
use crate::request::TrustedProxies;
use crate::settings::{FrontSettings, Switch};

/// Everything that an operation may need.
#[derive(Debug)]
pub struct House {
    /// The database.
    pub database: Database,
    /// Address and keys of the site.
    pub site: Site,
    /// The site's address, as browsers name it in `Origin`.
    pub origin: String,
    /// Name of the company.
    pub company: String,
    /// Zone of the times shown.
    pub zone: Tz,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Whose word on client addresses is taken.
    pub trusted_proxies: TrustedProxies,
    /// How much anybody may ask.
    pub limits: Limits,
    /// Hashes passwords, a few at a time.
    pub passwords: PasswordDesk,
}

/// Why the house cannot open.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The keys cannot be found.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The keys cannot be used.
    #[error("TOKEN_KEYS cannot be used")]
    Keys(#[from] KeysError),
}

impl House {
    /// A house as the settings describe it.
    ///
    /// # Errors
    /// [`HouseError`].
    pub fn open(
        site: &SiteSettings,
        front: &FrontSettings,
        database: Database,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HouseError> {
        let keys = Keys::parse(site.token_keys()?.expose())?;
        Ok(Self {
            database,
            site: Site::new(keys, &site.public_url),
            origin: origin(&site.public_url),
            company: site.company_name.clone(),
            zone: site.site_time_zone,
            clock,
            trusted_proxies: front.trusted_proxies.clone(),
            limits: match front.rate_limits {
                Switch::On => Limits::usual(),
                Switch::Off => Limits::none(),
            },
            passwords: PasswordDesk::default(),
        })
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
