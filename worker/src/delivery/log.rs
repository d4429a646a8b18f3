//! What is written into the log about reads: every error, and one of a hundred of all others, because a line costs more than the read.

use super::answer::Delivered;
use serde_json::json;

/// One of so many is written.
pub const ONE_OF: u64 = 100;
/// The place of all reads, in which no ID stands.
pub const ROUTE: &str = "/v1/environments/{environment}/config";

/// A line of the log, as JSON.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Error(String),
    /// Stands for [`ONE_OF`] reads.
    Sample(String),
}

impl<B> Delivered<B> {
    /// What is to be written about this read. A refusal is the client's fault and no error.
    pub fn line(&self) -> Option<Line> {
        let (status, source) = (self.status, self.header("Portico-Source"));
        if self.log.is_some() || status >= 500 {
            let (id, cause) = (self.header("X-Request-Id"), self.log.as_deref());
            let line = json!({ "level": "error", "request_id": id, "route": ROUTE, "status": status, "source": source, "cause": cause });
            return Some(Line::Error(line.to_string()));
        }
        let line = || json!({ "level": "info", "route": ROUTE, "status": status, "source": source, "one_of": ONE_OF });
        self.is_sampled.then(|| Line::Sample(line().to_string()))
    }
}
