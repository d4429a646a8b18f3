//! What Stripe's API takes: `application/x-www-form-urlencoded`, with nested names in brackets.

use crate::secret::sha256;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// Names and values of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(String);

impl Form {
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.extend(utf8_percent_encode(name, NON_ALPHANUMERIC));
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        self
    }

    /// Tells it from others: Stripe refuses a key that comes again with another form.
    pub(super) fn digest(&self) -> String {
        sha256(&[self.0.as_bytes()]).chars().take(16).collect()
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}
