//! What goes out.

use super::SECURITY_HEADERS;
use crate::afterwards::Afterwards;

/// What a handler answers: a status, JSON, cookies.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    /// JSON text, often passed through just as SQLite built it.
    pub body: String,
    pub headers: Vec<(&'static str, String)>,
}

impl Answer {
    /// JSON text under a status.
    pub fn new(status: u16, body: String) -> Self {
        Self { status, body, headers: Vec::new() }
    }

    /// The value as JSON.
    pub fn json(status: u16, value: &impl serde::Serialize) -> Self {
        // Our own types have text keys and no floats: turning them into JSON does not fail.
        Self::new(status, serde_json::to_string(value).unwrap_or_default())
    }

    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// The answer on its way out, with the headers that all have.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// What is done once the answer has left.
    pub afterwards: Afterwards,
    /// What went wrong, for the log only.
    pub log: Option<String>,
}

impl Response {
    pub fn new(answer: Answer, media_type: &str, request_id: &str) -> Self {
        let mut headers: Vec<_> =
            SECURITY_HEADERS.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        headers.push(("Content-Type", media_type.to_owned()));
        headers.push(("X-Request-Id", request_id.to_owned()));
        headers.extend(answer.headers);
        Self {
            status: answer.status,
            headers,
            body: answer.body,
            afterwards: Afterwards::default(),
            log: None,
        }
    }

    /// The first header of that name, ignoring case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
