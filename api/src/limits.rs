//! How much anybody may ask (api-contract.md, 429). Kept in memory: a restart forgives.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use booking::values::EmailAddress;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::problem::Problem;

/// Pause between two rounds of forgetting.
pub const FORGET_EVERY: Duration = Duration::from_mins(1);

/// So many at once, then one every so often.
struct Limit<K: Hash + Eq + Clone>(DefaultKeyedRateLimiter<K>);

impl<K: Hash + Eq + Clone> Limit<K> {
    fn new(burst: u32, then_every: Duration) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(then_every).unwrap_or(Quota::per_second(burst)).allow_burst(burst);
        Self(RateLimiter::keyed(quota))
    }

    fn take(&self, key: &K) -> Result<(), Problem> {
        self.0.check_key(key).map_err(|early| {
            let wait = early.wait_time_from(DefaultClock::default().now());
            Problem::rate_limited(wait.as_secs() + 1)
        })
    }

    fn forget(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

struct Kept {
    requests: Limit<IpAddr>,
    acts: Limit<IpAddr>,
    emails: Limit<String>,
    logins: Limit<IpAddr>,
    passwords: Limit<(IpAddr, String)>,
}

/// The limits, or none. A client is a host, or the /64 network of one IPv6 subscriber.
pub struct Limits(Option<Kept>);

impl std::fmt::Debug for Limits {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "Limits(on)" } else { "Limits(off)" })
    }
}

impl Limits {
    /// What a busy family behind one address never reaches, and a script does.
    #[must_use]
    pub fn usual() -> Self {
        Self(Some(Kept {
            requests: Limit::new(300, Duration::from_millis(100)),
            acts: Limit::new(30, Duration::from_secs(2)),
            emails: Limit::new(8, Duration::from_mins(5)),
            logins: Limit::new(20, Duration::from_secs(5)),
            passwords: Limit::new(5, Duration::from_secs(30)),
        }))
    }

    /// No limits, for load tests.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    fn check(&self, take: impl FnOnce(&Kept) -> Result<(), Problem>) -> Result<(), Problem> {
        self.0.as_ref().map_or(Ok(()), take)
    }

    /// Any request of a client.
    ///
    /// # Errors
    /// 429.
    pub fn request(&self, client: IpAddr) -> Result<(), Problem> {
        self.check(|kept| kept.requests.take(&client))
    }

    /// A visitor's request that changes something or tries a token.
    ///
    /// # Errors
    /// 429.
    pub fn act(&self, client: IpAddr) -> Result<(), Problem> {
        self.check(|kept| kept.acts.take(&client))
    }

    /// A request that may send a mail to this address.
    ///
    /// # Errors
    /// 429.
    pub fn email(&self, email: &EmailAddress) -> Result<(), Problem> {
        self.check(|kept| kept.emails.take(&email.as_str().to_lowercase()))
    }

    /// A password that a client tries for a user. Counted together, so that nobody can lock another out from elsewhere.
    ///
    /// # Errors
    /// 429.
    pub fn password(&self, client: IpAddr, username: &str) -> Result<(), Problem> {
        self.check(|kept| {
            kept.logins.take(&client)?;
            kept.passwords.take(&(client, username.to_owned()))
        })
    }

    /// A code of a second factor that a client tries. How many each login and each factor take is the rules' to count.
    ///
    /// # Errors
    /// 429.
    pub fn second_step(&self, client: IpAddr) -> Result<(), Problem> {
        self.check(|kept| kept.logins.take(&client))
    }

    /// Forgets whoever has been quiet for long enough.
    pub fn forget_the_quiet(&self) {
        if let Some(kept) = &self.0 {
            kept.requests.forget();
            kept.acts.forget();
            kept.emails.forget();
            kept.logins.forget();
            kept.passwords.forget();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::Limits;

    #[test]
    fn a_user_is_limited_at_one_address_and_not_at_another() {
        let limits = Limits::usual();
        let (one, other): (IpAddr, IpAddr) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
        for _ in 0..5 {
            limits.password(one, "anna").unwrap();
        }
        assert_eq!(limits.password(one, "anna").unwrap_err().code(), "rate_limited");
        limits.password(one, "berto").unwrap();
        limits.password(other, "anna").unwrap();
    }

    #[test]
    fn without_limits_nothing_is_counted() {
        let limits = Limits::none();
        assert!((0..1000).all(|_| limits.act([192, 0, 2, 1].into()).is_ok()));
    }
}
