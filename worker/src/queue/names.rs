//! Names of workers. A name that comes again never gets the job back that its bearer died with, so each start and each
//! restart has a new one.

use rand::RngExt;

/// A name that was never used: machine, process, queue, slot and a random part.
pub fn fresh(queue: &str, slot: usize) -> String {
    let machine = hostname::get().ok().and_then(|name| name.into_string().ok()).unwrap_or_else(|| "machine".to_owned());
    let random: u64 = platform::clock::randomness().random();
    format!("{machine}-{}-{queue}-{slot}-{random:016x}", std::process::id())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_slot_started_twice_has_two_names() {
        assert_ne!(super::fresh("emails", 0), super::fresh("emails", 0));
    }
}
