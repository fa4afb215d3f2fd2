//! What came back.

use reqwest::header::HeaderMap;
use serde_json::Value;

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// Stops the story unless the status is this.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// Stops the story unless this is a problem with this status and code.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.text("code"), code, "{}", answer.json());
        answer
    }

    /// Stops the story unless this is a 422 that names exactly these fields and codes.
    #[track_caller]
    pub fn expect_faults(self, faults: &[(&str, &str)]) -> Self {
        let answer = self.expect_problem(422, "validation");
        let json = answer.json();
        let told = json["errors"].as_array().unwrap().iter();
        let told: Vec<_> =
            told.map(|fault| (fault["field"].as_str().unwrap(), fault["code"].as_str().unwrap())).collect();
        assert_eq!(told, faults);
        answer
    }

    /// A header's text, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// A member that is text.
    #[track_caller]
    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("{member} is text in {}", self.json())).to_owned()
    }

    /// A member that is a number.
    #[track_caller]
    pub fn number(&self, member: &str) -> i64 {
        self.json()[member].as_i64().unwrap_or_else(|| panic!("{member} is a number in {}", self.json()))
    }
}
