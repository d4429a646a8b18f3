//! An answer, as a test looks at it.

use portico_api::{Endpoint, Problem};
use portico_edge::http::Response;
use serde_json::Value;

/// Status, headers and JSON of an answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) response: Response,
    pub(crate) json: Value,
}

impl Reply {
    pub(crate) fn new(response: Response) -> Self {
        let json = serde_json::from_str(&response.body).expect("every answer is JSON");
        Self { status: response.status, response, json }
    }

    /// The answer of a success, in the type that the contract promises.
    pub(crate) fn ok<E: Endpoint>(self) -> E::Reply {
        assert_eq!(self.status, E::STATUS, "{}", self.json);
        serde_json::from_value(self.json)
            .unwrap_or_else(|error| panic!("{} answers something else: {error}", E::NAME))
    }

    /// The problem of a refusal with this status.
    pub(crate) fn problem(self, status: u16) -> Problem {
        assert_eq!(self.status, status, "{}", self.json);
        assert_eq!(self.response.header("Content-Type"), Some("application/problem+json"));
        let problem: Problem = serde_json::from_value(self.json).expect("a problem document");
        assert_eq!(problem.status, status);
        assert_eq!(self.response.header("X-Request-Id"), Some(problem.request_id.as_str()));
        problem
    }

    /// The sentence about one field of a refusal with this status.
    pub(crate) fn fault(self, status: u16, field: &str) -> String {
        let problem = self.problem(status);
        let detail = problem.on(field).map(str::to_owned);
        detail.unwrap_or_else(|| panic!("nothing is said about {field}: {problem:?}"))
    }
}
