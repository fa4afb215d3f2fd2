//! What no log may hold: everything that tells who a guest is, or opens something.

use std::sync::{Arc, Mutex};

/// Names, addresses, tokens and passwords of one test, as they come to be.
#[derive(Debug, Clone, Default)]
pub struct Secrets(Arc<Mutex<Vec<String>>>);

impl Secrets {
    pub fn keep(&self, secret: &str) {
        self.0.lock().unwrap().push(secret.to_lowercase());
    }

    /// Those that stand in `text`, however they are cased.
    pub fn told_by(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        self.0.lock().unwrap().iter().filter(|secret| text.contains(*secret)).cloned().collect()
    }
}
